"""My attendance: expected, present, on leave, absent; both rates with what they are made of; the list behind each."""

from decimal import Decimal

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from activities.choices import AttendanceResult
from activities.queries import own_figures as queries
from activities.queries.figures import Figures
from activities.queries.kinds import kinds_of
from activities.views.own import member_only, tabs
from duties.facts import allowed
from duties.queries import Half
from members.queries import membership_of

PER_PAGE = 30


def kind_of(record) -> str:
    """«学习培训出席（迟到）»."""
    flags = "、".join(allowed(record.kind, "flags").get(flag, flag) for flag in record.flags)
    return f"{record.kind.label}（{flags}）" if flags else record.kind.label


RECORDS = [
    {"label": "日期", "value": "occurred_on", "kind": "nowrap"},
    {"label": "会议活动", "value": "matter_title", "lead": True,
     "url": lambda record: reverse("duties:record", args=[record.pk])},
    {"label": "履职事项", "value": kind_of},
    {"label": "结果", "value": lambda record: AttendanceResult(record.result), "end": True},
]  # fmt: skip


@require_GET
def attendance(request):
    """Figures since taking office, or of one half-year."""
    membership = _membership(request)
    halves = queries.halves_of(request.actor, membership)
    half = Half.parse(request.GET.get("half", ""))
    mine = queries.of_membership(membership, half)
    context = {
        "options": tabs("activities:own_attendance"),
        "halves": _half_options(halves, half),
        "half": half,
        "total": mine.total,
        "cards": _cards(mine.total, half),
        "sentences": sentences(mine.total),
        "tables": [
            {"name": "按类型", "head": "类型", "rows": [_row(one, half, kind=one.key) for one in mine.by_kind]},
            {"name": "按半年", "head": "半年", "rows": [_row(one, Half.parse(one.key)) for one in mine.by_half]},
        ],
    }  # fmt: skip
    return render(request, "activities/own_attendance.html", context)


@require_GET
def records(request):
    """The facts behind one figure."""
    membership = _membership(request)
    half = Half.parse(request.GET.get("half", ""))
    shown, kind = request.GET.get("shown", ""), request.GET.get("kind", "")
    rows = queries.own_facts(request.actor, membership, half=half, kind=kind, shown=shown)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": "考勤明细",
        "columns": RECORDS,
        "rows": page.object_list,
        "page_obj": page,
        "chips": _chips(request, half, kind, shown),
        "clear_url": reverse("activities:own_attendance_records"),
        "empty": {"title": "还没有考勤记录", "text": "会议活动结算后，您的出席、请假、缺席记录会出现在这里。",
                  "symbol": "clipboard-check"},
        "breadcrumbs": [{"label": "我的考勤", "url": reverse("activities:own_attendance")},
                        {"label": "考勤明细", "url": ""}],
    }  # fmt: skip
    return render(request, "generic/list.html", context)


def sentences(total: Figures) -> list[str]:
    """Both rates with their denominators, in words."""
    if not total.expected:
        return []
    leave = total.leave + total.official
    of_official = f"（其中公务 {_plain(total.official)}）" if total.official else ""
    said = [
        f"应到 {_plain(total.expected)} 个单元，出席 {_plain(total.attended)}，请假 {_plain(leave)}{of_official}，"
        f"缺席 {_plain(total.absent)}。",
        f"出席率 {total.rate}% ＝ 出席 {_plain(total.attended)} ÷ 应到 {_plain(total.expected)}。",
    ]
    rest = total.expected - leave
    if leave and rest:
        said.append(
            f"扣除请假的出席率 {total.rate_without_leave}% ＝ 出席 {_plain(total.attended)} ÷ "
            f"（应到 {_plain(total.expected)} − 获准的请假 {_plain(leave)}）。"
        )
    said.append(
        "应到只计您在任、未暂停履职、且在通知对象内的单元；一个单元一般是半天，按次计的活动每次为一个单元。"
    )
    return said


def _membership(request):
    member_only(request.actor)
    membership = membership_of(request.actor)
    if membership is None:
        raise Http404
    return membership


def _cards(total: Figures, half: Half | None) -> list[dict]:
    leave = total.leave + total.official
    rows = [
        ("应到", total.expected, "", "任期内通知到您的单元"),
        ("出席", total.attended, "present", f"迟到 {total.late} 次，早退 {total.left_early} 次"),
        ("请假", leave, "leave", f"其中公务 {_plain(total.official)}"),
        ("缺席", total.absent, "absent", "含请假未准而未到"),
    ]
    return [
        {
            "label": label,
            "figure": _plain(value),
            "note": note,
            "url": _address(half, shown=shown) if value else "",
        }
        for label, value, shown, note in rows
    ]


def _row(one: Figures, half: Half | None, kind: str = "") -> dict:
    def cell(value: Decimal, shown: str) -> dict:
        return {"text": _plain(value), "url": _address(half, kind=kind, shown=shown) if value else ""}

    return {
        "label": one.label,
        "expected": cell(one.expected, ""),
        "attended": cell(one.attended, "present"),
        "leave": cell(one.leave + one.official, "leave"),
        "absent": cell(one.absent, "absent"),
        "rate": one.rate,
        "rate_without_leave": one.rate_without_leave,
    }


def _half_options(halves: list[Half], half: Half | None) -> list[dict]:
    every = {"label": "任职以来", "url": "?", "active": half is None, "count": None}
    return [every] + [
        {"label": one.label, "url": f"?half={one}", "active": one == half, "count": None} for one in halves
    ]


def _chips(request, half: Half | None, kind: str, shown: str) -> list[dict]:
    label = kinds_of(request.actor.organization_id).filter(code=kind).values_list("label", flat=True).first()
    on = {
        "half": ("时间", half.label if half else "", str(half or "")),
        "kind": ("类型", label or "", kind),
        "shown": ("结果", queries.SHOWN.get(shown, ("", ()))[0], shown),
    }
    found = []
    for name, (title, value, _) in on.items():
        if value:
            rest = {other: said for other, (_, text, said) in on.items() if text and other != name}
            found.append({"label": title, "value": value, "url": f"?{urlencode(rest)}"})
    return found


def _address(half: Half | None, **asked: str) -> str:
    said = {name: value for name, value in ({"half": str(half or "")} | asked).items() if value}
    return f"{reverse('activities:own_attendance_records')}?{urlencode(said)}"


def _plain(value: Decimal) -> str:
    """15.00 → 15, 0.50 → 0.5."""
    return f"{value.normalize():f}"
