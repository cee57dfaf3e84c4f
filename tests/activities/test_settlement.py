"""What settlement means, whatever the rows: properties of the pure part."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from activities.models import Activity, ActivityKind, LeaveRequest, Presence, RosterEntry, Sitting
from activities.rules import Rules
from activities.settlement import outcomes, units

DAY = dt.date(2026, 3, 5)
SITTINGS = st.lists(st.sampled_from([Decimal("0.5"), Decimal(1), Decimal("1.5")]), min_size=1, max_size=4)


@st.composite
def meetings(draw):
    """An activity with half-days, members, sign-ins and requests for leave of any kind."""
    rules = Rules.of_kind(
        ActivityKind(
            code="x", duty_kind="research", unit=draw(st.sampled_from(["half_day", "once"])),
            absent_below_num=draw(st.integers(0, 3)), absent_below_den=3,
        )
    )  # fmt: skip
    activity = Activity(pk=1, must_attend=draw(st.booleans()), rules=rules.frozen())
    sittings = [
        Sitting(pk=n, day=DAY + dt.timedelta(days=n), weight=weight)
        for n, weight in enumerate(draw(SITTINGS), 1)
    ]
    keys = [one.pk for one in sittings]
    entries, presences, leaves = [], [], []
    for pk in range(1, draw(st.integers(1, 4)) + 1):
        expected = sorted(draw(st.sets(st.sampled_from(keys))))
        entries.append(
            RosterEntry(pk=pk, expected=expected, answer=draw(st.sampled_from(["none", "attend", "decline"])))
        )
        for key in draw(st.sets(st.sampled_from(keys))):
            presences.append(Presence(entry_id=pk, sitting_id=key, method="qr", late=draw(st.booleans())))
        for number in range(draw(st.integers(0, 2))):
            leaves.append(
                LeaveRequest(
                    entry_id=pk, number=number + 1, sittings=sorted(draw(st.sets(st.sampled_from(keys)))),
                    state=draw(st.sampled_from(["approved", "refused", "withdrawn"])),
                    reason_kind=draw(st.sampled_from(["official", "upper_meeting", "sick", "personal"])),
                )
            )  # fmt: skip
    return activity, sittings, entries, presences, leaves


def granted(leaves, entry, sitting) -> bool:
    return any(
        one.entry_id == entry.pk
        and one.state == "approved"
        and (not one.sittings or sitting.pk in one.sittings)
        for one in leaves
    )


@given(meetings())
def test_each_person_and_half_day_is_said_at_most_once_and_truly(meeting):
    activity, sittings, entries, presences, leaves = meeting
    found = units(*meeting)
    there = {(one.entry_id, one.sitting_id) for one in presences}
    seen = {(one.entry.pk, one.sitting.pk): one for one in found}

    assert len(seen) == len(found)
    for entry in entries:
        for sitting in sittings:
            one = seen.get((entry.pk, sitting.pk))
            expected, present = sitting.pk in entry.expected, (entry.pk, sitting.pk) in there
            if present:
                assert one.result == ("present" if expected else "walk_in")
                assert one.attended == sitting.weight
            elif not expected:
                assert one is None
            elif granted(leaves, entry, sitting):
                assert one.result in ("excused", "official_leave")
            elif activity.must_attend or entry.answer == "attend":
                assert one.result in ("absent", "leave_refused")
            else:
                assert one is None
            if one is not None:
                assert one.expected == (sitting.weight if expected else 0)


@given(meetings())
def test_what_counts_once_is_present_by_its_share_and_never_absent_on_leave(meeting):
    activity, _, entries, _, leaves = meeting
    found = units(*meeting)
    rules = Rules.of(activity)
    told = outcomes(activity, found)
    if rules.unit == "half_day":
        assert [(one.entry.pk, one.expected, one.quantity) for one in told] == [
            (one.entry.pk, one.expected, one.attended) for one in found
        ]
        return
    assert len({one.entry.pk for one in told}) == len(told)
    for one in told:
        mine = [unit for unit in found if unit.entry.pk == one.entry.pk]
        due = sum((Fraction(unit.expected) for unit in mine), Fraction(0))
        came = sum((Fraction(unit.attended) for unit in mine if unit.result == "present"), Fraction(0))
        if due == 0:
            assert (one.result, one.expected, one.quantity) == ("walk_in", 0, 1)
        elif came and came / due >= rules.least_share:
            assert (one.result, one.expected, one.quantity) == ("present", 1, 1)
        else:
            assert (one.expected, one.quantity) == (1, 0)
            assert one.result in {unit.result for unit in mine} - {"present", "walk_in"}


@given(meetings(), st.randoms())
def test_the_order_of_rows_changes_nothing(meeting, chance):
    activity, sittings, entries, presences, leaves = meeting
    shuffled = [list(rows) for rows in (presences, leaves)]
    for rows in shuffled:
        chance.shuffle(rows)

    def said(*rows):
        return [
            (one.entry.pk, one.sitting.pk, one.result) for one in units(activity, sittings, entries, *rows)
        ]

    first, second = said(presences, leaves), said(*shuffled)
    assert [one[:2] for one in first] == [one[:2] for one in second]
    kinds = {"excused": "leave", "official_leave": "leave"}
    assert [kinds.get(one[2], one[2]) for one in first] == [kinds.get(one[2], one[2]) for one in second]
