from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("own/", views.own, name="own"),
    path("own/correction/", views.ask, name="ask"),
    path("colleagues/", views.colleagues, name="colleagues"),
]
