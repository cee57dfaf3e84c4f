"""One app offers, another accepts or declines; neither imports the other."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from core import audit
from core.clock import AppNow
from core.texts import clean_text
from core.workflow import Refused
from documents.choices import Consent, HandoffKind, HandoffState, Relation
from documents.handoffs import tell_source
from documents.models import Handoff
from documents.services import references
from documents.workflow import HANDOFF

MOST_BODY = 20_000


@transaction.atomic
def offer(
    *,
    by,
    source_ref: str,
    source_title: str,
    target_kind: str,
    title: str,
    body: str,
    authors: Sequence[int],
    consented: bool | None,
) -> Handoff:
    """Offer a matter's text to the office of `target_kind`; the caller has checked that `by` may.

    `authors` are ids of memberships. `consented`: True once they agreed, None where nobody need be asked;
    False is refused. Raises Refused or ValidationError.
    """
    if consented is False:
        raise Refused("转交前须征得作者同意。")
    if not title.strip() or not body.strip():
        raise Refused("转交须有标题和内容。")
    handoff = Handoff(
        organization_id=by.organization_id,
        source_ref=source_ref,
        source_title=clean_text(source_title, most=None, label="来源")[:120],
        target_kind=HandoffKind(target_kind),
        title=clean_text(title, most=120, label="标题"),
        body=clean_text(body, most=MOST_BODY, label="内容"),
        authors=[int(author) for author in authors],
        consent=Consent.GIVEN if consented else Consent.NOT_NEEDED,
        offered_by_id=by.user_id,
    )
    try:
        with transaction.atomic():
            handoff.save()
    except IntegrityError as error:
        raise Refused(f"该事项已转为{handoff.get_target_kind_display()}线索，正待接收。") from error
    after = audit.snapshot(handoff, ["source_ref", "target_kind", "title", "authors", "consent"])
    audit.record(by, "转交", handoff, after=after)
    return handoff


@transaction.atomic
def accept(handoff: Handoff, *, by, target_ref: str, target_title: str = "") -> Handoff:
    """The offered thing has become `target_ref`; the two are linked and the source's app is told."""
    if not target_ref:
        raise Refused("接收须写明去向。")
    handoff = _decide(handoff, "accept", by=by, target_ref=target_ref)
    references.link(
        by=by,
        source_ref=handoff.source_ref,
        source_title=handoff.source_title,
        target_ref=target_ref,
        target_title=target_title or handoff.title,
        relation=Relation.BECAME,
    )
    return handoff


@transaction.atomic
def decline(handoff: Handoff, *, by, reason: str) -> Handoff:
    """Not taken, with a reason that the source's app hears."""
    return _decide(handoff, "decline", by=by, reason=clean_text(reason, most=200, label="理由"))


@transaction.atomic
def withdraw(handoff: Handoff, *, by, reason: str = "") -> Handoff:
    """Taken back before anybody decided."""
    return _decide(handoff, "withdraw", by=by, reason=clean_text(reason, most=200, label="理由"))


def _decide(handoff: Handoff, step: str, *, by, reason: str = "", target_ref: str = "") -> Handoff:
    """The row is locked, so of two who decide the later finds it decided; then it is frozen."""
    locked = Handoff.objects.select_for_update().get(pk=handoff.pk)
    if locked.state == HandoffState.OFFERED:
        Handoff.objects.filter(pk=locked.pk).update(
            decided_by=by.user_id, decided_at=AppNow(), reason=reason, target_ref=target_ref
        )
    HANDOFF.perform(locked, step, by=by, reason=reason)
    locked.refresh_from_db()
    tell_source(locked, by=by)
    return locked
