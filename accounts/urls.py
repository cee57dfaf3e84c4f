"""Addresses of the doors."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.log_in, name="login"),
    path("logout/", views.log_out, name="logout"),
    path("activate/", views.activate, name="activate"),
    path("code/", views.second_factor, name="second_factor"),
    path("code/setup/", views.second_factor_setup, name="second_factor_setup"),
    path("password/", views.password, name="password"),
    path("switch/", views.switch, name="switch"),
    path("devices/", views.devices, name="devices"),
    path("devices/end/", views.end_device, name="end_devices"),
    path("devices/<int:pk>/end/", views.end_device, name="end_device"),
]
