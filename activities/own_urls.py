"""Addresses of a member's own meetings and activities."""

from django.urls import path

from activities.views import own, own_attendance, own_one

urlpatterns = [
    path("", own.upcoming, name="own"),
    path("month/", own.month, name="own_month"),
    path("past/", own.past, name="own_past"),
    path("attendance/", own_attendance.attendance, name="own_attendance"),
    path("attendance/records/", own_attendance.records, name="own_attendance_records"),
    path("<int:pk>/", own_one.activity, name="activity"),
    path("<int:pk>/answer/", own_one.answer, name="activity_answer"),
    path("<int:pk>/leave/", own_one.leave, name="activity_leave"),
    path("leave/<int:pk>/withdraw/", own_one.withdraw, name="leave_withdraw"),
]
