"""Issues of a series: choose signed reports and addressees, look at the Word file, number and send."""

import datetime as dt

from django.contrib import admin, messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from unfold.decorators import display

from accounts.choices import Role
from core.admin_base import ScopedModelAdmin
from core.clock import today
from core.workflow import Refused
from documents.rendering import LetterRefused
from documents.views import file_response
from social_info import services
from social_info.admin.pages import Pages, attempt
from social_info.choices import IssueState, ReportState
from social_info.forms.issue import IssueForm, PublishForm
from social_info.models import Issue, Series
from social_info.queries import working
from social_info.resources.issue import DOCX, issue_word

RECENT = dt.timedelta(days=60)
DESK = frozenset({Role.RESEARCH_OFFICE})
TONES = {"draft": "warning", "issued": "success"}


@admin.register(Series)
class SeriesAdmin(ScopedModelAdmin):
    """刊物: added and renamed by the desk; numbers belong to it for ever."""

    may_view = may_add = may_change = DESK
    list_display = ("name", "position", "enabled")
    fields = ("name", "position", "enabled")


@admin.register(Issue)
class IssueAdmin(Pages, ScopedModelAdmin):
    organization_field = None
    may_view = may_add = DESK
    list_display = ("headline", "state_label", "issued_on", "created_by")
    list_filter = ("state", "series")
    list_select_related = ("series", "created_by")

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        """An issue that carries a labelled report is shown to whoever may work on all it carries."""
        hidden = Issue.objects.visible_to(request.actor).filter(
            items__report__label__in=("sensitive", "own")
        ).exclude(items__report__in=working(request.actor))  # fmt: skip
        return super().get_queryset(request).exclude(pk__in=hidden.values("pk"))

    @display(description="期")
    def headline(self, row):
        return str(row)

    @display(description="状态", label=TONES)
    def state_label(self, row):
        return row.state, row.get_state_display()

    def get_urls(self):
        own = [
            path(
                "<path:object_id>/word/", self.admin_site.admin_view(self.word), name="social_info_issue_word"
            )
        ]
        return own + super().get_urls()

    def add_view(self, request, form_url="", extra_context=None):
        self._demand_add(request)
        recent = Q(state=ReportState.ISSUED, signed_on__gte=today() - RECENT)
        signed = working(request.actor).filter(Q(state=ReportState.SIGNED) | recent)
        series = Series.objects.visible_to(request.actor).filter(enabled=True)
        wanted = [key for key in request.GET.get("of", "").split("-") if key.isdigit()]
        form = IssueForm(request.POST or None, series=series, reports=signed, initial={"reports": wanted})
        return self.act(
            request,
            form,
            lambda form: services.prepare_issue(
                by=request.actor,
                series=form.cleaned_data["series"],
                reports=form.in_order(),
                recipients=form.recipients(),
            ),
            done="本期已编排，请核对文稿后编发。",
            to=lambda issue: reverse("admin:social_info_issue_change", args=[issue.pk]),
            back=reverse("admin:social_info_issue_changelist"),
            title="编排一期",
            consequence="编排后可先下载文稿核对；期号在编发时产生，年内连续，不跳号。",
            verb_label="编排本期",
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        issue = self.object_or_404(request, object_id)
        form = PublishForm(request.POST if "publish" in request.POST else None)
        if request.method == "POST" and (done := self._acted(request, issue, form)):
            return done
        context = {
            "title": str(issue),
            "issue": issue,
            "form": form,
            "draft": issue.state == IssueState.DRAFT,
            "items": issue.items.select_related("report", "version").order_by("position"),
            "recipients": issue.recipients.all(),
        }
        return self.page(request, "issue", **context)

    def _acted(self, request, issue, form):
        here = redirect("admin:social_info_issue_change", issue.pk)
        if "drop" in request.POST:
            try:
                services.drop_issue(by=request.actor, issue=issue)
            except Refused as refusal:
                self.tell(request, str(refusal), messages.ERROR)
                return here
            self.tell(request, "已取消编排，信息仍待编发。")
            return redirect("admin:social_info_issue_changelist")
        if not form.is_valid():
            return None
        failed, sent = attempt(
            form, lambda: services.publish_issue(by=request.actor, issue=issue, **form.cleaned_data)
        )
        if failed:
            return None
        self.tell(request, f"已编发：{sent}。反映人已得到通知。")
        return here

    def word(self, request, object_id):
        """The issue as the office prints it; a draft says that it has no number yet."""
        issue = self.object_or_404(request, object_id)
        try:
            content = issue_word(issue)
        except LetterRefused as refusal:
            self.tell(request, str(refusal), messages.ERROR)
            return redirect("admin:social_info_issue_change", issue.pk)
        return file_response(content, f"{issue}.docx", DOCX)

    def _demand_add(self, request) -> None:
        if not self.has_add_permission(request):
            raise Http404
