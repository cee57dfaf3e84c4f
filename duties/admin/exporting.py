"""What the list shows, as xlsx: at once, or as a job when there is much of it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from core.clock import today
from core.models import Job
from documents.files import CONTENT_TYPES
from documents.views import file_response
from duties import policies
from duties.exports import AT_ONCE, book, listed, open_result, order
from duties.filters import NAMES


class ExportPages:
    def export_view(self, request):
        """The rows of the list's filters; the export is audited."""
        if not policies.may_read_ledger(request.actor):
            raise PermissionDenied("您没有导出履职记录的权限")
        asked = {name: request.GET.get(name, "") for name in NAMES}
        rows = listed(request.actor, asked)
        if rows[: AT_ONCE + 1].count() > AT_ONCE:
            job = order(by=request.actor, asked=asked)
            return redirect("admin:duties_dutyrecord_export_job", job.pk)
        content = book(request.actor, asked)
        return file_response(content, f"履职记录{today():%Y%m%d}.xlsx", CONTENT_TYPES["xlsx"])

    def export_job_view(self, request, pk):
        """How far the export is; with `?file`, the file itself. Only for whoever asked for it."""
        rows = Job.objects.visible_to(request.actor)
        job = get_object_or_404(rows, pk=pk, task="duties.export", created_by=request.user.pk)
        if "file" in request.GET:
            content = open_result(job)
            if content is None:
                raise Http404
            return file_response(content, job.result["name"], CONTENT_TYPES["xlsx"])
        template = "export_progress" if request.headers.get("HX-Request") else "export"
        context = {"job": job, "title": job.label, "opts": self.opts}
        response = render(
            request, f"admin/duties/{template}.html", self.admin_site.each_context(request) | context
        )
        if request.headers.get("HX-Request") and not job.unfinished:
            response["HX-Refresh"] = "true"
        return response
