"""A few kinds and facts for the tests of the ledger."""

import datetime as dt

from duties.models import DutyKind
from duties.services import Fact, bearer_of, record_duty

DAY = dt.date(2026, 3, 5)


def proposal_kind(**changes) -> DutyKind:
    """A kind with roles, stages and levels of its own."""
    return DutyKind.objects.get_or_create(
        code="sample-proposal",
        defaults={
            "label": "提交提案（样例）",
            "unit": "件",
            "bearer_kinds": ["member"],
            "roles": {"first": "第一提案人", "joint": "联名"},
            "stages": {"submitted": "提交", "filed": "立案"},
            "levels": {"county": "县级", "city": "市级"},
            "flags": {"key": "重点"},
        }
        | changes,
    )[0]


def meeting_kind() -> DutyKind:
    """An attendance kind."""
    return DutyKind.objects.get_or_create(
        code="sample-meeting",
        defaults={
            "label": "全体会议（样例）",
            "unit": "半天",
            "is_attendance": True,
            "bearer_kinds": ["member"],
        },
    )[0]


def make_fact(membership, kind=None, key="sample:1", **facts) -> Fact:
    return Fact(
        bearer=bearer_of(membership),
        kind=kind or proposal_kind(),
        **{"occurred_on": DAY, "source_key": key} | facts,
    )


def make_record(by, membership, kind=None, key="sample:1", **facts):
    values = {"occurred_on": DAY, "matter_title": "关于完善社区养老服务的提案"} | facts
    return record_duty(
        by=by, bearer=bearer_of(membership), kind=kind or proposal_kind(), source_key=key, **values
    )
