"""What a chair asks of one cycle: who leads, how points spread, which sectors lag, who moved."""

from decimal import Decimal

from django.db.models import Avg, Count, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.fields.json import KT

from appraisals.choices import ObjectionState, RunState
from appraisals.models import Cycle, Objection, ScoreSheet, ScoringRun

SHOWN = (RunState.PUBLISHED, RunState.CHECKED)
MOVERS = 5
BANDS = 10


def cycles_shown(actor):
    """Cycles with a run that leaders may see, newest first."""
    shown = ScoringRun.objects.visible_to(actor).filter(state__in=SHOWN)
    return (
        Cycle.objects.visible_to(actor).filter(pk__in=shown.values("cycle_id")).order_by("-starts_on", "-id")
    )


def run_of(actor, cycle) -> ScoringRun | None:
    """The published run of the cycle, else the newest checked one."""
    runs = ScoringRun.objects.visible_to(actor).filter(cycle=cycle, state__in=SHOWN)
    return (
        runs.order_by(F("publication__published_at").desc(nulls_last=True), "-number").first()
        if cycle
        else None
    )


def cycle_before(actor, cycle) -> Cycle | None:
    """The newest shown cycle of about the same length that ended before this one began."""
    return cycles_shown(actor).filter(ends_on__lt=cycle.starts_on, part__in=_alike(cycle.part)).first()


def ranked(actor, run):
    return ScoreSheet.objects.visible_to(actor).filter(run=run).order_by("position")


def summary(actor, run) -> dict:
    """`members`, `average`, `highest`, `lowest` over the ranked sheets of a run."""
    sheets = ranked(actor, run).filter(counted=True)
    return sheets.aggregate(
        members=Count("pk"), average=Avg("total"), highest=Max("total"), lowest=Min("total")
    )


def averages_by(actor, run, key: str) -> list[tuple[str, Decimal, int]]:
    """(unit, average total, members) for a key of the frozen profile such as `sector`, lowest first."""
    rows = (
        ranked(actor, run)
        .filter(counted=True)
        .order_by()
        .values(unit=KT(f"profile__{key}"))
        .annotate(average=Avg("total"), members=Count("pk"))
        .order_by("average", "unit")
    )
    return [(row["unit"], row["average"], row["members"]) for row in rows if row["unit"]]


def grades(actor, run) -> list[tuple[str, int]]:
    """(grade, members) in order of the best rank that holds it."""
    rows = ranked(actor, run).order_by().values("grade").annotate(members=Count("pk"), best=Min("position"))
    return [(row["grade"], row["members"]) for row in rows.order_by("best") if row["grade"]]


def spread(actor, run) -> tuple[list[str], list[int]]:
    """Labels and member counts of bands ten points wide."""
    totals = ranked(actor, run).filter(counted=True).values_list("total", flat=True)
    counts: dict[int, int] = {}
    for total in totals:
        counts[int(total // BANDS)] = counts.get(int(total // BANDS), 0) + 1
    if not counts:
        return [], []
    steps = range(min(counts), max(counts) + 1)
    return [f"{step * BANDS}–{step * BANDS + BANDS}" for step in steps], [
        counts.get(step, 0) for step in steps
    ]


def movers(actor, run, before) -> tuple[list, list]:
    """The members who rose and who fell most against the run before: sheets with `was` and `moved`."""
    earlier = ScoreSheet.objects.visible_to(actor).filter(run=before, bearer=OuterRef("bearer"))
    sheets = (
        ranked(actor, run)
        .filter(counted=True)
        .annotate(was=Subquery(earlier.values("rank")[:1]))
        .filter(was__isnull=False)
        .annotate(moved=F("was") - F("rank"))
    )
    rose = list(sheets.filter(moved__gt=0).order_by("-moved", "position")[:MOVERS])
    fell = list(sheets.filter(moved__lt=0).order_by("moved", "position")[:MOVERS])
    return rose, fell


def open_objections(actor, today) -> dict:
    """`waiting` and, of these, `late` objections of the organisation."""
    waiting = Objection.objects.visible_to(actor).filter(state=ObjectionState.ASKED)
    return waiting.aggregate(waiting=Count("pk"), late=Count("pk", filter=Q(deadline__lt=today)))


def _alike(part: str) -> tuple[str, ...]:
    return ("h1", "h2") if part in ("h1", "h2") else (part,)
