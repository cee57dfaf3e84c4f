"""Addresses of sign-in: the member's phone, the hall's screen, the door."""

from django.urls import path

from activities.views import door, hall, sign

urlpatterns = [
    path("sign/<str:code>/", sign.sign, name="sign"),
    path("code/", sign.own_code, name="own_code"),
    path("code/square/", sign.own_square, name="own_square"),
    path("hall/<int:pk>/", hall.hall, name="hall"),
    path("hall/<int:pk>/live/", hall.hall_live, name="hall_live"),
    path("hall/<int:pk>/open/", hall.hall_open, name="hall_open"),
    path("hall/<int:pk>/renew/", hall.hall_renew, name="hall_renew"),
    path("screen/<str:code>/", hall.screen, name="screen"),
    path("screen/<str:code>/live/", hall.screen_live, name="screen_live"),
    path("door/worker.js", door.door_worker, name="door_worker"),
    path("door/<int:pk>/", door.door, name="door"),
    path("door/<int:pk>/roster/", door.door_roster, name="door_roster"),
    path("door/<int:pk>/scans/", door.door_scans, name="door_scans"),
]
