"""Ranking lists: keyset pages by `position`, and what changed against another run."""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from appraisals.models import ScoreSheet, ScoringRun

PAGE = 50


def sheets_of(run: ScoringRun, *, search: str = "", sector: str = "") -> QuerySet[ScoreSheet]:
    """The sheets of a run in ranking order, narrowed by name or number and by 界别."""
    rows = ScoreSheet.objects.filter(run=run).order_by("position")
    if search:
        rows = rows.filter(Q(profile__name__icontains=search) | Q(profile__number=search))
    return rows.filter(profile__sector=sector) if sector else rows


def page_after(
    rows: QuerySet[ScoreSheet], after: int = 0, size: int = PAGE
) -> tuple[list[ScoreSheet], int | None]:
    """The page behind position `after`, and where the next begins (None at the end). One query."""
    found = list(rows.filter(position__gt=after)[: size + 1])
    return found[:size], found[size - 1].position if len(found) > size else None


def page_before(rows: QuerySet[ScoreSheet], before: int, size: int = PAGE) -> int:
    """The `after` of the page that ends before position `before`."""
    start = rows.filter(position__lt=before).order_by("-position").values_list("position", flat=True)
    found = list(start[: size + 1])
    return found[size] if len(found) > size else 0


def with_earlier(rows: QuerySet[ScoreSheet], earlier: ScoringRun) -> QuerySet[ScoreSheet]:
    """Sheets with `old_total`, `old_rank` and `old_grade` of the same bearer in another run."""
    same = ScoreSheet.objects.filter(run=earlier, bearer=OuterRef("bearer"))
    return rows.annotate(
        old_total=Subquery(same.values("total")[:1]),
        old_rank=Subquery(same.values("rank")[:1]),
        old_grade=Subquery(same.values("grade")[:1]),
    )


def differences(run: ScoringRun, earlier: ScoringRun) -> QuerySet[ScoreSheet]:
    """Sheets whose total, rank or grade differs from the earlier run's, or that are new."""
    changed = (
        Q(old_total=None)
        | ~Q(total=F("old_total"))
        | ~Q(grade=F("old_grade"))
        | Q(rank=None, old_rank__isnull=False)
        | Q(rank__isnull=False, old_rank=None)
        | ~Q(rank=F("old_rank"))
    )
    return with_earlier(ScoreSheet.objects.filter(run=run), earlier).filter(changed).order_by("position")


def gone(run: ScoringRun, earlier: ScoringRun) -> QuerySet[ScoreSheet]:
    """Sheets of the earlier run whose bearer the new one no longer has."""
    kept = ScoreSheet.objects.filter(run=run).values("bearer_id")
    return ScoreSheet.objects.filter(run=earlier).exclude(bearer_id__in=kept).order_by("position")
