"""A member's own scores: published sheets, live scores, objections. Nobody else's can be reached from here."""

from django.db.models import QuerySet

from appraisals.models import LiveScore, Objection, ScoreSheet
from appraisals.policies import PUBLIC


def own_sheets(actor) -> QuerySet[ScoreSheet]:
    """Sheets of runs that are or were published, the newest first."""
    return (
        ScoreSheet.objects.visible_to(actor)
        .filter(bearer__membership__person__user_id=actor.user_id, run__state__in=PUBLIC)
        .select_related(
            "run__cycle__organization",
            "run__scheme_version",
            "run__publication",
            "bearer__membership__person",
        )
        .order_by("-run__cycle__ends_on", "-run__number")
    )


def own_live_scores(actor) -> QuerySet[LiveScore]:
    """Reference scores of cycles that are not yet announced."""
    return (
        LiveScore.objects.visible_to(actor)
        .filter(bearer__membership__person__user_id=actor.user_id)
        .exclude(cycle__state__in=("announced", "locked"))
        .select_related("cycle__scheme_version", "bearer__membership__person")
        .order_by("-cycle__ends_on")
    )


def own_objections(actor, cycle) -> QuerySet[Objection]:
    rows = Objection.objects.visible_to(actor).filter(cycle=cycle, asked_by_id=actor.user_id)
    return rows.select_related("record__kind").order_by("-asked_at")
