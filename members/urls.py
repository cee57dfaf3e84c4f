from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("", views.own, name="own"),
    path("correction/", views.ask, name="ask"),
    path("colleagues/", views.colleagues, name="colleagues"),
]
