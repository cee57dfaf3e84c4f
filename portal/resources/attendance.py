"""出席统计: expected, present, on leave and absent units of each member and kind of meeting, as of the cut."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q

from core.writer import Column
from duties.models import DutyRecord
from portal.queries.attendance import FIGURES
from portal.resources.edition import Edition, Page

ZERO = Decimal(0)
THOUSANDTH = Decimal("0.001")
NAMES = tuple(FIGURES)
"""units (应到), present, excused, absent."""
NOTE = "以半天为一个单元；请假指获准的请假。出席率一＝出席÷应到；出席率二＝出席÷（应到－请假）"
COLUMNS = [
    Column("委员编号", 11, align="center"),
    Column("姓名", 11, align="center"),
    Column("界别", 24),
    Column("归口专委会", 26),
    Column("会议（活动）", 24),
    Column("应到", 8, "number"),
    Column("出席", 8, "number"),
    Column("请假", 8, "number"),
    Column("缺席", 8, "number"),
    Column("出席率一", 10, "percent"),
    Column("出席率二", 10, "percent"),
]
ALL, SUM = "全体委员", "合计"

Units = tuple[Decimal, Decimal, Decimal, Decimal]


def figures_of(edition: Edition) -> dict[int, dict[str, Units]]:
    """Bearer → kind of meeting → units, present, excused, absent; one query."""
    rows = facts_at_cut(edition).filter(kind__is_attendance=True, expected__gt=0)
    rows = rows.values("bearer_id", "kind__label").annotate(**FIGURES).order_by("bearer_id", "kind_id")
    found: dict[int, dict[str, Units]] = defaultdict(dict)
    for row in rows.iterator(chunk_size=5_000):
        if row["bearer_id"] in edition.by_bearer:
            found[row["bearer_id"]][row["kind__label"]] = tuple(row[name] or ZERO for name in NAMES)
    return dict(found)


def facts_at_cut(edition: Edition):
    """The cycle's facts as the run saw them: entered up to its cut and not voided by then."""
    run, cycle = edition.run, edition.cycle
    return DutyRecord.objects.visible_to(edition.actor).filter(
        Q(voided_at=None) | Q(voided_at__gt=run.cut_at),
        pk__lte=run.cut_record_id,
        occurred_on__range=(cycle.starts_on, cycle.ends_on),
    )


def attendance(edition: Edition, figures: dict[int, dict[str, Units]]) -> Page:
    """Totals of everybody first, then each member in printed order with an own sum."""
    rows = [*_of_all(figures), *_of_each(edition, figures)]
    return Page("出席统计", "会议（活动）出席统计", COLUMNS, rows, (NOTE,), "半天")


def added(many) -> Units:
    return tuple(sum(values, ZERO) for values in zip(*many, strict=True)) or (ZERO,) * len(NAMES)


def rates(units: Units) -> tuple[Decimal | None, Decimal | None]:
    """(leave counts as expected, leave does not), to the tenth of a percent that the page shows."""
    expected, present, excused, _ = units
    return _share(present, expected), _share(present, expected - excused)


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part / whole).quantize(THOUSANDTH, ROUND_HALF_UP) if whole > 0 else None


def _of_all(figures) -> Iterator[list]:
    by_kind: dict[str, Units] = {}
    for kinds in figures.values():
        for label, units in kinds.items():
            by_kind[label] = added([by_kind[label], units]) if label in by_kind else units
    for label, units in by_kind.items():
        yield ["", ALL, "", "", label, *units, *rates(units)]
    total = added(by_kind.values())
    yield ["", ALL, "", "", SUM, *total, *rates(total)]


def _of_each(edition: Edition, figures) -> Iterator[list]:
    for member in edition.printed:
        kinds = figures.get(member.bearer, {})
        head = [member.number, *member.who]
        for label, units in kinds.items():
            yield [*head, label, *units, *rates(units)]
        total = added(kinds.values())
        yield [*head, SUM, *total, *rates(total)]
