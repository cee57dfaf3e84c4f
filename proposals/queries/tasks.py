"""Tasks of units: the inbox by due date, what is late and whose, and the result after closing."""

import datetime as dt

from django.db.models import Count, F, Q

from proposals.choices import LIVE_TASKS, UNDER_WAY, AskedState, Grade, ProposalState, TaskState
from proposals.models import Countersign, Evaluation, Promise, Task

RESULT_IN = frozenset({ProposalState.CLOSED})
"""States in which a unit may know how it was evaluated."""


def of_units(actor):
    """The tasks of the actor's units, those under way first and by their due date."""
    rows = Task.objects.visible_to(actor).filter(unit__in=actor.unit_ids)
    return rows.select_related("proposal__lead__person", "unit").order_by("due_on", "pk")


def under_way(rows):
    """Those still owed: a 会办意见 that nobody gave is owed no longer once the case is closed."""
    return rows.filter(state__in=sorted(UNDER_WAY)).exclude(proposal__state=ProposalState.CLOSED)


def countersigns(actor):
    """Drafts of other units that wait for the actor's units to sign."""
    rows = Countersign.objects.visible_to(actor).filter(
        task__unit__in=actor.unit_ids, agreed=None, reply__task__state=TaskState.COUNTERSIGNING,
        task__state__in=sorted(LIVE_TASKS),
    )  # fmt: skip
    return rows.select_related("reply__task__proposal", "reply__task__unit", "task__unit")


def promises_of(actor):
    """Promises of the actor's units that are not settled."""
    rows = Promise.objects.visible_to(actor).filter(
        item__reply__task__unit__in=actor.unit_ids, state__in=("open", "reported")
    )
    return rows.select_related(
        "item__suggestion", "item__reply__task__proposal", "item__reply__task__unit"
    ).order_by("due_on")


def result_of(actor, task: Task) -> dict | None:
    """How the proposers judged the unit's last reply: counts alone, and only when the case is closed."""
    if task.proposal.state not in RESULT_IN:
        return None
    rows = Evaluation.objects.visible_to(actor).filter(reply__task=task, reply__turn=task.turn)
    return rows.aggregate(
        satisfied=Count("pk", filter=Q(grade=Grade.SATISFIED)),
        partly=Count("pk", filter=Q(grade=Grade.PARTLY)),
        unsatisfied=Count("pk", filter=Q(grade=Grade.UNSATISFIED)),
        silent=Count("pk", filter=Q(state=AskedState.SILENT)),
    )


def late(actor, day: dt.date):
    """Tasks under way whose day has passed, the latest first."""
    rows = under_way(Task.objects.visible_to(actor)).filter(due_on__lt=day)
    return rows.select_related("proposal", "unit").order_by("unit__position", "unit__name", "due_on")


def late_by_unit(actor, day: dt.date) -> list[dict]:
    """Unit, how many are late and the earliest due date, the worst first."""
    rows = late(actor, day).order_by()
    return list(
        rows.values(unit_name=F("unit__name"), unit_key=F("unit"))
        .annotate(count=Count("pk"))
        .order_by("-count", "unit_name")
    )
