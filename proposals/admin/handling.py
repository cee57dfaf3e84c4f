"""交办, 分办件, overdue by unit with letters, the inspector's desk, promises."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from unfold.decorators import display

from accounts.choices import Role
from core.clock import today
from core.workflow import Refused
from documents.files import CONTENT_TYPES
from documents.views import file_response
from organizations.models import Unit
from proposals import policies, services
from proposals.admin.base import READERS, ShownAdmin, badge, labels
from proposals.choices import LineState, PromiseState, ProposalState, TaskRole, TaskState
from proposals.forms import staff
from proposals.models import Dispatch, Promise, Proposal, Task
from proposals.policies import tasks as task_policies
from proposals.queries import tasks as queries
from proposals.resources.papers import reminder

INSPECTORS = READERS | {Role.INSPECTOR}


@admin.register(Dispatch)
class DispatchAdmin(ShownAdmin):
    """A dispatch: rows are put together, carried out by a job, and failed ones taken up again."""

    may_view = INSPECTORS
    list_display = ("name", "held_on", "place", "chaired_by", "created_at")
    list_select_related = ("round__session__term",)

    def has_add_permission(self, request):
        return policies.may_set_up(request.actor)

    def add_view(self, request, form_url="", extra_context=None):
        self._closed(request)
        self._office(request)
        form = staff.DispatchForm(request.POST or None, actor=request.actor)
        line = staff.LineForm(request.POST or None, actor=request.actor)
        if request.method == "POST" and form.is_valid() and line.is_valid():
            made = self._prepare(request, form.cleaned_data, line.cleaned_data)
            if made:
                return redirect("admin:proposals_dispatch_change", made.pk)
        return self.page(request, "dispatch_new", title="提案交办", form=form, line=line)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        rows = Dispatch.objects.visible_to(request.actor).select_related("round__session__term", "job")
        row = self.one(request, object_id, rows)
        line = staff.LineForm(request.POST if "line" in request.POST else None, actor=request.actor)
        if request.method == "POST":
            self._office(request)
            done = self._act(request, row, line)
            if done is not None:
                return done
        lines = row.lines.select_related("proposal", "unit")
        context = {
            "title": row.name, "row": row, "lines": lines[:1000], "line": line, "job": row.job,
            "left": lines.exclude(state=LineState.DONE).count(), "may": policies.may_set_up(request.actor),
            "tones": labels(LineState),
        }  # fmt: skip
        return self.page(request, "dispatch", **context)

    def _act(self, request, row: Dispatch, line):
        """Add rows or carry out; None keeps the page with the form's errors."""
        if "run" in request.POST:
            self.attempt(request, "已开始交办，各行结果见下表。", services.carry_out, dispatch=row)
            return redirect(request.path)
        if not line.is_valid():
            return None
        try:
            wanted = wanted_rows(request.actor, row.round_id, line.cleaned_data)
        except Refused as refusal:
            line.add_error("number", str(refusal))
            return None
        self.attempt(request, "已加入。", services.add_lines, dispatch=row, wanted=wanted)
        return redirect(request.path)

    def _prepare(self, request, data: dict, line: dict):
        try:
            wanted = wanted_rows(request.actor, data["round"].pk, line)
        except Refused as refusal:
            self.tell(request, str(refusal), "error")
            return None
        return self.attempt(
            request, "已拟定，请核对后执行。", services.prepare_dispatch, wanted=wanted, **data
        )

    def _office(self, request) -> None:
        if not policies.may_set_up(request.actor):
            raise PermissionDenied("交办由提案委办理")


def wanted_rows(actor, round_id: int, data: dict) -> list[tuple[Proposal, Unit, str]]:
    """The rows that «1, 2, 15» means; raises Refused naming the numbers that are not there."""
    words = data["number"].replace("，", ",").replace("、", ",").replace(",", " ").split()
    if not words or not all(word.isascii() and word.isdecimal() and len(word) < 7 for word in words):
        raise Refused("请填写提案号，多件用逗号或空格隔开")
    numbers = {int(word) for word in words}
    rows = Proposal.objects.visible_to(actor).filter(round=round_id, number__in=numbers)
    found = {row.number: row for row in rows.select_related("lead__person", "organization")}
    if missing := sorted(numbers - found.keys()):
        raise Refused(f"没有提案号为{'、'.join(map(str, missing))}的立案提案")
    return [(found[number], data["unit"], data["role"]) for number in sorted(numbers)]


TASK_ACTS = {
    "refuse_return": ("不同意退办", staff.ReasonForm, services.refuse_return, (TaskState.RETURN_ASKED,)),
    "reassign": ("同意退办并改派", staff.ReassignForm, services.reassign, (TaskState.RETURN_ASKED,)),
    "extend": ("延期", staff.ExtendForm, services.extend, tuple(sorted(queries.UNDER_WAY))),
    "rehandle": ("重新办理", staff.ReasonForm, services.rehandle, (TaskState.REPLIED, TaskState.CLOSED)),
    "close_task": ("办结", staff.ReasonForm, services.close_task, (TaskState.REPLIED,)),
    "reject": ("驳回重办", staff.ReasonForm, services.reject, (TaskState.INSPECTING,)),
}
INSPECTION = frozenset({"reject"})


@admin.register(Task)
class TaskAdmin(ShownAdmin):
    """分办件 of all units; 督查室 checks replies here."""

    may_view = INSPECTORS
    list_display = ("proposal_title", "unit", "role", "due_on", "left", "state_label")
    list_filter = ("state", "role", "unit", "proposal__round")
    list_select_related = ("proposal", "unit")
    search_fields = ("proposal__title", "unit__name")
    change_list_template = "admin/proposals/tasks.html"

    @display(description="提案", ordering="proposal__number")
    def proposal_title(self, row):
        return f"{row.proposal.full_number} {row.proposal}"

    @display(description="时限")
    def left(self, row):
        days = (row.due_on - today()).days
        if row.state not in queries.UNDER_WAY or row.proposal.state == ProposalState.CLOSED:
            return "—"
        return f"还有 {days} 天" if days > 0 else ("今天到期" if days == 0 else f"已超期 {-days} 天")

    @display(description="状态", label=labels(TaskState))
    def state_label(self, row):
        return row.state, row.get_state_display()

    def get_urls(self):
        return [
            path("late/", self.route(self.late_view), name="proposals_task_late"),
            path("late/<int:unit>/letter/", self.route(self.letter_view), name="proposals_task_letter"),
            path("<path:object_id>/act/<slug:act>/", self.route(self.act_view), name="proposals_task_act"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        self._closed(request)
        more = {
            "inspecting": Task.objects.visible_to(request.actor).filter(state=TaskState.INSPECTING).count(),
            "late": queries.late(request.actor, today()).count(),
        }
        return super().changelist_view(request, more | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self._task(request, object_id)
        if request.method == "POST" and "release" in request.POST:
            self.attempt(request, "已审核通过并送达提案者。", services.release, task=row)
            return redirect(request.path)
        shown = task_policies.may_read_draft(request.actor, row)
        replies = row.replies.select_related("reply_class", "likest__task__proposal").prefetch_related(
            "items__suggestion", "items__reply_class", "countersigns__task__unit"
        )
        context = {
            "title": f"{row.unit}：{row.proposal}", "row": row, "state": badge(TaskState(row.state)),
            "replies": [one for one in replies if one.sent_at or (shown and one.turn == row.turn)],
            "contacts": row.contacts.select_related("membership__person"),
            "thread": row.messages.select_related("author"),
            "may_release": row.state == TaskState.INSPECTING and task_policies.may_inspect(request.actor, row),
            "acts": [(name, kind[0]) for name, kind in TASK_ACTS.items() if self._open(request, row, name)],
            "today": today(),
        }  # fmt: skip
        return self.page(request, "task", **context)

    def act_view(self, request, object_id, act: str):
        """One act on a task by a form of its own."""
        row = self._task(request, object_id)
        if act not in TASK_ACTS:
            raise Http404
        if not self._open(request, row, act):
            raise PermissionDenied("此项目前不能办理")
        label, form_class, verb, _ = TASK_ACTS[act]
        scoped = {"actor": request.actor} if issubclass(form_class, staff.OwnRowsForm) else {}
        form = form_class(request.POST if request.method == "POST" else None, **scoped)
        if form.is_valid() and self.attempt(request, f"已{label}。", verb, task=row, **form.cleaned_data):
            return redirect("admin:proposals_task_change", row.pk)
        return self.page(
            request, "task_act", title=f"{label}：{row}", form=form, verb_label=label, back=row.pk
        )

    def late_view(self, request):
        """Overdue by unit; «催办» notes a reminder for each and tells the unit."""
        self._closed(request)
        if request.method == "POST":
            number = request.POST.get("document_number", "").replace("\0", "")[:40]
            unit = request.POST.get("unit", "")
            rows = queries.late(request.actor, today()).filter(unit=unit if unit.isdecimal() else 0)
            self.attempt(
                request,
                "已催办，单位会收到消息。",
                services.remind,
                tasks=list(rows.select_related("proposal__organization")),
                document_number=number,
            )
            return redirect(request.path)
        groups: dict = {}
        for task in queries.late(request.actor, today()):
            groups.setdefault(task.unit, []).append(task)
        may = policies.may_set_up(request.actor)
        return self.page(request, "late", title="超期未办", groups=groups.items(), today=today(), may=may)

    def letter_view(self, request, unit: int):
        """The letter of 催办 to one unit, as Word."""
        self._closed(request)
        rows = list(queries.late(request.actor, today()).filter(unit=unit))
        if not rows:
            raise Http404
        content = reminder(
            organization=request.actor.organization_name, unit=str(rows[0].unit), tasks=rows, day=today(),
            document_number=request.GET.get("number", "").replace("\0", "")[:40],
        )  # fmt: skip
        return file_response(content, f"催办函（{rows[0].unit}）.docx", CONTENT_TYPES["docx"])

    def _task(self, request, object_id) -> Task:
        rows = Task.objects.visible_to(request.actor).select_related(
            "proposal__lead__person", "proposal__organization", "unit", "dispatch"
        )
        return self.one(request, object_id, rows)

    def _open(self, request, row: Task, act: str) -> bool:
        inspects = act in INSPECTION and task_policies.may_inspect(request.actor, row)
        allowed = inspects or policies.is_office(request.actor, row.proposal)
        pointless = act == "rehandle" and row.role == TaskRole.ASSIST
        return allowed and not pointless and row.state in TASK_ACTS[act][3]


@admin.register(Promise)
class PromiseAdmin(ShownAdmin):
    """承诺台账."""

    may_view = INSPECTORS
    list_display = ("proposal_title", "unit", "words", "due_on", "late", "state_label")
    list_filter = ("state", "item__reply__task__unit")
    list_select_related = ("item__reply__task__proposal", "item__reply__task__unit", "item__suggestion")

    @display(description="提案")
    def proposal_title(self, row):
        return str(row.item.reply.task.proposal)

    @display(description="承诺单位")
    def unit(self, row):
        return str(row.item.reply.task.unit)

    @display(description="承诺事项")
    def words(self, row):
        return row.item.text[:40]

    @display(description="到期")
    def late(self, row):
        days = (today() - row.due_on).days
        return (
            f"已超期 {days} 天"
            if days > 0 and row.state in (PromiseState.OPEN, PromiseState.REPORTED)
            else ""
        )

    @display(description="状态", label=labels(PromiseState))
    def state_label(self, row):
        return row.state, row.get_state_display()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        rows = Promise.objects.visible_to(request.actor).select_related(
            "item__suggestion", "item__reply_class", "item__reply__task__unit",
            "item__reply__task__proposal__organization", "lowered_to", "checked_by",
        )  # fmt: skip
        row = self.one(request, object_id, rows)
        if request.method == "POST" and self._check(request, row):
            return redirect(request.path)
        context = {
            "title": f"承诺：{row.item.reply.task.proposal}", "row": row, "state": badge(PromiseState(row.state)),
            "may": task_policies.may_check_promise(request.actor, row),
            "keep": staff.KeepForm(prefix="keep"), "lower": staff.LowerForm(prefix="lower", actor=request.actor),
            "resume": staff.ResumeForm(prefix="resume"),
        }  # fmt: skip
        return self.page(request, "promise", **context)

    def _check(self, request, row: Promise) -> bool:
        """Keep, lower or resume, as the button says."""
        if "do_keep" in request.POST:
            form = staff.KeepForm(request.POST, prefix="keep")
            verb, names = services.keep_promise, {"finding": "finding"}
        elif "do_lower" in request.POST:
            form, verb = (
                staff.LowerForm(request.POST, prefix="lower", actor=request.actor),
                services.lower_promise,
            )
            names = {"lowered_to": "lowered_to", "finding": "finding"}
        else:
            form, verb = staff.ResumeForm(request.POST, prefix="resume"), services.resume_promise
            names = {"due_on": "due_on", "reason": "reason"}
        if not form.is_valid():
            self.tell(request, next(iter(form.errors.values()))[0], "error")
            return True
        details = {given: form.cleaned_data[name] for name, given in names.items()}
        self.attempt(request, "已登记核查结果。", verb, promise=row, **details)
        return True
