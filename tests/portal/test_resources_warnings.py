"""预警: what the sheet tells, and what it keeps quiet about."""

import datetime as dt

from accounts.choices import Role
from appraisals.models import Objection
from core.clock import now
from core.dates import chinese_date
from duties.models import DutyRecord, DutyReview
from portal.resources.attendance import figures_of
from portal.resources.edition import edition_of
from portal.resources.warnings import warnings
from tests.factories import make_actor, make_user
from tests.portal.ground import fact, half_year

MADE_ON = dt.date(2026, 7, 9)
WANG = ("王五州", "农业界", "经济委员会")
CHEN = ("陈明远", "医药卫生界", "提案委员会")
QIAO = ("乔安禾", "教育界", "提案委员会")


def told(county, run) -> list[tuple]:
    edition = edition_of(make_actor(county, Role.LEADER), run, MADE_ON)
    return [tuple(row[1:]) for row in warnings(edition, figures_of(edition)).rows]


def test_who_did_nothing_missed_a_requirement_failed_or_stayed_away(county):
    assert told(county, half_year(county).run) == [
        ("无履职记录", *CHEN, "2026年上半年没有一条履职记录"),
        ("基本要求未达到", *WANG, "未达到：至少提交一件提案"),
        ("基本要求未达到", *CHEN, "未达到：至少提交一件提案"),
        ("低于合格等次", *WANG, "等次为“不合格”，总分 24 分"),
        ("低于合格等次", *CHEN, "等次为“不合格”，总分 0 分"),
        ("经常缺席", *WANG, "应到 5 个半天，出席 3 个，请假 0 个，缺席 2 个"),
    ]


def test_objections_and_disputes_without_an_answer(county):
    made = half_year(county)
    user = make_user(county)
    Objection.objects.create(
        cycle=made.cycle, bearer=made.bearers[0], indicator="proposal", text="少计一件提案",
        deadline=dt.date(2026, 7, 7), asked_by=user,
    )  # fmt: skip
    record = DutyRecord.objects.filter(bearer=made.bearers[0]).order_by("pk").first()
    DutyReview.objects.create(record=record, kind="disputed", by=user, text="当天已到会")
    assert told(county, made.run)[-2:] == [
        ("申诉未答复", *QIAO, "少计一件提案（答复期限2026年7月7日，已超期 2 天）"),
        ("记录异议未处理", *QIAO, "2026年1月15日全体会议出席：当天已到会"),
    ]


def test_a_ruled_dispute_is_no_warning(county):
    made = half_year(county)
    user = make_user(county)
    record = DutyRecord.objects.filter(bearer=made.bearers[0]).order_by("pk").first()
    DutyReview.objects.create(record=record, kind="disputed", by=user, text="当天已到会")
    DutyReview.objects.create(record=record, kind="upheld", by=make_user(county), text="签到表无记录")
    assert "记录异议未处理" not in [row[0] for row in told(county, made.run)]


def test_facts_entered_and_facts_voided_after_the_cut(county):
    made = half_year(county)
    fact(made.bearers[1], "proposal", "2026-03-05", matter_title="关于河道治理的提案")
    fact(made.bearers[1], "proposal", "2026-08-05", matter_title="下半年的提案")
    record = DutyRecord.objects.filter(bearer=made.bearers[0]).order_by("pk").first()
    DutyRecord.objects.filter(pk=record.pk).update(
        voided_at=now() + dt.timedelta(seconds=1), voided_by=make_user(county), void_reason="登记重复"
    )
    late, voided = told(county, made.run)[-2:]
    day = chinese_date(now())
    assert late == (
        "截止后补录", "丁一", "农业界", "经济委员会",
        f"2026年3月5日提案《关于河道治理的提案》，{day}登记，未计入本批次",
    )  # fmt: skip
    assert voided[0] == "截止后作废"
    assert voided[4].startswith("2026年1月15日全体会议出席，")
    assert voided[4].endswith("作废（登记重复），本批次已计入")
