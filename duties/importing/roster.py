"""Which membership a row means: by number, or by name when it is unique."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from core.similar import suggest
from members.models import Affiliation, Membership
from organizations.models import Organization

SHOWN = 5


@dataclass(frozen=True)
class Entry:
    """A membership as far as the import needs it."""

    membership_id: int
    person_id: int
    number: str
    name: str
    starts: dt.date | None
    ends: dt.date | None

    def holds_on(self, day: dt.date | None) -> bool:
        return day is not None and (self.starts or dt.date.min) <= day < (self.ends or dt.date.max)


class NotFound(Exception):
    """`column` (field name) and a Chinese sentence."""

    def __init__(self, column: str, sentence: str):
        super().__init__(sentence)
        self.column = column


@dataclass
class Roster:
    """Every membership of an organisation, past ones included; each reference is looked up once."""

    by_number: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    bare: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, organization: Organization) -> "Roster":
        roster = cls()
        rows = Membership.objects.filter(organization=organization).order_by("-during")
        values = rows.values_list("pk", "person_id", "number", "person__name", "during")
        for pk, person_id, number, name, during in values:
            entry = Entry(pk, person_id, number, name, during.lower, during.upper)
            roster.by_number[number].append(entry)
            roster.bare[number.lstrip("0")].append(entry)
            roster.by_name[_plain(name)].append(entry)
        return roster

    def find(self, number: str, name: str, day: dt.date | None) -> Entry:
        """The membership that held on `day`, else the latest; raises NotFound."""
        if number:
            found = self._numbered(number, name)
        elif name:
            found = self._named(name)
        else:
            raise NotFound("number", "委员编号和姓名至少填写一项。")
        return next((entry for entry in found if entry.holds_on(day)), found[0])

    def _numbered(self, number: str, name: str) -> list[Entry]:
        found = self.by_number.get(number) or self._without_zeros(number)
        if not found:
            raise NotFound("number", f"找不到编号为“{number}”的委员。")
        same = [entry for entry in found if not name or _plain(entry.name) == _plain(name)]
        if not same:
            raise NotFound("name", f"编号“{number}”是{found[0].name}，与姓名“{name}”不符。")
        return same

    def _without_zeros(self, number: str) -> list[Entry]:
        """Excel drops the leading zeros of a number typed as a number."""
        found = self.bare.get(number.lstrip("0"), [])
        return found if len({entry.number for entry in found}) == 1 else []

    def _named(self, name: str) -> list[Entry]:
        found = self.by_name.get(_plain(name))
        if not found:
            near = suggest(name, [entries[0].name for entries in self.by_name.values()])
            raise NotFound("name", f"找不到委员“{name}”" + (f"，是否为“{near}”？" if near else "。"))
        persons = {entry.person_id: entry for entry in reversed(found)}
        if len(persons) > 1:
            raise NotFound("name", _which(name, list(persons.values())))
        return found


def _which(name: str, entries: list[Entry]) -> str:
    """«有 2 位“王伟”：0012（教育界）、0045（农业界），请填写委员编号。»."""
    entries = sorted(entries, key=lambda entry: entry.number)
    seats = Affiliation.objects.filter(
        kind="sector", membership__in=[entry.membership_id for entry in entries]
    ).order_by("during")
    sectors = dict(seats.values_list("membership_id", "sector__name"))
    named = [
        f"{entry.number}（{sectors[entry.membership_id]}）"
        if entry.membership_id in sectors
        else entry.number
        for entry in entries[:SHOWN]
    ]
    return f"有 {len(entries)} 位“{name}”：{'、'.join(named)}，请填写委员编号。"


def _plain(name: str) -> str:
    return "".join(name.split()).replace("•", "·").replace("・", "·")
