"""The addresses of the app."""

from django.urls import path

from social_info.views import board, own, suggestions, writing

app_name = "social_info"
urlpatterns = [
    path("", own.own, name="own"),
    path("new/", writing.new, name="new"),
    path("save/", writing.save, name="save"),
    path("similar/", writing.similar, name="similar"),
    path("find/", board.find, name="find"),
    path("board/", board.board, name="board"),
    path("<int:pk>/", own.report, name="report"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    path("<int:pk>/take-back/", own.take_back, name="take_back"),
    path("<int:pk>/delete/", own.delete, name="delete"),
    path("<int:pk>/speak/", own.speak, name="speak"),
    path("<int:pk>/attach/", own.attach, name="attach"),
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("suggestions/new/", suggestions.suggest, name="suggest"),
    path("suggestions/<int:pk>/", suggestions.suggestion, name="suggestion"),
    path("referrals/", suggestions.referrals, name="referrals"),
    path("referrals/<int:pk>/", suggestions.referral, name="referral"),
]
