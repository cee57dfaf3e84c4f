"""Ground of the scoring tests: a scheme in the database, facts in the ledger, the engine as reference."""

import datetime as dt
import itertools
from decimal import Decimal

from appraisals.computing.compute import Asked
from appraisals.computing.fold_sql import Cut
from appraisals.engine.facts import Fact, Period, Span
from appraisals.engine.scheme import load_yaml
from core.clock import now
from duties.models import Bearer, DutyKind, DutyRecord
from duties.services.kinds import seed_kinds

_serial = itertools.count(1)
YEAR = Period.year(2026)


def kind(code: str, **fields) -> DutyKind:
    found = DutyKind.objects.filter(code=code, organization=None).first()
    if found is None and not DutyKind.objects.exists():
        seed_kinds()
        found = DutyKind.objects.filter(code=code, organization=None).first()
    return found or DutyKind.objects.create(code=code, label=fields.pop("label", code), **fields)


def say(membership, code: str, day: str = "2026-03-05", **fields) -> DutyRecord:
    """One fact of a member in the ledger."""
    bearer, _ = Bearer.objects.get_or_create(
        membership=membership, defaults={"organization": membership.organization}
    )
    return DutyRecord.objects.create(
        organization=membership.organization, bearer=bearer, kind=kind(code),
        occurred_on=dt.date.fromisoformat(day), source_key=f"test:{next(_serial)}", **fields,
    )  # fmt: skip


def cut_now(organization) -> Cut:
    last = DutyRecord.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return Cut(organization.pk, last, now())


def asked(organization, text, period=YEAR, term=None) -> Asked:
    scheme = load_yaml(text) if isinstance(text, str) else text
    return Asked(organization, scheme, period, term or Span(period.start, period.end), cut_now(organization))


def as_engine_facts(organization) -> list[Fact]:
    """The ledger as the engine's own facts, read row by row: the slow and certain way."""
    certified = set(DutyRecord.objects.filter(reviews__kind="certified").values_list("pk", flat=True))
    rows = DutyRecord.objects.filter(organization=organization, voided_at=None).select_related("kind")
    return [
        Fact(
            id=str(row.pk), bearer=str(row.bearer_id), kind=row.kind.code, occurred_on=row.occurred_on,
            matter=row.matter_ref, parent=row.parent_ref, stage=row.stage, role=row.role, level=row.level,
            result=row.result, flags=frozenset(row.flags), expected=row.expected, quantity=row.quantity,
            entered_points=row.entered_points or Decimal(0), certified=row.pk in certified, people=row.people,
        )
        for row in rows
    ]  # fmt: skip
