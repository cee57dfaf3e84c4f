"""Own score → section → indicator → the records behind it, and an objection until the deadline."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from appraisals import services
from appraisals.choices import ObjectionState
from appraisals.forms.own import ObjectionForm
from appraisals.periods import scheme_of
from appraisals.policies import may_object
from appraisals.queries.evidence import evidence_of
from appraisals.queries.explain import explain_live, explain_sheet
from appraisals.queries.own import own_live_scores, own_objections, own_sheets
from core.clock import today
from core.workflow import Refused


def told_of(record) -> str:
    """What the ledger says of a record, in labels: 立案、第一提案人、市级."""
    kind = record.kind
    words = (
        kind.stages.get(record.stage, ""),
        kind.roles.get(record.role, ""),
        kind.levels.get(record.level, ""),
        kind.results.get(record.result, ""),
        *(kind.flags.get(flag, "") for flag in record.flags),
    )
    return "、".join(word for word in words if word)


RECORDS = [
    {"label": "事项", "value": lambda record: record.matter_title or record.kind.label, "lead": True,
     "url": lambda record: reverse("duties:record", args=[record.pk])},
    {"label": "日期", "value": "occurred_on", "kind": "nowrap", "end": True},
    {"label": "情况", "value": told_of},
]  # fmt: skip


@login_required
@require_GET
def own(request):
    """Live scores of running cycles and the published ones."""
    _member(request)
    context = {"live": own_live_scores(request.actor), "sheets": own_sheets(request.actor)}
    return render(request, "appraisals/own.html", context)


@login_required
@require_GET
def live(request, pk: int):
    """A live score, line by line; no rank and no records, since it changes until it is published."""
    score = get_object_or_404(own_live_scores(request.actor), cycle_id=pk)
    context = {"score": score, "cycle": score.cycle, "sections": explain_live(score)}
    return render(request, "appraisals/live.html", context)


@login_required
@require_GET
def sheet(request, pk: int):
    """One published sheet, section by section."""
    found = get_object_or_404(own_sheets(request.actor), pk=pk)
    context = {
        "sheet": found,
        "cycle": found.run.cycle,
        "sections": explain_sheet(found),
        "gates": _gates(found),
        "objections": [
            (ObjectionState(one.state), one) for one in own_objections(request.actor, found.run.cycle)
        ],
        "today": today(),
    }
    return render(request, "appraisals/sheet.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def line(request, pk: int, place: int):
    """One line: how it was counted, what the scheme says, the records; the form to object to it."""
    found = get_object_or_404(own_sheets(request.actor), pk=pk)
    told = next((one for part in explain_sheet(found) for one in part.lines if one.place == place), None)
    if told is None:
        raise Http404
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _object(request, found, told, form):
        return redirect("appraisals:sheet", pk=pk)
    return render(request, "appraisals/line.html", _line_context(request, found, told, form))


def _gates(found) -> list[dict]:
    """The scheme's 基本要求 that concern the member: name and whether they are met."""
    names = {gate.key: gate.name for gate in scheme_of(found.run.scheme_version).gates}
    return [{"name": names[key], "met": told[0]} for key, told in found.gates.items()]


def _line_context(request, found, told, form) -> dict:
    cycle = found.run.cycle
    until = cycle.objections_until
    return {
        "sheet": found,
        "cycle": cycle,
        "told": told,
        "records": evidence_of(found.pk, told.place).records,
        "columns": RECORDS,
        "form": form,
        "until": until,
        "may_object": bool(until) and today() <= until and may_object(request.actor, cycle, found.bearer),
    }


def _object(request, found, told, form) -> bool:
    try:
        services.object_to(
            by=request.actor,
            cycle=found.run.cycle,
            bearer=found.bearer,
            indicator=told.key,
            text=form.cleaned_data["text"],
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"已对“{told.name}”提出申诉，秘书处将在期限内答复。")
    return True


def _member(request) -> None:
    if not request.actor.is_member:
        raise Http404
