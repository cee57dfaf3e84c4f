"""What waits for a member, and how the member stands: the first page on the phone."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from activities.queries import own
from activities.queries.own import Item, Mine
from appraisals.choices import RunState
from appraisals.models import Cycle, LiveScore, ScoreSheet
from duties.choices import ReviewKind
from duties.models import DutyRecord, DutyReview
from duties.services.reviews import OBJECTION_DAYS

ANSWERED = (ReviewKind.CONFIRMED, ReviewKind.DISPUTED, ReviewKind.SILENT)
RECENT, NEXT = 5, 3


@dataclass(frozen=True)
class Meetings:
    """What a member's first page tells of meetings: the next few, sign-in that is open, answers asked for."""

    coming: list[Item]
    sign_now: list[Mine]
    to_answer: list[Mine]


def meetings(actor) -> Meetings:
    items = own.upcoming(actor)
    mines = list({item.activity.pk: item.mine for item in items}.values())
    return Meetings(
        coming=items[:NEXT],
        sign_now=[mine for mine in mines if mine.signable(mine.expected)],
        to_answer=[mine for mine in mines if mine.waits],
    )


def own_records(actor, membership):
    """Valid records of the member, newest first."""
    return (
        DutyRecord.objects.visible_to(actor)
        .filter(bearer__membership=membership, voided_at=None)
        .select_related("kind")
        .order_by("-occurred_on", "-id")
    )


def to_confirm(actor, membership, today: dt.date):
    """Records that the member may still confirm or object to and has said nothing about."""
    answered = DutyReview.objects.visible_to(actor).filter(record=OuterRef("pk"), kind__in=ANSWERED)
    since = today - dt.timedelta(days=OBJECTION_DAYS)
    return own_records(actor, membership).filter(~Exists(answered), recorded_at__date__gte=since)


def current_cycle(actor, today: dt.date) -> Cycle | None:
    """The half that is running today."""
    cycles = Cycle.objects.visible_to(actor).filter(
        starts_on__lte=today, ends_on__gte=today, part__in=("h1", "h2")
    )
    return cycles.order_by("-starts_on").first()


def live_score(actor, membership, cycle) -> LiveScore | None:
    scores = LiveScore.objects.visible_to(actor).filter(bearer__membership=membership, cycle=cycle)
    return scores.first() if cycle else None


def last_published(actor, membership) -> ScoreSheet | None:
    """The member's sheet of the newest published run."""
    sheets = ScoreSheet.objects.visible_to(actor).filter(
        bearer__membership=membership, run__state=RunState.PUBLISHED
    )
    return sheets.select_related("run__cycle").order_by("-run__cycle__ends_on").first()
