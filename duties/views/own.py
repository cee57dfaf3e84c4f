"""My records on the phone: by half-year and kind, one record with its evidence, confirm, object."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.clock import today
from core.dates import chinese_date
from core.workflow import Refused
from documents.queries import attachments_of
from duties import queries, services
from duties.choices import RecordState
from duties.forms import ObjectionForm
from duties.models import DutyRecord
from duties.policies import may_speak

OWNER = "duties.dutyrecord"
COLUMNS = [
    {"label": "日期", "value": "occurred_on", "kind": "nowrap"},
    {"label": "事由", "value": lambda record: record.matter_title or record.kind.label, "lead": True,
     "url": lambda record: reverse("duties:record", args=[record.pk])},
    {"label": "情况", "value": queries.words_of},
    {"label": "状态", "value": queries.state_of, "end": True},
]  # fmt: skip
WHO_SEES = "异议内容只有秘书处处理人员可以看到，处理结果会通知您。"


@login_required
@require_GET
def own(request):
    """Own records of one half-year, by kind; the newest half that has any, or the one asked for."""
    rows = _own_rows(request)
    halves = queries.halves(rows)
    half = queries.Half.parse(request.GET.get("half", "")) or (halves[0] if halves else None)
    shown = _of_half(rows, half)
    waiting = [
        record for record in shown if queries.state_of(record) in (RecordState.WAITING, RecordState.CERTIFIED)
    ]
    context = {
        "half": half,
        "options": [
            {"label": one.label, "url": f"?half={one}", "active": one == half, "count": None}
            for one in halves
        ],
        "groups": _groups(shown),
        "waiting": len(waiting),
        "columns": COLUMNS,
    }
    return render(request, "duties/own.html", context)


@login_required
@require_GET
def record(request, pk: int):
    return _page(request, _record(request, pk))


@login_required
@require_POST
def confirm(request, pk: int):
    record = _record(request, pk)
    try:
        services.confirm(by=request.actor, record=record)
        messages.success(request, "已确认。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("duties:record", pk)


@login_required
@require_POST
def confirm_half(request):
    """Confirm all of the half-year that the member has not spoken of."""
    half = queries.Half.parse(request.POST.get("half", ""))
    if half is None:
        raise Http404
    rows = queries.own_records(request.actor).filter(occurred_on__range=half.span)
    count = services.confirm_all(by=request.actor, records=rows)
    messages.success(request, f"已确认 {count} 条记录。" if count else "没有待确认的记录。")
    return redirect(f"{reverse('duties:own')}?half={half}")


@login_required
@require_http_methods(["GET", "POST"])
def objection(request, pk: int):
    """Say what is wrong with a record, before the deadline."""
    record = _record(request, pk)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.dispute(by=request.actor, record=record, text=form.cleaned_data["text"])
        except (Refused, ValidationError) as refusal:
            form.add_error("text", refusal.messages if isinstance(refusal, ValidationError) else str(refusal))
        else:
            messages.success(request, "异议已提交，秘书处处理后会通知您。")
            return redirect("duties:record", pk)
    context = {
        "heading": "提出异议",
        "lead": f"{record.kind.label}，{chinese_date(record.occurred_on)}。请在{chinese_date(services.deadline(record))}前提出。",
        "form": form,
        "submit_label": "提交异议",
        "cancel_url": reverse("duties:record", args=[pk]),
        "who_sees": WHO_SEES,
    }
    return render(request, "generic/form.html", context)


def _page(request, record):
    state = queries.state_of(record)
    may = may_speak(request.actor, record)
    last = services.deadline(record)
    context = {
        "record": record,
        "heading": record.kind.label,
        "state": state,
        "facts": facts_of(record),
        "entries": queries.entries_of(record),
        "attachments": attachments_of(request.actor, OWNER, record.pk),
        "may_confirm": may
        and state in (RecordState.WAITING, RecordState.CERTIFIED, RecordState.SILENT, RecordState.UPHELD),
        "may_object": may
        and today() <= last
        and state in (RecordState.WAITING, RecordState.CERTIFIED, RecordState.CONFIRMED, RecordState.SILENT),
        "last": last,
        "today": today(),
        "breadcrumbs": [
            {"label": "履职记录", "url": reverse("duties:own")},
            {"label": record.kind.label, "url": ""},
        ],
    }
    return render(request, "duties/record.html", context)


def facts_of(record: DutyRecord) -> list[dict]:
    unit = record.kind.unit
    facts = [
        ("事由", record.matter_title),
        ("日期", record.occurred_on),
        ("情况", queries.words_of(record)),
        ("应计", f"{record.expected.normalize():f} {unit}" if record.kind.is_attendance else ""),
        ("实计", f"{record.quantity.normalize():f} {unit}"),
        ("署名人数", f"{record.people} 人" if record.people > 1 else ""),
        ("分值", f"{record.entered_points.normalize():f} 分" if record.entered_points is not None else ""),
        ("说明", record.note),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _own_rows(request):
    return queries.own_records(request.actor).filter(voided_at=None)


def _of_half(rows, half):
    if half is None:
        return []
    rows = rows.filter(occurred_on__range=half.span).select_related("kind").prefetch_related("reviews")
    return list(rows.order_by("kind_id", "-occurred_on", "-id"))


def _groups(records) -> list[dict]:
    return [
        {"kind": kind, "rows": list(rows)} for kind, rows in groupby(records, key=lambda record: record.kind)
    ]


def _record(request, pk: int) -> DutyRecord:
    rows = queries.own_records(request.actor).select_related(
        "kind", "organization", "bearer__membership__person", "recorded_by", "voided_by"
    )
    return get_object_or_404(rows.prefetch_related("reviews"), pk=pk)
