"""How lists of the ledger are narrowed: the same words in the staff site's filters and in exports."""

from django.db.models import Exists, OuterRef, Q
from unfold.contrib.filters.admin import DropdownFilter

from duties import queries
from duties.choices import RecordState, ReviewKind
from duties.models import DutyReview
from duties.queries import Half, kinds_for

NAMES = ("q", "kind", "half", "state")


def narrowed(rows, *, q: str = "", kind: str = "", half: str = "", state: str = ""):
    """Rows of the ledger by member (name, pinyin, initials, number) or matter, kind, half-year and state."""
    if kind.isdecimal():
        rows = rows.filter(kind_id=kind)
    if span := (parsed.span if (parsed := Half.parse(half)) else None):
        rows = rows.filter(occurred_on__range=span)
    if state in RecordState.values:
        rows = by_state(rows, RecordState(state))
    return searched(rows, q)


def searched(rows, q: str):
    """Each word must be found in the member's name, number or letters, or in the matter."""
    for word in q.split():
        letters = word.lower()
        found = Q(bearer__membership__person__name__icontains=word) | Q(matter_title__icontains=word)
        found |= Q(bearer__membership__number=word) | Q(bearer__name__icontains=word)
        if letters.isascii() and letters.isalpha():
            found |= Q(bearer__membership__person__pinyin__startswith=letters)
            found |= Q(bearer__membership__person__initials__startswith=letters)
        rows = rows.filter(found)
    return rows


def by_state(rows, state: RecordState):
    """The rows whose `queries.state_of` is `state`."""
    if state == RecordState.VOIDED:
        return rows.filter(voided_at__isnull=False)
    if state == RecordState.DISPUTED:
        return queries.disputed(rows)
    rows = rows.filter(voided_at=None)
    if state in (RecordState.WAITING, RecordState.CERTIFIED):
        rows = rows.filter(~_said(*queries.SPOKEN, *queries.RULED))
        certified = _said(ReviewKind.CERTIFIED)
        return rows.filter(certified if state == RecordState.CERTIFIED else ~certified)
    later = DutyReview.objects.filter(record=OuterRef("record"), pk__gt=OuterRef("pk")).exclude(
        kind=ReviewKind.CERTIFIED
    )
    last = DutyReview.objects.filter(~Exists(later), record=OuterRef("pk"), kind=state.value)
    return rows.filter(Exists(last))


def _said(*kinds):
    return Exists(DutyReview.objects.filter(record=OuterRef("pk"), kind__in=kinds))


class KindFilter(DropdownFilter):
    title, parameter_name = "履职事项", "kind"

    def lookups(self, request, model_admin):
        return list(kinds_for(request.actor).values_list("pk", "label"))

    def queryset(self, request, rows):
        return narrowed(rows, kind=self.value() or "")


class HalfFilter(DropdownFilter):
    title, parameter_name = "半年", "half"

    def lookups(self, request, model_admin):
        return [(str(half), half.label) for half in queries.recent_halves()]

    def queryset(self, request, rows):
        return narrowed(rows, half=self.value() or "")


class StateFilter(DropdownFilter):
    title, parameter_name = "状态", "state"

    def lookups(self, request, model_admin):
        return RecordState.choices

    def queryset(self, request, rows):
        return narrowed(rows, state=self.value() or "")
