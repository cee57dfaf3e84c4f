from django.urls import path

from appraisals.views import own

app_name = "appraisals"
urlpatterns = [
    path("", own.own, name="own"),
    path("live/<int:pk>/", own.live, name="live"),
    path("<int:pk>/", own.sheet, name="sheet"),
    path("<int:pk>/<int:place>/", own.line, name="line"),
]
