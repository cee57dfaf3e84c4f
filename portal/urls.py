"""Addresses of the pages that span apps."""

from django.urls import path

from portal.views import dashboard, exports, home, letters

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/<int:pk>/ranking/", dashboard.ranking, name="ranking"),
    path("dashboard/<int:pk>/book/", exports.order_book, name="book"),
    path("dashboard/<int:pk>/announcement/", exports.announcement, name="announcement"),
    path("dashboard/<int:pk>/bundle/", exports.bundle, name="bundle"),
    path("dashboard/<int:pk>/letters/", exports.order_letters, name="letters"),
    path("dashboard/<int:pk>/letters/sent/", letters.sent, name="letters_sent"),
    path("dashboard/books/<int:pk>/", exports.book_job, name="book_job"),
]
