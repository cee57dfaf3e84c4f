"""Every address of the house."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from core.views import healthz, job_progress
from zhengxie.style_guide import style_guide

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("jobs/<int:pk>/", job_progress, name="job_progress"),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("documents/", include("documents.urls")),
    path("members/", include("members.urls")),
    path("notices/", include("notices.urls")),
    path("duties/", include("duties.urls")),
    path("activities/", include("activities.urls")),
    path("proposals/", include("proposals.urls")),
    path("social-info/", include("social_info.urls")),
    path("score/", include("appraisals.urls")),
    path("", include("portal.urls")),
]

if not settings.PRODUCTION:
    urlpatterns += [path("style/", style_guide, name="style_guide")]

handler400 = "core.views.bad_request"
handler403 = "core.views.forbidden"
handler404 = "core.views.not_found"
handler500 = "core.views.server_error"
