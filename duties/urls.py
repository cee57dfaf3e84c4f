from django.urls import path

from duties.views import files, missing, own

app_name = "duties"
urlpatterns = [
    path("", own.own, name="own"),
    path("confirm/", own.confirm_half, name="confirm_half"),
    path("missing/", missing.missing, name="missing"),
    path("<int:pk>/", own.record, name="record"),
    path("<int:pk>/confirm/", own.confirm, name="confirm"),
    path("<int:pk>/objection/", own.objection, name="objection"),
    path("file/", files.page, name="own_file"),
    path("file/<int:pk>/", files.page, name="file"),
    path("file/<int:pk>/word/", files.word, name="file_word"),
]
