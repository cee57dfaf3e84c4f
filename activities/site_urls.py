"""Addresses of sites on the phone, and of the month and week sheets."""

from django.urls import path

from activities.views import sheets, sites

urlpatterns = [
    path("sites/", sites.own, name="sites"),
    path("sites/reception/<int:pk>/", sites.reception, name="reception"),
    path("sites/task/<int:pk>/", sites.task, name="town_task"),
    path("sheets/month/", sheets.month, name="month_sheet"),
    path("sheets/week/", sheets.week, name="week_sheet"),
]
