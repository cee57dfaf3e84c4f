"""The lists cut from a run: 通报名单, 表扬建议名单, as names in printed order."""

from appraisals.models import ScoringRun


def published_lists(run: ScoringRun) -> list[dict]:
    """`[{name, units: [{unit, rows: [[position, rank, name, number, total]]}]}]`, totals as text.

    A list is printed in the order of the ranking; its rows say no more than what is published.
    """
    lists = run.summary.get("lists", {})
    wanted = {bearer for units in lists.values() for bearers in units.values() for bearer in bearers}
    rows = run.sheets.filter(bearer_id__in=wanted).order_by("position")
    sheets = {row[0]: row for row in rows.values_list(
        "bearer_id", "position", "rank", "profile__name", "profile__number", "total")}  # fmt: skip
    return [
        {
            "name": name,
            "units": [
                {"unit": unit, "rows": sorted(_row(sheets[one]) for one in bearers)}
                for unit, bearers in sorted(units.items())
            ],
        }
        for name, units in lists.items()
    ]


def _row(values) -> list:
    _, position, rank, name, number, total = values
    return [position, rank, name, number, format(total.normalize(), "f")]
