"""Sites with a desk of their own, reception days, and tasks of towns."""

from django import forms
from django.contrib import admin
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts.choices import Role
from activities import site_policies as policies
from activities import site_queries
from activities.admin.desk import Desk, OwnChoices, badge, dressed, labels
from activities.models.sites import ReceptionDay, Site, TownTask
from activities.resources.site_lists import sites_book
from activities.services import sites
from activities.site_choices import ReceptionState, SiteFunction, SiteState, TaskState
from activities.site_forms import AnswerForm, HoldForm
from activities.site_workflow import RECEPTION, TASK
from core.admin_base import ScopedModelAdmin
from core.clock import today
from documents.files import CONTENT_TYPES
from documents.views import file_response
from organizations.models import Organization


class SiteForm(forms.ModelForm):
    functions = forms.MultipleChoiceField(
        label="功能定位",
        choices=SiteFunction.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )


@admin.register(Site)
class SiteAdmin(OwnChoices, Desk, ScopedModelAdmin):
    """履职场所; the organisation above reads those that are open below it."""

    form = SiteForm
    may_view = policies.READERS | {Role.OVERSEER}
    may_add = may_change = policies.KEEPERS
    list_display = ("to_desk", "kind", "state_label", "lead_name", "sector", "town", "activities", "checked")
    list_display_links = None
    list_filter = ("kind", "state", "town", "sector")
    list_select_related = ("kind", "lead__person", "sector", "town")
    search_fields = ("name", "convener", "industry_chain")

    def get_queryset(self, request):
        return site_queries.with_checks(super().get_queryset(request), request.actor.organization_id)

    def get_urls(self):
        own = [
            path("overview/", self.route(self.overview), name="activities_site_overview"),
            path("overview/sheet/", self.route(self.sheet), name="activities_site_sheet"),
            path("<path:object_id>/desk/", self.route(self.desk), name="activities_site_desk"),
        ]
        return own + super().get_urls()

    @display(description="名称", ordering="name")
    def to_desk(self, row):
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:activities_site_desk", args=[row.pk]), row.name
        )

    @display(description="状态", label=labels(SiteState))
    def state_label(self, row):
        return row.state, row.get_state_display()

    @display(description="负责人")
    def lead_name(self, row):
        return row.lead or row.convener or "—"

    @display(description="活动")
    def activities(self, row):
        return f"{row.done} 次"

    @display(description="达标")
    def checked(self, row):
        return f"{row.met} 项"

    def desk(self, request, object_id):
        """One site: its checklists, activities by function, deeds, reception days and tasks."""
        rows = Site.objects.visible_to(request.actor).select_related(
            "kind", "lead__person", "sector", "town", "committee", "group", "organization"
        )
        site = self.one(request, object_id, rows)
        if request.method == "POST":
            self._tick(request, site)
            return redirect(request.path)
        day = today()
        year = {"first": day.replace(month=1, day=1), "last": day.replace(month=12, day=31)}
        return self.page(
            request, "site", title=site.name, site=site, state=badge(SiteState(site.state)), year=day.year,
            lists=site_queries.checklist_of(site), functions=site_queries.by_function(site, day.year),
            deeds=[row for row in site_queries.deed_totals(site.organization_id, site=site, **year) if row["times"]],
            receptions=site.receptions.select_related("host__person").order_by("-day")[:10],
            tasks=site.tasks.select_related("town").order_by("-pk")[:10], members=site.members.select_related("person"),
            may_tick=policies.may_tick(request.actor, site), may_change=self.has_change_permission(request),
            shown=[SiteFunction(one).label for one in site.functions], today=day,
        )  # fmt: skip

    def _tick(self, request, site) -> None:
        """Every item of the page at once; the first refusal stops and is told."""
        changed = 0
        for one in site_queries.checklist_of(site):
            for item, tick in one["rows"]:
                met = request.POST.get(f"met-{item.pk}") == "on"
                evidence = request.POST.get(f"evidence-{item.pk}", "").strip()
                if (met, evidence) == (bool(tick and tick.met), tick.evidence if tick else ""):
                    continue
                if not self.attempt(
                    request, "", sites.tick, site=site, item=item, met=met, evidence=evidence
                ):
                    return
                changed += 1
        self.tell(request, f"已更新 {changed} 项。" if changed else "没有改动。")

    def overview(self, request):
        """How many stand, what they did this year, and where there is none; for the one above by organisation."""
        self._closed(request)
        actor, day = request.actor, today()
        year = self._year(request)
        span = {
            "first": day.replace(year=year, month=1, day=1),
            "last": day.replace(year=year, month=12, day=31),
        }
        return self.page(
            request, "sites", title="履职场所总览", year=year, years=range(day.year, day.year - 4, -1),
            lines=site_queries.kind_lines(actor.organization_id, year),
            coverage=site_queries.coverage(actor.organization_id, day),
            deeds=site_queries.deed_totals(actor.organization_id, **span),
            served=site_queries.served(actor.organization_id, year),
            below=site_queries.by_organization(actor) if actor.oversees else [],
        )  # fmt: skip

    def sheet(self, request):
        self._closed(request)
        year = self._year(request)
        organization = Organization.objects.visible_to(request.actor).get(pk=request.actor.organization_id)
        return file_response(
            sites_book(organization, year), f"{year}年履职场所情况.xlsx", CONTENT_TYPES["xlsx"]
        )

    def _year(self, request) -> int:
        asked = request.GET.get("year", "")
        return int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else today().year


@admin.register(ReceptionDay)
class ReceptionDayAdmin(OwnChoices, Desk, ScopedModelAdmin):
    """主席委员接待日: the roster, and what came of each day."""

    may_view = policies.READERS
    may_add = may_change = policies.RECORDERS
    fields = ("site", "host", "day", "from_time", "to_time", "topic")
    list_display = ("day", "site", "host", "topic", "state_label", "visitors")
    list_filter = ("state", "site")
    list_select_related = ("site", "host__person")
    date_hierarchy = "day"

    @display(description="状态", label=labels(ReceptionState))
    def state_label(self, row):
        return row.state, row.get_state_display()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        rows = ReceptionDay.objects.visible_to(request.actor).select_related(
            "site", "host__person", "organization"
        )
        row = self.one(request, object_id, rows)
        if "edit" in request.GET and row.state == ReceptionState.PLANNED:
            return super().change_view(request, object_id, form_url, extra_context)
        form = dressed(HoldForm(request.POST if request.POST.get("act") == "hold" else None))
        if request.method == "POST" and self._act(request, row, form):
            return redirect(request.path)
        steps = RECEPTION.open_to(request.actor, row)
        return self.page(
            request, "reception", title=f"{row.site}接待日", row=row, state=badge(ReceptionState(row.state)), form=form,
            steps=[step for step in steps if step.name != "hold"], may_hold=any(step.name == "hold" for step in steps),
            issues=row.issues.all(), may_hand_on=policies.may_hand_issue_on(request.actor, row),
            may_edit=row.state == ReceptionState.PLANNED and self.has_change_permission(request),
        )  # fmt: skip

    def _act(self, request, row, form) -> bool:
        act, reason = request.POST.get("act", ""), request.POST.get("reason", "")[:200]
        if act == "hold":
            if not form.is_valid():
                return False
            data = form.cleaned_data
            return bool(self.attempt(request, "已登记接待情况。", sites.hold_reception, reception=row,
                                     visitors=data["visitors"], issues=form.issues()))  # fmt: skip
        if act == "cancel":
            self.attempt(request, "已取消。", sites.cancel_reception, reception=row, reason=reason)
        elif act == "correct":
            self.attempt(request, "已退回重新登记。", sites.correct_reception, reception=row, reason=reason)
        elif act == "hand_on":
            issue = (
                row.issues.select_related("reception__site")
                .filter(pk=_number(request.POST.get("issue", "")))
                .first()
            )
            if issue:
                self.attempt(request, "已转交，等待接收。", sites.hand_issue_on, issue=issue)
        return True


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@admin.register(TownTask)
class TownTaskAdmin(Desk, ScopedModelAdmin):
    """镇街命题、工作室解题."""

    may_view = policies.READERS
    may_add = may_change = policies.RECORDERS
    fields = ("town", "site", "title", "text", "due_on")
    list_display = ("title", "town", "site", "state_label", "due_on")
    list_filter = ("state", "town", "site")
    list_select_related = ("town", "site")

    @display(description="状态", label=labels(TaskState))
    def state_label(self, row):
        return row.state, row.get_state_display()

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            sites.tell_task(by=request.actor, task=obj)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        rows = TownTask.objects.visible_to(request.actor).select_related(
            "site__lead__person", "town", "organization"
        )
        row = self.one(request, object_id, rows)
        if "edit" in request.GET and row.state == TaskState.POSTED:
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method == "POST":
            self._act(request, row)
            return redirect(request.path)
        return self.page(
            request, "town_task", title=row.title, row=row, state=badge(TaskState(row.state)),
            steps=TASK.open_to(request.actor, row), answer=dressed(AnswerForm(initial={"answer": row.answer})),
            may_edit=row.state == TaskState.POSTED and self.has_change_permission(request), today=today(),
        )  # fmt: skip

    def _act(self, request, row) -> None:
        act = request.POST.get("act", "")
        if act == "answer":
            self.attempt(
                request,
                "已提交解题成果。",
                sites.answer_task,
                task=row,
                answer=request.POST.get("answer", ""),
            )
        elif act in TASK.by_name:
            reason = request.POST.get("reason", "")[:200]
            self.attempt(
                request, f"已{TASK.by_name[act].label}。", sites.move_task, task=row, step=act, reason=reason
            )
