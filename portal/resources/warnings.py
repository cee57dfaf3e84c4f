"""预警: what somebody should look at before the next half, one row for each thing."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef

from appraisals.choices import ObjectionState
from appraisals.models import Objection
from core.clock import SHANGHAI
from core.dates import chinese_date, relative_deadline
from core.writer import Column
from duties.choices import ReviewKind
from duties.models import DutyRecord, DutyReview
from duties.services.reviews import RULINGS
from portal.resources.attendance import added
from portal.resources.edition import CONFIDENTIAL, Edition, Page

OFTEN = 3
"""Absent (leave not counted) from one in so many of the expected units, or more."""
AT_LEAST = Decimal(2)
"""And from so many half-days at least, so that one missed meeting of one is no warning."""
COLUMNS = [
    Column("序号", 7, "integer", "center"),
    Column("预警事项", 18),
    Column("姓名", 11, align="center"),
    Column("界别", 24),
    Column("归口专委会", 26),
    Column("具体情况", 66),
]
NO_FACTS, GATE, GRADE, ABSENT = "无履职记录", "基本要求未达到", "低于合格等次", "经常缺席"
OBJECTION, DISPUTE, LATE, VOIDED = "申诉未答复", "记录异议未处理", "截止后补录", "截止后作废"


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning; who is not on the run's roster is told by name alone."""

    about: str
    bearer: int
    name: str
    said: str


def warnings(edition: Edition, figures) -> Page:
    """All warnings by kind; inside a kind by the printed order of members."""
    order = {member.bearer: place for place, member in enumerate(edition.printed)}
    rows = []
    for found in (_of_sheets(edition), _absent(edition, figures), _asked(edition), _late(edition)):
        rows += sorted(found, key=lambda one: (ORDER[one.about], order.get(one.bearer, len(order))))
    table = [[number, *_row(edition, one)] for number, one in enumerate(rows, start=1)]
    note = "" if table else "本批次没有需要预警的事项。"
    note += "经常缺席：缺席（不含请假）不少于 2 个半天，且达到应到的三分之一"
    return Page("预警", "预警事项", COLUMNS, table, (f"{note}。{CONFIDENTIAL}",))


ORDER = {
    name: place
    for place, name in enumerate((NO_FACTS, GATE, GRADE, ABSENT, OBJECTION, DISPUTE, LATE, VOIDED))
}


def _row(edition: Edition, one: Warned) -> list:
    member = edition.by_bearer.get(one.bearer)
    who = member.who if member else (one.name, "", "")
    return [one.about, *who, one.said]


def _of_sheets(edition: Edition) -> Iterator[Warned]:
    bands = edition.scheme.grades.bands if edition.scheme.grades else ()
    lowest = bands[-1].name if len(bands) > 1 else None
    for member in edition.members:
        if not member.facts:
            yield _warned(NO_FACTS, member, f"{edition.cycle}没有一条履职记录")
        if member.unmet:
            yield _warned(GATE, member, f"未达到：{'、'.join(member.unmet)}")
        if lowest and member.grade == lowest:
            yield _warned(GRADE, member, f"等次为“{member.grade}”，总分 {member.total.normalize():f} 分")


def _absent(edition: Edition, figures) -> Iterator[Warned]:
    for member in edition.members:
        expected, present, excused, absent = added(figures.get(member.bearer, {}).values())
        if absent >= AT_LEAST and absent * OFTEN >= expected:
            shown = [f"{value.normalize():f}" for value in (expected, present, excused, absent)]
            text = "应到 {} 个半天，出席 {} 个，请假 {} 个，缺席 {} 个".format(*shown)
            yield _warned(ABSENT, member, text)


def _asked(edition: Edition) -> Iterator[Warned]:
    """Objections without an answer, and records whose last objection waits for its ruling."""
    waiting = Objection.objects.visible_to(edition.actor).filter(
        cycle=edition.cycle, state=ObjectionState.ASKED
    )
    for row in waiting.order_by("deadline", "pk").values(
        "bearer_id", "bearer__membership__person__name", "text", "deadline"
    ):
        left = relative_deadline(row["deadline"], edition.made_on)
        said = f"{row['text']}（答复期限{chinese_date(row['deadline'])}，{left}）"
        yield Warned(OBJECTION, row["bearer_id"], row["bearer__membership__person__name"] or "", said)
    for row in _disputes(edition):
        said = f"{_record_text(row, 'record__')}：{row['text']}"
        yield Warned(
            DISPUTE, row["record__bearer_id"], row["record__bearer__membership__person__name"] or "", said
        )


def _disputes(edition: Edition):
    cycle = edition.cycle
    ruled = DutyReview.objects.filter(record=OuterRef("record"), kind__in=RULINGS, pk__gt=OuterRef("pk"))
    open_ones = DutyReview.objects.visible_to(edition.actor).filter(
        ~Exists(ruled),
        kind=ReviewKind.DISPUTED,
        record__voided_at=None,
        record__occurred_on__range=(cycle.starts_on, cycle.ends_on),
    )
    return open_ones.order_by("pk").values("text", *_named("record__"))


def _late(edition: Edition) -> Iterator[Warned]:
    """Facts of the cycle that were entered, and facts that were voided, after the run's cut."""
    run, cycle = edition.run, edition.cycle
    facts = DutyRecord.objects.visible_to(edition.actor).filter(
        occurred_on__range=(cycle.starts_on, cycle.ends_on)
    )
    for row in facts.filter(pk__gt=run.cut_record_id, voided_at=None).order_by("pk").values(*_named()):
        said = f"{_record_text(row)}，{_day(row['recorded_at'])}登记，未计入本批次"
        yield Warned(LATE, row["bearer_id"], row["bearer__membership__person__name"] or "", said)
    gone = facts.filter(pk__lte=run.cut_record_id, voided_at__gt=run.cut_at)
    for row in gone.order_by("pk").values("void_reason", "voided_at", *_named()):
        said = f"{_record_text(row)}，{_day(row['voided_at'])}作废（{row['void_reason']}），本批次已计入"
        yield Warned(VOIDED, row["bearer_id"], row["bearer__membership__person__name"] or "", said)


def _named(before: str = "") -> list[str]:
    names = (
        "bearer_id",
        "bearer__membership__person__name",
        "kind__label",
        "matter_title",
        "occurred_on",
        "recorded_at",
    )
    return [before + name for name in names]


def _record_text(row: dict, before: str = "") -> str:
    title = row[f"{before}matter_title"]
    text = f"{chinese_date(row[f'{before}occurred_on'])}{row[f'{before}kind__label']}"
    return f"{text}《{title}》" if title else text


def _day(moment: dt.datetime) -> str:
    return chinese_date(moment.astimezone(SHANGHAI))


def _warned(about: str, member, said: str) -> Warned:
    return Warned(about, member.bearer, member.name, said)
