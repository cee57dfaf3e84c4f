"""What a report says in the ledger, worked out from its rows: said in the act, compared by the reconciler."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from core import locks
from core.clock import SHANGHAI
from documents.models import Instruction
from duties.choices import BearerKind
from duties.facts import Fact
from duties.models import Bearer, DutyKind, DutyRecord
from duties.services import bearer_named, bearer_of, bearer_of_group, record_duties, void_duty
from members.models import Membership
from organizations.models import Group, Organization
from social_info.choices import AdoptionKind, Origin, ReporterKind, ReportState
from social_info.models import Report
from social_info.models.reports import OPEN_LABELS

KIND = "social_info"
UNNAMED = frozenset({ReporterKind.CORRESPONDENT, ReporterKind.CITIZEN})
"""They report, but nobody scores them."""


@dataclass
class Bearers:
    """Who earns, found once each; made on first need."""

    organization: Organization
    kind: DutyKind
    _found: dict = field(default_factory=dict)

    @classmethod
    def of(cls, organization: Organization) -> "Bearers":
        return cls(organization, DutyKind.objects.get(organization=None, code=KIND))

    def fill(self) -> "Bearers":
        """All that exist, in one query: for whoever looks at every report."""
        for one in Bearer.objects.filter(organization=self.organization):
            self._found[one.membership_id or 0, one.group_id or 0, one.name] = one
        return self

    def __getitem__(self, reporter) -> Bearer:
        name = "" if reporter.membership_id or reporter.group_id else reporter.name
        key = (reporter.membership_id or 0, reporter.group_id or 0, name)
        if key not in self._found:
            self._found[key] = self._make(reporter)
        return self._found[key]

    def _make(self, reporter) -> Bearer:
        if reporter.membership_id:
            return bearer_of(Membership.objects.get(pk=reporter.membership_id))
        if reporter.group_id:
            return bearer_of_group(Group.objects.select_related("term").get(pk=reporter.group_id))
        return bearer_named(self.organization, BearerKind.REPORTING_UNIT, reporter.name)


def say(*, by, report: Report) -> None:
    """Bring the ledger to what the report and those merged into it now imply; nothing else changes.

    Take the organisation's lock first (`locks.shared`): facts are written in this transaction.
    """
    locks.shared(report.organization_id)
    bearers = Bearers.of(report.organization)
    told = [report.pk, *Report.objects.filter(merged_into=report).values_list("pk", flat=True)]
    for one in whole(Report.objects.filter(pk__in=told)):
        _bring(by, one, bearers)


def whole(rows) -> Iterable[Report]:
    """The reports with everything that facts are made of."""
    return rows.select_related("organization", "merged_into").prefetch_related(
        "reporters", "adoptions", "sources", "merged_into__adoptions"
    )


def expected(organization: Organization) -> Iterator[Fact]:
    """Every fact that the tables of the organisation imply."""
    bearers = Bearers.of(organization).fill()
    rows = Report.objects.filter(organization=organization, submitted_at__isnull=False)
    instructed = _instructions(organization)
    for report in whole(rows):
        yield from facts_of(report, bearers, instructed)


def facts_of(report: Report, bearers: Bearers, instructed: dict | None = None) -> Iterator[Fact]:
    """One fact for each reporter at each stage the report has passed."""
    if report.submitted_at is None or report.origin == Origin.COMPILED:
        return
    reporters = [one for one in report.reporters.all() if one.kind not in UNNAMED]
    if instructed is None:
        refs = [report.matter_ref, *([report.merged_into.matter_ref] if report.merged_into_id else [])]
        instructed = _instructions(report.organization, refs)
    for at, reporter in enumerate(reporters):
        for said in _stages(report, instructed):
            yield _fact(report, bearers, reporter, _role(reporters, at), said)


@dataclass(frozen=True)
class Said:
    """A stage with its day; `times` tells several of one stage apart."""

    stage: str
    day: dt.date
    level: str = ""
    result: str = ""
    times: str = ""
    note: str = ""


def _stages(report: Report, instructed: dict) -> Iterator[Said]:
    first = "converted" if report.origin == Origin.CONVERTED else "submitted"
    yield Said(first, _day(report.submitted_at))
    if report.state == ReportState.NOT_ADOPTED:
        yield Said("not_adopted", _day(report.decided_at))
    main = report.merged_into or report
    merged = bool(report.merged_into_id) or bool(report.sources.all())
    for adoption in main.adoptions.all():
        if adoption.voided_at is None:
            yield _adopted(report, adoption, merged)
    for ref in dict.fromkeys((report.matter_ref, main.matter_ref)):
        yield from _instructed(instructed.get(ref, ()))
    if main.excellent_on:
        yield Said("excellent", main.excellent_on)


def _instructed(instructions) -> Iterator[Said]:
    for one in instructions:
        yield Said("instructed", one.given_on, one.level, times=f"i{one.pk}")


def _adopted(report: Report, adoption, merged: bool) -> Said:
    stage = "commissioned" if report.origin == Origin.COMMISSIONED else "adopted"
    if merged or adoption.kind == AdoptionKind.MERGED:
        stage = "adopted_merged"
    return Said(
        stage, adoption.adopted_on, adoption.level, adoption.kind, f"a{adoption.pk}", adoption.body[:60]
    )


def _role(reporters, at: int) -> str:
    """Members stand beside members and units beside units: alone, first, or joined."""
    peers = [one for one in reporters if bool(one.membership_id) == bool(reporters[at].membership_id)]
    if len(peers) == 1:
        return "sole"
    return "lead" if peers[0] is reporters[at] else "co_signer"


def _fact(report: Report, bearers: Bearers, reporter, role: str, said: Said) -> Fact:
    members = sum(bool(one.membership_id) for one in report.reporters.all())
    bearer = bearers[reporter]
    return Fact(
        bearer=bearer,
        kind=bearers.kind,
        occurred_on=said.day,
        source_key=f"{report.matter_ref}:{said.stage}:b{bearer.pk}:{said.times}".rstrip(":"),
        matter_ref=report.matter_ref,
        matter_title=report.title if report.label in OPEN_LABELS else str(report),
        stage=said.stage,
        role=role,
        level=said.level,
        result=said.result,
        people=max(1, members) if reporter.membership_id else 1,
        note=said.note,
    )


def _bring(by, report: Report, bearers: Bearers) -> None:
    wanted = {fact.source_key: fact for fact in facts_of(report, bearers)}
    rows = DutyRecord.objects.filter(
        organization_id=report.organization_id,
        matter_ref=report.matter_ref,
        kind=bearers.kind,
        voided_at=None,
    )
    standing = {
        record.source_key: record for record in rows if record.source_key.startswith(report.matter_ref)
    }
    for key in standing.keys() - wanted.keys():
        void_duty(by=by, record=standing[key], reason=f"{report}的办理情况有变动")
    record_duties(by=by, facts=[wanted[key] for key in sorted(wanted.keys() - standing.keys())])


def _instructions(organization: Organization, refs: list[str] | None = None) -> dict[str, list]:
    rows = Instruction.objects.filter(organization=organization, voided_at=None)
    rows = (
        rows.filter(matter_ref__startswith="social_info:")
        if refs is None
        else rows.filter(matter_ref__in=refs)
    )
    found: dict[str, list] = {}
    for one in rows:
        found.setdefault(one.matter_ref, []).append(one)
    return found


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(SHANGHAI).date()
