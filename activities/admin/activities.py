"""会议活动 in the staff site: the list, planning, and the page of one with its steps."""

import datetime as dt

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.forms import formset_factory
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from unfold.decorators import display

from accounts.choices import OFFICES, Role
from activities import policies, services
from activities.admin.activity_forms import (
    ActivityForm,
    MaterialForm,
    NewTimeForm,
    OutcomeForm,
    ReasonForm,
    SittingRow,
    initial_of,
    initial_sitting,
    scopes_of,
)
from activities.admin.acts import NEXT, Acts
from activities.admin.desk import Desk, badge, labels
from activities.admin.figures import FigurePages
from activities.admin.roster import RosterPages
from activities.audience import words
from activities.choices import ActivityState
from activities.models import Activity
from activities.queries.access import staffed
from activities.queries.figures import standing
from activities.rules import Rules
from activities.services import NewTime
from activities.signin_policies import may_show_screen
from activities.workflow import ACTIVITY
from core import audit
from core.admin_base import ReadOnlyAdmin
from core.workflow import Refused
from documents import services as documents
from documents.queries import attachments_of

OWNER = "activities.activity"
MOST_ROWS, MORE = 40, 4
RELATED = ("kind", "organization", "created_by", "submitted_by", "approved_by", "settled_by")


@admin.register(Activity)
class ActivityAdmin(Acts, RosterPages, FigurePages, Desk, ReadOnlyAdmin):
    may_view = OFFICES | {Role.OVERSEER}
    list_display = ("title", "kind", "starts_at", "place", "hosts", "invited", "state_label")
    list_filter = ("state", "kind__family", "must_attend")
    list_filter_submit = True
    list_select_related = ("kind",)
    search_fields = ("title", "place")
    date_hierarchy = "starts_at"
    change_list_template = "admin/activities/activities.html"

    def rows(self, request):
        return staffed(request.actor).select_related(*RELATED).prefetch_related("organisers")

    def get_queryset(self, request):
        standing_entries = Count("entries", filter=Q(entries__removed_at=None))
        rows = staffed(request.actor).prefetch_related("organisers__committee", "organisers__group")
        return rows.annotate(count=standing_entries).order_by("-starts_at", "-id")

    def has_add_permission(self, request):
        return policies.may_plan(request.actor)

    @display(description="主办方")
    def hosts(self, activity):
        return "、".join(str(one) for one in activity.organisers.all()) or "—"

    @display(description="名单人数")
    def invited(self, activity):
        return activity.count or "—"

    @display(description="状态", label=labels(ActivityState))
    def state_label(self, activity):
        return activity.state, activity.get_state_display()

    def get_urls(self):
        name = "activities_activity_"
        return [
            path("<int:pk>/edit/", self.route(self.edit_view), name=f"{name}edit"),
            path("<int:pk>/reschedule/", self.route(self.reschedule_view), name=f"{name}reschedule"),
            *self.roster_urls(),
            *self.figure_urls(),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        more = {"may_figure": policies.may_read_figures(request.actor)}
        return super().changelist_view(request, {**(extra_context or {}), **more})

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied("您没有拟办会议活动的权限")
        return self._planning(request, None)

    def edit_view(self, request, pk):
        activity = self.one(request, pk, self.rows(request))
        if not policies.manages(request.actor, activity) or activity.state != ActivityState.DRAFT:
            raise Http404
        return self._planning(request, activity)

    def _planning(self, request, activity):
        initial = initial_of(activity) if activity else {"host_committees": list(request.actor.committees)}
        form = ActivityForm(request.POST or None, actor=request.actor, initial=initial)
        rows = self._sitting_rows(request, activity)
        asked_more = "more" in request.POST
        if request.method == "POST" and not asked_more and form.is_valid() and rows.is_valid():
            saved = self._saved(request, activity, form, rows)
            if saved:
                return redirect("admin:activities_activity_change", saved.pk)
        title = f"修改：{activity.title}" if activity else "拟办会议活动"
        return self.page(request, "activity_form", title=title, form=form, rows=rows, activity=activity)

    def _sitting_rows(self, request, activity):
        kinds = formset_factory(SittingRow, extra=MORE, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
        initial = (
            [initial_sitting(one) for one in activity.sittings.order_by("starts_at")] if activity else []
        )
        data = request.POST.copy() if request.method == "POST" else None
        if data and "more" in data and data.get("form-TOTAL_FORMS", "").isdecimal():
            data["form-TOTAL_FORMS"] = str(min(int(data["form-TOTAL_FORMS"]) + MORE, MOST_ROWS))
        return kinds(data, initial=initial, form_kwargs={"scopes": scopes_of(request.actor)})

    def _saved(self, request, activity, form, rows):
        sessions = [row.session() for row in rows if not row.is_empty()]
        values = form.values() | {"sessions": sessions}
        verb = services.revise if activity else services.plan
        about = {"activity": activity} if activity else {"kind": form.cleaned_data["kind"]}
        try:
            saved = verb(by=request.actor, **about, **values)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            for name, sentences in refusal.message_dict.items():
                form.add_error(name if name in form.fields else None, sentences)
        else:
            self.tell(request, f"“{saved.title}”已保存。")
            return saved
        return None

    def change_view(self, request, object_id, form_url="", extra_context=None):
        activity = self.one(request, object_id, self.rows(request))
        if request.method == "POST" and self._posted(request, activity):
            return redirect(request.path)
        return self.page(request, "activity", **self._context(request, activity))

    def _posted(self, request, activity) -> bool:
        """Do what was asked; False keeps the page with the form's errors."""
        if "attach" in request.POST:
            return self._attach(request, activity)
        if "outcome" in request.POST:
            form = OutcomeForm(request.POST)
            if form.is_valid():
                self.attempt(
                    request, "小结已保存。", services.record_outcome, activity=activity, **form.cleaned_data
                )
            return form.is_valid()
        self.act(request, activity)
        return True

    def _attach(self, request, activity) -> bool:
        form = MaterialForm(request.POST, request.FILES)
        if not policies.manages(request.actor, activity):
            raise PermissionDenied("您没有为这项活动上传材料的权限")
        if form.is_valid():
            self.attempt(
                request, "材料已上传。", documents.attach, owner_type=OWNER, owner_id=activity.pk,
                file=form.cleaned_data["file"],
            )  # fmt: skip
        return form.is_valid()

    def _context(self, request, activity) -> dict:
        actor = request.actor
        told = bool(activity.published_at)
        manages = policies.manages(actor, activity)
        initial = {name: getattr(activity, name) for name in ("summary", "beneficiaries", "amount")}
        steps = [step for step in ACTIVITY.open_to(actor, activity) if step.name != "reschedule"]
        return {
            "title": activity.title,
            "state": badge(ActivityState(activity.state)),
            "activity": activity,
            "sittings": activity.sittings.order_by("starts_at", "id"),
            "audience": words(activity.audience, activity.organization_id) or "还没有选择",
            "rules": Rules.of(activity),
            "next": NEXT[ActivityState(activity.state)],
            "steps": steps,
            "figures": standing(activity) if told else None,
            "materials": attachments_of(actor, OWNER, activity.pk),
            "reason": ReasonForm(),
            "outcome": OutcomeForm(request.POST if "outcome" in request.POST else None, initial=initial),
            "material": MaterialForm(
                request.POST if "attach" in request.POST else None, request.FILES or None
            ),
            "may_edit": manages and activity.state == ActivityState.DRAFT,
            "may_move": manages and activity.state == ActivityState.PUBLISHED,
            "may_roster": told and policies.may_read_roster(actor, activity),
            "may_show": may_show_screen(actor, activity),
            "may_attach": manages and activity.state not in (ActivityState.ARCHIVED, ActivityState.CANCELLED),
            "may_outcome": manages
            and activity.state in (ActivityState.UNDERWAY, ActivityState.SETTLED, ActivityState.ARCHIVED),
            "entries": audit.history(activity, actor)[:20],
        }

    def reschedule_view(self, request, pk):
        """改期: every sitting with its new time, kept where it is not changed."""
        activity = self.one(request, pk, self.rows(request))
        if not policies.manages(request.actor, activity) or activity.state != ActivityState.PUBLISHED:
            raise Http404
        sittings = list(activity.sittings.order_by("starts_at", "id"))
        data = request.POST or None
        forms = [(one, NewTimeForm(data, prefix=f"s{one.pk}", initial=_times(one))) for one in sittings]
        reason = ReasonForm(data)
        if data and reason.is_valid() and all(form.is_valid() for _, form in forms):
            times = {one.pk: NewTime(**form.cleaned_data) for one, form in forms}
            if self.attempt(
                request, "已改期，名单上的委员均已通知。", services.reschedule, activity=activity, times=times,
                reason=reason.cleaned_data["reason"],
            ):  # fmt: skip
                return redirect("admin:activities_activity_change", activity.pk)
        return self.page(
            request,
            "reschedule",
            title=f"改期：{activity.title}",
            activity=activity,
            forms=forms,
            reason=reason,
        )


def _times(sitting) -> dict[str, dt.datetime | str]:
    return {"starts_at": sitting.starts_at, "ends_at": sitting.ends_at, "place": sitting.place}
