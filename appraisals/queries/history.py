"""What earlier runs said."""

from appraisals.choices import RunState
from appraisals.models import Cycle, ScoreSheet


def earlier_grades(cycle: Cycle, scheme) -> dict[int, list[str]]:
    """Bearer → grades in earlier published cycles of the same sort, the latest last; empty when no rule asks."""
    if not any(item.grades and item.in_a_row > 1 for item in scheme.consequences):
        return {}
    rows = (
        ScoreSheet.objects.filter(
            run__cycle__organization_id=cycle.organization_id,
            run__cycle__part=cycle.part,
            run__cycle__ends_on__lt=cycle.starts_on,
            run__state=RunState.PUBLISHED,
        )
        .order_by("run__cycle__starts_on")
        .values_list("bearer_id", "grade")
    )
    found: dict[int, list[str]] = {}
    for bearer, grade in rows:
        found.setdefault(bearer, []).append(grade)
    return found
