from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_all, name="read_all"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/open/", views.open_calendar, name="open_calendar"),
    path("calendar/close/", views.close_calendar, name="close_calendar"),
    path("calendar/<str:secret>.ics", views.calendar_feed, name="calendar_feed"),
    path("<int:pk>/", views.open_message, name="open"),
]
