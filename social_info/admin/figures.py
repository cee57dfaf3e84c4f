"""Clusters found in the background, and the monthly 通报 with its book."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from unfold.decorators import display

from accounts.choices import Role
from core import audit
from core.admin_base import ScopedModelAdmin
from core.choices import JobState
from documents.files import CONTENT_TYPES
from documents.rendering import LetterRefused
from documents.views import file_response
from organizations.models import Organization
from social_info import policies, services
from social_info.admin.pages import Pages
from social_info.forms.figures import MonthForm, ScanForm
from social_info.models import ClusterScan
from social_info.queries import working
from social_info.queries.desk import names_of
from social_info.resources.bulletin import bulletin_book, bulletin_word

DESK = frozenset({Role.RESEARCH_OFFICE})
TONES = {"queued": "", "running": "info", "done": "success", "failed": "danger"}


@admin.register(ClusterScan)
class ClusterScanAdmin(Pages, ScopedModelAdmin):
    may_view = may_add = DESK
    list_display = ("window", "percent", "job_state", "created_by", "created_at")
    list_display_links = ("window",)
    list_select_related = ("job", "created_by")

    def has_change_permission(self, request, obj=None):
        return False

    @display(description="报送日期")
    def window(self, row):
        return f"{row.since:%Y-%m-%d} 至 {row.until:%Y-%m-%d}"

    @display(description="进度", label=TONES)
    def job_state(self, row):
        state = JobState(row.job.state) if row.job else JobState.DONE
        return state.value, state.label

    def get_urls(self):
        own = [
            path(
                "bulletin/",
                self.admin_site.admin_view(self.bulletin),
                name="social_info_clusterscan_bulletin",
            ),
        ]
        return own + super().get_urls()

    def add_view(self, request, form_url="", extra_context=None):
        self._closed(request)
        form = ScanForm(request.POST or None)
        return self.act(
            request,
            form,
            lambda form: services.start_scan(by=request.actor, **form.cleaned_data),
            done="已开始归集。",
            to=lambda scan: reverse("admin:social_info_clusterscan_change", args=[scan.pk]),
            back=reverse("admin:social_info_clusterscan_changelist"),
            title="归集相近信息",
            consequence="在后台比对期间内报送的公开和内部信息；标识为敏感、限本人的不参加。",
            verb_label="开始归集",
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The groups as far as the reader may see them; while the job runs, its progress."""
        scan = self.object_or_404(request, object_id)
        job = scan.job
        template = "scan_progress" if request.headers.get("HX-Request") else "scan"
        context = {
            "title": f"相近信息（{self.window(scan)}，{scan.percent}% 以上）",
            "scan": scan,
            "job": job,
            "groups": [] if job and job.unfinished else groups_of(request.actor, scan),
        }
        response = self.page(request, template, **context)
        if request.headers.get("HX-Request") and not (job and job.unfinished):
            response["HX-Refresh"] = "true"
        return response

    def bulletin(self, request):
        """Choose a month; Word or Excel. Taking it is on record."""
        self._closed(request)
        if not policies.may_scan(request.actor):
            raise PermissionDenied("您没有编发通报的权限")
        form = MonthForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self._taken(request, form.cleaned_data["month"])
        return self.page(request, "bulletin", form=form, title="信息工作通报")

    def _taken(self, request, day):
        actor = request.actor
        kind = "xlsx" if "book" in request.POST else "docx"
        try:
            content = bulletin_book(actor, day) if kind == "xlsx" else bulletin_word(actor, day)
        except LetterRefused as refusal:
            self.tell(request, str(refusal), messages.ERROR)
            return redirect("admin:social_info_clusterscan_bulletin")
        house = Organization.objects.visible_to(actor).filter(pk=actor.organization_id).first()
        if house is None:
            raise Http404
        audit.record(actor, "导出信息工作通报", house, after={"month": f"{day:%Y-%m}", "kind": kind})
        name = f"{day.year}年{day.month}月社情民意信息工作情况通报.{kind}"
        return file_response(content, name, CONTENT_TYPES[kind])


def groups_of(actor, scan: ClusterScan) -> list[dict]:
    """Each group with the reports that the actor may work on, groups of one left out; one query."""
    asked = [pk for group in scan.groups for pk in group]
    rows = {one.pk: one for one in working(actor).filter(pk__in=asked).prefetch_related("reporters")}
    found = []
    for group in scan.groups:
        inside = [rows[pk] for pk in group if pk in rows]
        if len(inside) > 1:
            free = [one.pk for one in inside if one.state in ("submitted", "editing")]
            found.append(
                {
                    "rows": [{"report": one, "who": names_of(one)} for one in inside],
                    "compile": "-".join(map(str, free)) if len(free) > 1 else "",
                }
            )
    return found
