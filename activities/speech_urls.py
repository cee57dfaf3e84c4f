"""Addresses of papers: those of members and reviewers, and the clock of the hall."""

from django.urls import path

from activities.views import speeches, timer

urlpatterns = [
    path("", speeches.own, name="speeches"),
    path("call/<int:pk>/", speeches.start, name="speech_start"),
    path("<int:pk>/", speeches.page, name="speech"),
    path("<int:pk>/revise/", speeches.revise, name="speech_revise"),
    path("<int:pk>/submit/", speeches.submit, name="speech_submit"),
    path("<int:pk>/withdraw/", speeches.withdraw, name="speech_withdraw"),
    path("<int:pk>/score/", speeches.score, name="speech_score"),
    path("timer/<int:pk>/", timer.timer, name="timer"),
    path("timer/spoken/<int:pk>/", timer.spoken, name="timer_spoken"),
]
