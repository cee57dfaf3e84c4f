"""What reception days say in the ledger."""

from activities.models.sites import ReceptionDay
from activities.site_choices import ReceptionState
from duties.models import DutyKind, DutyRecord
from duties.services import Fact, bearer_of, record_duties, void_duty

CODE = "reception_day"
PREFIX = "reception:"
"""Apart from `activities:`, whose facts of this kind come from activities that were settled."""


def fact_of(reception: ReceptionDay, kind: DutyKind) -> Fact:
    return Fact(
        bearer=bearer_of(reception.host),
        kind=kind,
        occurred_on=reception.day,
        source_key=f"{PREFIX}{reception.pk}",
        matter_ref=f"reception:{reception.pk}",
        matter_title=f"{reception.site}接待群众{reception.visitors}人",
    )


def keep_ledger(by, reception: ReceptionDay, reason: str) -> None:
    """One fact for the host while the day is held, none otherwise; in the caller's transaction."""
    if reception.state == ReceptionState.HELD:
        record_duties(by=by, facts=[fact_of(reception, _kind())])
        return
    rows = DutyRecord.objects.filter(
        organization_id=reception.organization_id, source_key=f"{PREFIX}{reception.pk}", voided_at=None
    )
    for record in rows:
        void_duty(by=by, record=record, reason=reason)


def expected(organization):
    """For `duties.reconcile`: the facts that held reception days imply."""
    rows = ReceptionDay.objects.filter(organization=organization, state=ReceptionState.HELD)
    kind = _kind()
    for reception in rows.select_related("host", "site"):
        yield fact_of(reception, kind)


def _kind() -> DutyKind:
    return DutyKind.objects.get(organization=None, code=CODE)
