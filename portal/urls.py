"""Addresses of the pages that span apps."""

from django.urls import path

from portal.views import dashboard, home

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/<int:pk>/ranking/", dashboard.ranking, name="ranking"),
]
