"""Queues of the office: 请假待批, 补签待确认."""

from django.contrib import admin
from django.shortcuts import redirect
from unfold.decorators import display

from accounts.choices import SECRETARIAT, Role
from activities import policies, services
from activities.admin.activity_forms import DecisionForm
from activities.admin.desk import Desk, badge, labels
from activities.choices import LateEntryState, LeaveState
from activities.models import LateEntry, LeaveRequest
from activities.queries.access import late_entries_of, leaves_of
from activities.services.leave import FILES, covered
from core.admin_base import ReadOnlyAdmin
from documents.queries import attachments_of

PEOPLE = ("decided_by", "asked_by")
DECIDERS = SECRETARIAT | {Role.COMMITTEE_OFFICE}


@admin.register(LeaveRequest)
class LeaveRequestAdmin(Desk, ReadOnlyAdmin):
    may_view = DECIDERS
    list_display = ("member", "activity", "when", "reason_kind", "how", "state_label", "asked_at")
    list_filter = ("state", "reason_kind", "by_staff", "asked_late")
    list_select_related = ("entry__membership__person", "entry__activity", *PEOPLE)
    search_fields = ("entry__activity__title", "entry__membership__person__name")
    ordering = ("-asked_at", "-id")

    def get_queryset(self, request):
        return leaves_of(request.actor).order_by("-asked_at", "-id")

    @display(description="委员")
    def member(self, leave):
        return leave.entry.membership.person.name

    @display(description="会议活动")
    def activity(self, leave):
        return leave.entry.activity.title

    @display(description="开始时间")
    def when(self, leave):
        return leave.entry.activity.starts_at

    @display(description="提出方式")
    def how(self, leave):
        said = [
            f"第 {leave.number} 次",
            "代请" if leave.by_staff else "",
            "未按时限" if leave.asked_late else "",
        ]
        return "、".join(word for word in said if word)

    @display(description="状态", label=labels(LeaveState))
    def state_label(self, leave):
        return leave.state, leave.get_state_display()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        rows = leaves_of(request.actor).select_related(
            "entry__membership__person", "entry__activity__organization", "entry__activity__kind", *PEOPLE
        )
        leave = self.one(request, object_id, rows)
        form = DecisionForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._decide(request, leave, form)
            return redirect(request.path)
        context = {
            "leave": leave,
            "activity": leave.entry.activity,
            "form": form,
            "sittings": covered(leave),
            "files": attachments_of(request.actor, FILES, leave.pk),
            "may_decide": policies.may_decide_leave(request.actor, leave),
            "may_withdraw": leave.state == LeaveState.WAITING and leave.asked_by_id == request.actor.user_id,
        }
        state = badge(LeaveState(leave.state))
        return self.page(request, "leave", title=f"请假申请：{leave.entry}", state=state, **context)

    def _decide(self, request, leave, form):
        said = form.cleaned_data
        if "approve" in request.POST:
            self.attempt(request, "已同意请假，已告知委员。", services.approve_leave, leave=leave, **said)
        elif "refuse" in request.POST:
            self.attempt(request, "已答复不同意，已告知委员。", services.refuse_leave, leave=leave, **said)
        elif "withdraw" in request.POST:
            self.attempt(request, "已撤回请假申请。", services.withdraw_leave, leave=leave)


@admin.register(LateEntry)
class LateEntryAdmin(Desk, ReadOnlyAdmin):
    may_view = DECIDERS
    list_display = ("member", "activity", "sitting_name", "reason", "asked_by", "state_label", "asked_at")
    list_filter = ("state",)
    list_select_related = ("entry__membership__person", "sitting__activity", *PEOPLE)
    search_fields = ("sitting__activity__title", "entry__membership__person__name")
    ordering = ("-asked_at", "-id")

    def get_queryset(self, request):
        return late_entries_of(request.actor).order_by("-asked_at", "-id")

    @display(description="委员")
    def member(self, row):
        return row.entry.membership.person.name

    @display(description="会议活动")
    def activity(self, row):
        return row.sitting.activity.title

    @display(description="单元")
    def sitting_name(self, row):
        return str(row.sitting)

    @display(description="状态", label=labels(LateEntryState))
    def state_label(self, row):
        return row.state, row.get_state_display()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        rows = late_entries_of(request.actor).select_related(
            "entry__membership__person", "sitting__activity__organization", "sitting__activity__kind", *PEOPLE
        )
        row = self.one(request, object_id, rows)
        form = DecisionForm(request.POST or None)
        del form.fields["approver"]
        if request.method == "POST" and form.is_valid():
            self._decide(request, row, form.cleaned_data["opinion"])
            return redirect(request.path)
        context = {
            "row": row,
            "activity": row.sitting.activity,
            "form": form,
            "may_decide": policies.may_decide_late_entry(request.actor, row),
        }
        state = badge(LateEntryState(row.state))
        return self.page(request, "late_entry", title=f"补签：{row.entry}", state=state, **context)

    def _decide(self, request, row, opinion: str):
        if "confirm" in request.POST:
            self.attempt(
                request, "已确认补签。", services.confirm_late_entry, late_entry=row, opinion=opinion
            )
        elif "decline" in request.POST:
            self.attempt(
                request, "已答复不予补签。", services.decline_late_entry, late_entry=row, opinion=opinion
            )
