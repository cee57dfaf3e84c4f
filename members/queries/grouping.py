"""Checks and counts over the register on one day: 全员入委, 编组核对, by 界别, 专委会 and 党派."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from members.choices import AffiliationKind, OfficeTitle
from members.queries.profiles import Profile
from organizations.choices import GroupKind
from organizations.models import Committee, Group, Sector, Term

CHAIRPERSONS = frozenset({OfficeTitle.CHAIR, OfficeTitle.VICE_CHAIR, OfficeTitle.SECRETARY_GENERAL})
REPORTED_KINDS = (AffiliationKind.STUDY_GROUP, AffiliationKind.WORK_GROUP)


@dataclass(frozen=True)
class GroupLine:
    """One group with its head and how many members stand in it."""

    name: str
    heads: str
    count: int


@dataclass(frozen=True)
class GroupCheck:
    """Whether every member stands in exactly one group of a kind."""

    kind: str
    lines: list[GroupLine]
    unassigned: list[Profile]
    doubled: list[Profile]
    total: int

    @property
    def label(self) -> str:
        return AffiliationKind(self.kind).label

    @property
    def sum(self) -> int:
        return sum(line.count for line in self.lines)

    @property
    def right(self) -> bool:
        return not self.unassigned and not self.doubled and self.sum == self.total

    @property
    def sentence(self) -> str:
        """«14 个学习组共 319 人，与委员总数 319 人一致。»"""
        head = f"{len(self.lines)} 个{self.label}共 {self.sum} 人"
        if self.right:
            return f"{head}，与委员总数 {self.total} 人一致。"
        wrong = f"未编入 {len(self.unassigned)} 人，重复编入 {len(self.doubled)} 人"
        return f"{head}，委员总数 {self.total} 人：{wrong}。"


@dataclass(frozen=True)
class CountLine:
    """A unit with its members, women and those outside the Communist Party."""

    name: str
    count: int
    women: int
    outside_party: int


def outside_committees(members: list[Profile], day: dt.date) -> list[Profile]:
    """全员入委: who sits in no 专委会, except 主席会议成员."""
    return [
        one
        for one in members
        if not one.at(AffiliationKind.COMMITTEE, day) and not one.offices(day) & CHAIRPERSONS
    ]


def check_groups(members: list[Profile], term: Term, day: dt.date) -> list[GroupCheck]:
    """编组核对 for 学习组 and 工作组, each group of the term listed even when empty."""
    groups = list(Group.objects.filter(term=term, kind__in=[GroupKind.STUDY, GroupKind.WORK]))
    return [
        _check(kind, [group for group in groups if group.kind == kind], members, day)
        for kind in REPORTED_KINDS
    ]


def counts_by(members: list[Profile], term: Term, day: dt.date) -> dict[str, list[CountLine]]:
    """Members by 界别, 专委会 and 党派; a member of two 专委会 counts in both."""
    sectors = Sector.objects.filter(term=term).values_list("name", flat=True)
    committees = Committee.objects.filter(term=term).values_list("name", flat=True)
    parties = Counter(label for one in members for label in one.labels(AffiliationKind.PARTY, day))
    return {
        AffiliationKind.SECTOR: _lines(AffiliationKind.SECTOR, sectors, members, day),
        AffiliationKind.COMMITTEE: _lines(AffiliationKind.COMMITTEE, committees, members, day),
        AffiliationKind.PARTY: _lines(
            AffiliationKind.PARTY, [name for name, _ in parties.most_common()], members, day
        ),
    }


def _check(kind: str, groups: list[Group], members: list[Profile], day: dt.date) -> GroupCheck:
    placed = {one.membership_id: one.at(kind, day) for one in members}
    lines = []
    for group in groups:
        inside = [
            (one, held) for one in members for held in placed[one.membership_id] if held.unit_id == group.pk
        ]
        heads = "、".join(f"{one.name}（{held.post}）" for one, held in inside if held.post)
        lines.append(GroupLine(group.name, heads, len(inside)))
    return GroupCheck(
        kind,
        lines,
        unassigned=[one for one in members if not placed[one.membership_id]],
        doubled=[one for one in members if len(placed[one.membership_id]) > 1],
        total=len(members),
    )


def _lines(kind: str, names, members: list[Profile], day: dt.date) -> list[CountLine]:
    found = []
    for name in names:
        inside = [one for one in members if name in one.labels(kind, day)]
        women = sum(one.gender == "female" for one in inside)
        outside = sum("中共党员" not in one.labels(AffiliationKind.PARTY, day) for one in inside)
        found.append(CountLine(name, len(inside), women, outside))
    return found
