"""The roster of one activity as a page or a sheet shows it: a fixed number of queries for any number of members."""

from collections import Counter
from dataclasses import dataclass, field

from activities.choices import AttendanceResult, EntrySource, LateEntryState, LeaveState, SignMethod
from activities.models import Activity, LateEntry, LeaveRequest, Presence, RosterEntry, Sitting
from activities.settlement import Unit, units

SHOWN = {"": "全部", "away": "未签到", "there": "已签到", "leave": "请假", "silent": "未答复"}


@dataclass
class Line:
    """One member in one sitting. `unit` is None where the member is not expected and did not come."""

    entry: RosterEntry
    unit: Unit | None
    presence: Presence | None
    leave: LeaveRequest | None
    waits: bool

    @property
    def result(self):
        """The badge; before the end «缺席» reads «未签到»."""
        return AttendanceResult(self.unit.result) if self.unit else None

    @property
    def marks(self) -> list[str]:
        """迟到, 早退, 补签 and what smells."""
        one = self.presence
        if one is None:
            return []
        said = ((one.late, "迟到"), (one.left_early, "早退"), (one.method == SignMethod.LATE_ENTRY, "补签"))
        return [label for holds, label in said if holds] + (["存疑"] if one.flags else [])


@dataclass
class Sheet:
    """A sitting's roster with its counts."""

    sitting: Sitting
    lines: list[Line]
    counts: Counter = field(default_factory=Counter)

    @property
    def expected(self) -> int:
        return sum(1 for line in self.lines if line.unit and line.unit.expected)

    @property
    def present(self) -> int:
        return self.counts[AttendanceResult.PRESENT]

    @property
    def on_leave(self) -> int:
        return self.counts[AttendanceResult.EXCUSED] + self.counts[AttendanceResult.OFFICIAL_LEAVE]

    @property
    def away(self) -> int:
        return self.counts[AttendanceResult.ABSENT] + self.counts[AttendanceResult.LEAVE_REFUSED]

    @property
    def walk_ins(self) -> int:
        return self.counts[AttendanceResult.WALK_IN]


def sheets(activity: Activity, sittings: list[Sitting]) -> list[Sheet]:
    """One for each sitting, every entry in it: four queries."""
    entries = list(
        RosterEntry.objects.filter(activity=activity, removed_at=None)
        .select_related("membership__person")
        .order_by("position", "pk")
    )
    chosen = [one.pk for one in sittings]
    presences = list(Presence.objects.filter(sitting__in=chosen, withdrawn_at=None))
    leaves = list(LeaveRequest.objects.filter(entry__activity=activity).order_by("-number"))
    waiting = set(
        LateEntry.objects.filter(sitting__in=chosen, state=LateEntryState.WAITING).values_list(
            "sitting_id", "entry_id"
        )
    )
    there = {(one.sitting_id, one.entry_id): one for one in presences}
    meant = {
        (one.sitting.pk, one.entry.pk): one for one in units(activity, sittings, entries, presences, leaves)
    }
    asked = _by_entry(leaves)
    return [
        _sheet(
            sitting,
            [
                Line(
                    entry,
                    meant.get((sitting.pk, entry.pk)),
                    there.get((sitting.pk, entry.pk)),
                    _leave(asked.get(entry.pk, ()), sitting),
                    (sitting.pk, entry.pk) in waiting,
                )
                for entry in entries
            ],
        )
        for sitting in sittings
    ]


def narrowed(lines: list[Line], *, words: str = "", show: str = "") -> list[Line]:
    """Those whose name, number, 界别 or office holds the words, and who stand as asked."""
    word = "".join(words.split()).lower()
    found = [line for line in lines if not word or word in _text(line.entry)]
    if show == "there":
        return [line for line in found if line.presence]
    if show == "away":
        return [line for line in found if line.unit and line.unit.expected and not line.presence]
    if show == "leave":
        return [line for line in found if line.leave]
    if show == "silent":
        return [
            line for line in found if line.entry.answer == "none" and line.entry.source != EntrySource.WALK_IN
        ]
    return found


def _sheet(sitting: Sitting, lines: list[Line]) -> Sheet:
    return Sheet(sitting, lines, Counter(line.unit.result for line in lines if line.unit))


def _by_entry(leaves: list[LeaveRequest]) -> dict[int, list[LeaveRequest]]:
    found: dict[int, list[LeaveRequest]] = {}
    for one in leaves:
        found.setdefault(one.entry_id, []).append(one)
    return found


def _leave(leaves, sitting: Sitting) -> LeaveRequest | None:
    """The latest request that is for this sitting and was not taken back."""
    mine = (one for one in leaves if not one.sittings or sitting.pk in one.sittings)
    return next((one for one in mine if one.state != LeaveState.WITHDRAWN), None)


def _text(entry: RosterEntry) -> str:
    person = entry.membership.person
    parts = (
        person.name, person.pinyin, person.initials, entry.membership.number, entry.sector, entry.office,
        *entry.groups, *entry.committees,
    )  # fmt: skip
    return "".join(parts).lower()
