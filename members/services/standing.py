"""Status: suspended, restored, and the ways in which a membership ends."""

import datetime as dt

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.actors import Actor
from core import audit
from core.clock import today
from core.dates import chinese_date
from core.uploads import UploadRefused
from core.workflow import Refused
from documents.services import attach
from members.choices import ChangeKind
from members.models import Membership, StatusChange
from members.services.appointing import Decision, write_change
from members.services.grants import end_grants, give_grants
from members.workflow import MEMBERSHIP
from organizations.models import Term

CHANGE_FILES = "members.statuschange"


@transaction.atomic
def change_status(
    *, by: Actor, membership: Membership, step: str, decision: Decision, file=None
) -> StatusChange:
    """Carry out a decision: `step` is the ChangeKind. Its effects hold from `decision.effective_on`.

    `file` is the decision on paper, kept as an attachment of the change; raises `Refused` when it is no
    acceptable file.

    暂停履职 takes the roles away and 恢复履职 gives them back; every other step ends the membership, its
    affiliations, offices and roles the day before.
    """
    _refuse_bad_dates(membership, decision)
    MEMBERSHIP.perform(membership, step, by=by, reason=decision.reason)
    change = write_change(membership, step, decision, by)
    audit.record(by, "登记状态变动", change, after=audit.snapshot(change), reason=decision.reason)
    _keep(file, change, by)
    if step == ChangeKind.RESTORED:
        give_grants(membership, by, since=decision.effective_on)
        return change
    if step != ChangeKind.SUSPENDED:
        end_membership(membership, decision.effective_on)
    end_grants(membership, decision.effective_on, by)
    return change


@transaction.atomic
def expire_term(*, by: Actor, term: Term, decision: Decision) -> int:
    """届满: every membership of the term that still holds ends. Returns how many."""
    rows = Membership.objects.filter(term=term, state__in=["serving", "suspended"]).select_related("person")
    ending = [row for row in rows if row.during.lower < decision.effective_on]
    if not ending:
        raise Refused(f"{term}在该日没有在任的委员")
    for membership in ending:
        try:
            change_status(by=by, membership=membership, step=ChangeKind.EXPIRED, decision=decision)
        except Refused as refusal:
            raise Refused(f"{membership}：{refusal}") from refusal
    return len(ending)


def end_membership(membership: Membership, on: dt.date) -> None:
    """Close every span at `on`; spans that would begin later never begin."""
    for rows in (membership.affiliations, membership.offices):
        rows.filter(during__startswith__gte=on).delete()
        for row in rows.filter(during__overlap=(on, None)):
            row.during = DateRange(row.during.lower, on)
            row.save(update_fields=["during"])
    membership.during = DateRange(membership.during.lower, min(on, membership.during.upper or on))
    membership.save(update_fields=["during"])


def _keep(file, change: StatusChange, by: Actor) -> None:
    if not file:
        return
    try:
        attach(by=by, owner_type=CHANGE_FILES, owner_id=change.pk, file=file)
    except UploadRefused as refusal:
        raise Refused(str(refusal)) from refusal


def _refuse_bad_dates(membership: Membership, decision: Decision) -> None:
    if decision.effective_on > today():
        raise Refused("生效日期不能晚于今天，请在生效当日登记")
    if decision.decided_on > today():
        raise Refused("决定日期不能晚于今天")
    if decision.effective_on <= membership.during.lower:
        raise Refused(f"生效日期须晚于任职开始日期（{chinese_date(membership.during.lower)}）")
    if membership.during.upper and decision.effective_on > membership.during.upper:
        raise Refused("生效日期不在任职期间之内")
    last = membership.changes.order_by("-effective_on").first()
    if last and decision.effective_on < last.effective_on:
        raise Refused(
            f"此前的变动（{last.get_kind_display()}）自{chinese_date(last.effective_on)}起生效，不能早于该日"
        )
