"""The figures of a round: filed, answered, delivered, satisfied; by unit, by 界别, 专委会 and category."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Q

from members.queries import profiles_on
from proposals.choices import (
    ANSWERING,
    LIVE_TASKS,
    OWN,
    STANDING,
    UNDER_WAY,
    AskedState,
    Family,
    Grade,
    PromiseState,
    ProposalState,
    TaskRole,
    TaskState,
)
from proposals.models import Evaluation, KeyProposal, Promise, Proposal, ReplyItem, Round, Task

ANSWERED = (TaskState.REPLIED, TaskState.CLOSED)
"""Answered and not handled again since."""


@dataclass(frozen=True)
class Totals:
    """Counts of one round; ratios are shares from 0 to 1, None where there is nothing to divide.

    `delivered` is the headline: adopted or planned suggestions that a check found done. 未评价 stands apart
    from every grade and never counts as 满意.
    """

    received: int
    filed: int
    merged: int
    not_filed: int
    tasks: int
    answered: int
    late: int
    items: int
    adopted: int
    planned: int
    delivered: int
    broken: int
    satisfied: int
    partly: int
    unsatisfied: int
    silent: int
    asked: int

    @property
    def filing_rate(self):
        return self.filed / self.received if self.received else None

    @property
    def answer_rate(self):
        return self.answered / self.tasks if self.tasks else None

    @property
    def satisfaction(self):
        said = self.satisfied + self.partly + self.unsatisfied
        return (self.satisfied + self.partly) / said if said else None

    @property
    def response_rate(self):
        """How many of those asked have answered at all, once their time was over."""
        said = self.satisfied + self.partly + self.unsatisfied
        return said / (said + self.silent) if said + self.silent else None


def totals(round: Round, day: dt.date) -> Totals:
    """The whole round as it stands on the day."""
    proposals = Proposal.objects.filter(round=round)
    states = dict(proposals.order_by().values_list("state").annotate(Count("pk")))
    here = {"proposal__round": round}
    tasks = Task.objects.filter(**here, role__in=sorted(ANSWERING), state__in=sorted(LIVE_TASKS))
    items = ReplyItem.objects.filter(reply__task__proposal__round=round, reply__sent_at__isnull=False)
    kinds = dict(
        items.order_by().values_list("reply_class__family").annotate(Count("suggestion", distinct=True))
    )
    promises = Promise.objects.filter(item__reply__task__proposal__round=round)
    ends = dict(promises.order_by().values_list("state").annotate(Count("pk")))
    return Totals(
        received=sum(
            count for state, count in states.items() if state not in OWN | {ProposalState.WITHDRAWN}
        ),
        filed=sum(states.get(state, 0) for state in STANDING),
        merged=states.get(ProposalState.MERGED, 0),
        not_filed=states.get(ProposalState.NOT_FILED, 0),
        tasks=tasks.count(),
        answered=tasks.filter(state__in=ANSWERED).count(),
        late=tasks.filter(state__in=sorted(UNDER_WAY), due_on__lt=day).count(),
        items=items.values("suggestion").distinct().count(),
        adopted=kinds.get(Family.ADOPTED, 0),
        planned=kinds.get(Family.PLANNED, 0),
        delivered=ends.get(PromiseState.KEPT, 0),
        broken=ends.get(PromiseState.DOWNGRADED, 0),
        **_grades(Evaluation.objects.filter(reply__task__proposal__round=round)),
    )


def _grades(rows) -> dict[str, int]:
    return rows.aggregate(
        satisfied=Count("pk", filter=Q(grade=Grade.SATISFIED)),
        partly=Count("pk", filter=Q(grade=Grade.PARTLY)),
        unsatisfied=Count("pk", filter=Q(grade=Grade.UNSATISFIED)),
        silent=Count("pk", filter=Q(state=AskedState.SILENT)),
        asked=Count("pk", filter=Q(state=AskedState.ASKED)),
    )


def by_unit(round: Round, day: dt.date) -> list[dict]:
    """One row a unit: tasks, answered (`tardy` of them after their day), late, grades, promises kept and broken; the score for 考核."""
    tasks = Task.objects.filter(
        proposal__round=round, role__in=sorted(ANSWERING), state__in=sorted(LIVE_TASKS)
    ).order_by()
    rows = {
        row["unit__name"]: row
        for row in tasks.values("unit__name").annotate(
            tasks=Count("pk"),
            answered=Count("pk", filter=Q(state__in=ANSWERED)),
            tardy=Count("pk", filter=Q(state__in=ANSWERED, replied_at__date__gt=F("due_on"))),
            late=Count("pk", filter=Q(state__in=sorted(UNDER_WAY), due_on__lt=day)),
            again=Count("pk", filter=Q(turn__gt=1)),
        )
    }
    grades = Evaluation.objects.filter(reply__task__proposal__round=round).order_by()
    for row in grades.values("reply__task__unit__name").annotate(
        satisfied=Count("pk", filter=Q(grade=Grade.SATISFIED)),
        partly=Count("pk", filter=Q(grade=Grade.PARTLY)),
        unsatisfied=Count("pk", filter=Q(grade=Grade.UNSATISFIED)),
        silent=Count("pk", filter=Q(state=AskedState.SILENT)),
    ):
        rows.setdefault(row.pop("reply__task__unit__name"), {}).update(row)
    promises = Promise.objects.filter(item__reply__task__proposal__round=round).order_by()
    for row in promises.values("item__reply__task__unit__name").annotate(
        kept=Count("pk", filter=Q(state=PromiseState.KEPT)),
        broken=Count("pk", filter=Q(state=PromiseState.DOWNGRADED)),
    ):
        rows.setdefault(row.pop("item__reply__task__unit__name"), {}).update(row)
    found = [{"unit": name, **dict.fromkeys(COUNTED, 0), **row} for name, row in rows.items()]
    return sorted(found, key=lambda row: (-row["late"], row["unit"]))


COUNTED = (
    "tasks",
    "answered",
    "tardy",
    "late",
    "again",
    "satisfied",
    "partly",
    "unsatisfied",
    "silent",
    "kept",
    "broken",
)


def by_category(round: Round) -> list[dict]:
    """Category → received and filed."""
    rows = Proposal.objects.filter(round=round, category__isnull=False).order_by()
    return list(
        rows.values(name=F("category__name"))
        .annotate(count=Count("pk"), filed=Count("pk", filter=Q(state__in=sorted(STANDING))))
        .order_by("-filed", "name")
    )


def by_affiliation(round: Round, kind: str, day: dt.date) -> list[tuple[str, int, int]]:
    """(界别 or 专委会, received, filed) by what the leads belong to on the day."""
    held = {one.membership_id: one.labels(kind, day) for one in profiles_on(round.organization_id, day)}
    received, filed = Counter(), Counter()
    rows = Proposal.objects.filter(round=round, serial__isnull=False).values_list("lead_id", "state")
    for lead, state in rows:
        for label in held.get(lead, ()):
            received[label] += 1
            filed[label] += state in STANDING
    return sorted(
        ((label, received[label], filed[label]) for label in received), key=lambda row: (-row[2], row[0])
    )


def year_on_year(organization_id: int, day: dt.date) -> list[tuple[Round, Totals]]:
    """The last five rounds with their totals, the newest first."""
    rounds = Round.objects.filter(organization_id=organization_id).select_related("session__term")
    return [(one, totals(one, day)) for one in rounds.order_by("-opens_at")[:5]]


def missing_leaders(organization_id: int, year: int) -> list[str]:
    """Which of 书记, 政府主要领导 and 副书记 has not led one this year; each should lead at least one."""
    rows = KeyProposal.objects.filter(proposal__organization=organization_id, year=year, led_as="led")
    led = set(rows.values_list("post", flat=True))
    return [label for post, label in LEADERS if post not in led]


LEADERS = (("secretary", "书记"), ("mayor", "政府主要领导"), ("deputy", "副书记"))


def units_of(proposals) -> dict[int, list[str]]:
    """Key of a proposal → the units that handle it, with their roles."""
    found: dict[int, list[str]] = {}
    tasks = Task.objects.filter(proposal__in=[one.pk for one in proposals], state__in=sorted(LIVE_TASKS))
    for key, name, role in tasks.order_by("role", "pk").values_list("proposal_id", "unit__name", "role"):
        found.setdefault(key, []).append(f"{name}（{TaskRole(role).label}）")
    return found
