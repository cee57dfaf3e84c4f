"""Every address of the house."""

from django.contrib import admin
from django.urls import include, path

from core.views import healthz, job_progress

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("jobs/<int:pk>/", job_progress, name="job_progress"),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
]

handler400 = "core.views.bad_request"
handler403 = "core.views.forbidden"
handler404 = "core.views.not_found"
handler500 = "core.views.server_error"
