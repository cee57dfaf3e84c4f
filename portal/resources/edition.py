"""What every sheet of one book stands on: the run, its members in both orders, the day of making."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from appraisals.engine.scheme import Scheme
from appraisals.models import ScoreSheet, ScoringRun
from appraisals.periods import scheme_of
from core.dates import chinese_date
from core.writer import Column
from organizations.models import Organization
from portal.resources import shapes

CONFIDENTIAL = "内部资料，供主席会议和机关内部使用，不得公开"


@dataclass(frozen=True, slots=True)
class Member:
    """One sheet of the run, with the profile that was frozen into it."""

    sheet: int
    bearer: int
    rank: int | None
    counted: bool
    total: Decimal
    attendance: Decimal
    merit: Decimal
    sections: dict[str, Decimal]
    grade: str
    unmet: tuple[str, ...]
    facts: int
    number: str
    name: str
    sector: str
    committee: str
    office: str
    printed: tuple

    @property
    def who(self) -> tuple[str, str, str]:
        return self.name, self.sector, self.committee


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of the book; `name` is its tab, `subject` what the heading says after the cycle."""

    name: str
    subject: str
    columns: list[Column]
    rows: Iterable
    notes: tuple[str, ...] = ()
    unit: str = ""
    landscape: bool = True


@dataclass(frozen=True)
class Edition:
    """One run as it is printed on `made_on`. `members` are in rank order."""

    actor: object
    run: ScoringRun
    scheme: Scheme
    members: list[Member]
    made_on: dt.date

    @property
    def cycle(self):
        return self.run.cycle

    @property
    def organization(self) -> Organization:
        return self.run.cycle.organization

    @cached_property
    def by_bearer(self) -> dict[int, Member]:
        return {member.bearer: member for member in self.members}

    @cached_property
    def printed(self) -> list[Member]:
        """By protocol order of offices, then surname strokes: as printed lists stand."""
        return sorted(self.members, key=lambda member: member.printed)

    @property
    def footer(self) -> str:
        return f"第{self.run.number}批 结果摘要 {self.run.output_digest}"

    def heading(self, subject: str) -> str:
        return f"{self.organization.short_name}{self.cycle}委员履职考核{subject}"

    def lines(self, page: Page) -> list[tuple[str, str] | str]:
        """The lines under the title: who made it and when, then what the reader must know."""
        made = (f"编制单位：{self.organization.name}办公室", f"编制日期：{chinese_date(self.made_on)}")
        notes = list(page.notes)
        if page.unit:
            first = notes.pop(0) if notes else ""
            return [made, (first, f"单位：{page.unit}"), *notes]
        return [made, *notes]


def edition_of(actor, run: ScoringRun, made_on: dt.date) -> Edition:
    """Everything the sheets share, in one query; `run` comes with its cycle, organisation and version."""
    scheme = scheme_of(run.scheme_version)
    names = {gate.key: gate.name for gate in scheme.gates}
    sheets = ScoreSheet.objects.visible_to(actor).filter(run=run).order_by("position")
    members = [_member(sheet, names) for sheet in sheets.iterator(chunk_size=2_000)]
    return Edition(actor, run, scheme, members, made_on)


def _member(sheet: ScoreSheet, gates: dict[str, str]) -> Member:
    profile = sheet.profile
    return Member(
        sheet=sheet.pk,
        bearer=sheet.bearer_id,
        rank=sheet.rank,
        counted=sheet.counted,
        total=sheet.total,
        attendance=sheet.attendance,
        merit=sheet.merit,
        sections=shapes.sections(sheet.sections),
        grade=sheet.grade,
        unmet=tuple(gates.get(key, key) for key in shapes.unmet(sheet.gates)),
        facts=sheet.facts,
        number=profile.get("number", ""),
        name=profile["name"],
        sector=profile.get("sector", ""),
        committee=profile.get("home_committee", ""),
        office=shapes.office(profile),
        printed=shapes.printed(profile, sheet.bearer_id),
    )
