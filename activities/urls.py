"""The addresses of the app."""

from django.urls import include, path

app_name = "activities"
urlpatterns = [
    path("", include("activities.own_urls")),
    path("", include("activities.signin_urls")),
    path("", include("activities.site_urls")),
    path("speeches/", include("activities.speech_urls")),
]
