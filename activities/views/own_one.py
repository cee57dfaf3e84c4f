"""One activity on the phone: where and when, my answer, leave, what I signed and what came of it."""

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activities.choices import Answer
from activities.models import LeaveRequest
from activities.own_forms import LeaveForm
from activities.queries import own as queries
from activities.queries import own_detail as detail
from activities.queries.access import own_entries
from activities.queries.own import Mine
from activities.rules import Rules
from activities.services import answer as give_answer
from activities.services import ask_leave, withdraw_leave
from activities.services.telling import when
from activities.views.own import member_only
from core.clock import today
from core.workflow import Refused
from documents.queries import attachments_of

OWNER = "activities.activity"
TELEPHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}|\b\d{7,8}\b")
ANSWERED = {
    Answer.ATTEND: "已答复参加。",
    Answer.DECLINE: "已答复不参加。",
}
WHO_SEES = "事由和佐证材料只有您本人和办理请假的工作人员可以看到；名单上只显示“请假”。"


@require_GET
def activity(request, pk: int):
    """Everything about one activity to which the actor was invited."""
    mine = _mine(request, pk)
    if mine.entry.removed_at is not None:
        return render(request, "activities/own_removed.html", {"mine": mine, "breadcrumbs": _crumbs(mine)})
    day = today()
    lines = detail.lines(request.actor, mine, day)
    context = {
        "mine": mine,
        "activity": mine.activity,
        "when": when(mine.activity),
        "answer_closed": detail.answer_closed(mine),
        "today": day,
        "lines": lines,
        "opens": [line for line in lines if line.opens],
        "facts": _facts(mine),
        "attachments": attachments_of(request.actor, OWNER, pk),
        "leaves": detail.standing_leave(mine),
        "no_leave": queries.no_leave_because(mine),
        "leave_offered": mine.activity.must_attend or mine.entry.answer == Answer.ATTEND,
        "leave_left": queries.leave_left(mine),
        "most_leaves": Rules.of(mine.activity).max_leave_requests,
        "terms": detail.leave_terms(mine, day),
        "entries": detail.history(request.actor, mine),
        "breadcrumbs": _crumbs(mine),
    }
    return render(request, "activities/own_activity.html", context)


@require_POST
def answer(request, pk: int):
    """参加 or 不参加, with wishes for car and meal."""
    mine = _mine(request, pk)
    said = request.POST.get("answer", "")
    try:
        give_answer(
            by=request.actor,
            entry=mine.entry,
            answer=said,
            wants_car="wants_car" in request.POST,
            wants_meal="wants_meal" in request.POST,
        )
        messages.success(request, ANSWERED[said])
    except Refused as refusal:
        messages.error(request, f"{refusal}。")
    return redirect("activities:activity", pk)


@require_http_methods(["GET", "POST"])
def leave(request, pk: int):
    """Ask for leave; where it may not be asked for, the page says why."""
    mine = _mine(request, pk)
    reason = queries.no_leave_because(mine)
    if reason and request.method == "GET":
        return render(request, "activities/own_leave.html", _leave_context(mine, None, reason))
    form = LeaveForm(request.POST or None, request.FILES or None, mine=mine)
    if request.method == "POST" and form.is_valid() and _ask(request, mine, form):
        messages.success(request, "请假申请已提交，批准结果会在消息中告诉您。")
        return redirect("activities:activity", pk)
    return render(request, "activities/own_leave.html", _leave_context(mine, form, ""))


@require_POST
def withdraw(request, pk: int):
    """Take back one's own request."""
    rows = LeaveRequest.objects.visible_to(request.actor).filter(entry__in=own_entries(request.actor))
    asked = get_object_or_404(rows.select_related("entry"), pk=pk)
    try:
        withdraw_leave(by=request.actor, leave=asked)
        messages.success(request, "已撤回请假申请，请重新答复是否参加。")
    except Refused as refusal:
        messages.error(request, f"{refusal}。")
    return redirect("activities:activity", asked.entry.activity_id)


def _mine(request, pk: int) -> Mine:
    member_only(request.actor)
    mine = queries.one(request.actor, pk)
    if mine is None:
        raise Http404
    return mine


def _ask(request, mine: Mine, form: LeaveForm) -> bool:
    """Whether it was taken; what is refused stands at its field."""
    data = form.cleaned_data
    try:
        ask_leave(
            by=request.actor,
            entry=mine.entry,
            sittings=form.chosen(),
            reason_kind=data["reason_kind"],
            reason=data["reason"],
            file=data["file"],
        )
    except ValidationError as refusal:
        for name, sentences in refusal.message_dict.items():
            form.add_error(name if name in form.fields else None, sentences)
        return False
    except Refused as refusal:
        form.add_error(None, f"{refusal}。")
        return False
    return True


def _leave_context(mine: Mine, form: LeaveForm | None, refusal: str) -> dict:
    rules = Rules.of(mine.activity)
    left = queries.leave_left(mine)
    return {
        "mine": mine,
        "heading": "申请请假",
        "lead": mine.activity.title,
        "form": form,
        "refusal": refusal,
        "terms": [
            *detail.leave_terms(mine, today()),
            f"这类活动至多申请 {rules.max_leave_requests} 次，还可以申请 {left} 次。",
        ],
        "submit_label": "提交请假申请",
        "cancel_url": reverse("activities:activity", args=[mine.activity.pk]),
        "who_sees": WHO_SEES,
        "breadcrumbs": [*_crumbs(mine)[:1], {"label": mine.activity.title, "url": reverse("activities:activity", args=[mine.activity.pk])}, {"label": "申请请假", "url": ""}],
    }  # fmt: skip


def _facts(mine: Mine) -> list[dict]:
    one = mine.activity
    facts = [
        ("地点", one.place or "另行通知"),
        ("主办", "、".join(str(host) for host in one.organisers.select_related("committee", "group"))),
        ("类型", f"{one.kind.label}（{'应当出席' if one.must_attend else '报名参加'}）"),
        ("联系人", one.contact),
    ]
    return [{"label": label, "value": value, "url": _call(label, value)} for label, value in facts if value]


def _call(label: str, value: str) -> str:
    """A telephone number in the contact can be dialled."""
    number = TELEPHONE.search(value) if label == "联系人" else None
    return f"tel:{number.group().replace('-', '')}" if number else ""


def _crumbs(mine: Mine) -> list[dict]:
    return [
        {"label": "会议活动", "url": reverse("activities:own")},
        {"label": mine.activity.title, "url": ""},
    ]
