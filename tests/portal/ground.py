"""Four members and one run typed by hand: who is announced, who is warned of, which sum stands where."""

import datetime as dt
import itertools
from decimal import Decimal
from types import SimpleNamespace

from accounts.choices import Role
from accounts.models import User
from appraisals.choices import RunState
from appraisals.engine.digest import digest_of
from appraisals.models import Cycle, Publication, Scheme, SchemeVersion, ScoreLine, ScoreSheet, ScoringRun
from appraisals.queries.lists import published_lists
from appraisals.services import check_run, compute_run, publish_run
from core import jobs
from core.clock import now
from duties.models import Bearer, DutyKind, DutyRecord
from members.models import Person
from tests.factories import make_actor, make_membership, make_user

DIGEST = "3f" * 32
DOCUMENT = {
    "slug": "sample",
    "name": "委员履职考核办法(样例)",
    "period": "any",
    "sections": [
        {
            "key": "attendance",
            "name": "考勤",
            "indicators": [
                {
                    "key": "plenary",
                    "name": "出席全会",
                    "exam": "attendance",
                    "unit": "个半天",
                    "select": "plenary_attendance",
                    "method": {"type": "rate", "points": 40},
                }
            ],
        },
        {
            "key": "merit",
            "name": "考绩",
            "indicators": [
                {
                    "key": "proposal",
                    "name": "提交提案",
                    "exam": "merit",
                    "unit": "件",
                    "select": "proposal",
                    "method": {"type": "per_unit", "points": 5},
                    "limits": {"cap": 12},
                },
                {
                    "key": "report",
                    "name": "反映社情民意",
                    "exam": "merit",
                    "unit": "条",
                    "select": "social_info",
                    "method": {"type": "per_unit", "points": "2.5"},
                },
            ],
        },
    ],
    "gates": [
        {
            "key": "one",
            "name": "至少提交一件提案",
            "conditions": [{"select": "proposal", "at_least": 1}],
            "grade_ceiling": "合格",
        }
    ],
    "grades": {"bands": [{"name": "优秀", "min": 50}, {"name": "合格", "min": 30}, {"name": "不合格"}]},
    "ranking": {
        "lists": [{"name": "通报名单", "top": "60%"}, {"name": "表扬名单", "top": "10%", "rounding": "up"}]
    },
}
SHEETS = (
    # name, number, strokes, protocol order, office, 界别, 归口专委会, rank, attendance, merit, grade, gate, facts
    ("乔安禾", "0101", "06", 999, "member", "教育界", "提案委员会", 1, "40", "19.5", "优秀", True, 11),
    ("丁一", "0102", "02", 999, "member", "农业界", "经济委员会", 2, "32", "12", "合格", True, 8),
    ("王五州", "0103", "04", 30, "standing_member", "农业界", "经济委员会", 3, "24", "0", "不合格", False, 5),
    ("陈明远", "0104", "07", 999, "member", "医药卫生界", "提案委员会", 4, "0", "0", "不合格", False, 0),
)
LINES = (
    # count, raw, counted of 出席全会, 提交提案, 反映社情民意
    (("5", "40", "40"), ("3", "15", "12"), ("3", "7.5", "7.5")),
    (("4", "32", "32"), ("3", "15", "12"), ("0", "0", "0")),
    (("3", "24", "24"), ("0", "0", "0"), ("0", "0", "0")),
    (("0", "0", "0"), ("0", "0", "0"), ("0", "0", "0")),
)
ATTENDED = (
    # (result, quantity) of five half-days of the plenary
    (("present", 1),) * 5,
    (("present", 1),) * 4 + (("excused", 0),),
    (("present", 1),) * 3 + (("absent", 0),) * 2,
    (),
)
WORKS = ({"proposal": 3, "social_info": 3}, {"proposal": 3}, {}, {})
"""Kind → how many of each member."""
_serial = itertools.count(1)


def fact(bearer, code: str, day: str = "2026-03-05", **fields) -> DutyRecord:
    return DutyRecord.objects.create(
        organization=bearer.organization,
        bearer=bearer,
        kind=DutyKind.objects.get(code=code, organization=None),
        occurred_on=dt.date.fromisoformat(day),
        source_key=f"portal:{next(_serial)}",
        **fields,
    )


def half_year(
    organization,
    *,
    members: int = 4,
    state: str = RunState.CHECKED,
    part: str = "h1",
    announced=(0, 1, 2),
    commended=None,
    document=None,
):
    """A cycle with one official run of the first `members` members; the cut lists name rows of SHEETS."""
    clerk, checker = make_user(organization), make_user(organization)
    cycle = _cycle(organization, part, clerk, checker, document=document)
    bearers = [_bearer(organization, row) for row in SHEETS[:members]]
    for bearer, units, works in zip(bearers, ATTENDED, WORKS, strict=False):
        _attend(bearer, units)
        for code, times in works.items():
            for _ in range(times):
                fact(bearer, code)
    run = ScoringRun.objects.create(
        cycle=cycle,
        number=1,
        scheme_version=cycle.scheme_version,
        cut_record_id=DutyRecord.objects.order_by("pk").last().pk,
        cut_at=now(),
        created_by=clerk,
    )
    _score(run, bearers)
    lists = {"通报名单": announced} | ({"表扬名单": commended} if commended is not None else {})
    run.summary = {
        "lists": {
            name: {"": [bearers[one].pk for one in rows if one < members]} for name, rows in lists.items()
        }
    }
    _settle(run, checker, state)
    return SimpleNamespace(cycle=cycle, run=run, bearers=bearers, checker=checker)


def _cycle(organization, part, clerk, checker, *, document=None, state="open") -> Cycle:
    document = document or DOCUMENT
    scheme = Scheme.objects.create(organization=organization, slug="sample", name="样例")
    version = SchemeVersion.objects.create(
        scheme=scheme, number=1, document=document, digest=digest_of(document), created_by=clerk
    )
    SchemeVersion.objects.filter(pk=version.pk).update(
        state="adopted", adopted_by=checker, meeting="十届五次常委会会议", decided_on=dt.date(2026, 1, 20)
    )
    ends = dt.date(2026, 6, 30) if part == "h1" else dt.date(2026, 12, 31)
    return Cycle.objects.create(
        organization=organization,
        year=2026,
        part=part,
        starts_on=dt.date(2026, 1, 1),
        ends_on=ends,
        scheme_version=version,
        state=state,
    )


def _bearer(organization, row) -> Bearer:
    membership = make_membership(organization, row[0], number=row[1])
    return Bearer.objects.create(organization=organization, membership=membership)


def _attend(bearer, units) -> None:
    for result, quantity in units:
        fact(
            bearer,
            "plenary_attendance",
            "2026-01-15",
            expected=1,
            quantity=quantity,
            result=result,
        )


def _score(run, bearers) -> None:
    for position, (bearer, row, lines) in enumerate(zip(bearers, SHEETS, LINES, strict=False), start=1):
        sheet = ScoreSheet.objects.create(
            run=run,
            bearer=bearer,
            profile={
                "name": row[0], "number": row[1], "strokes": row[2], "protocol_order": row[3],
                "offices": [row[4]], "sector": row[5], "home_committee": row[6], "kind": "member", "held": [],
                "tenure": ["2022-01-01", "2026-12-31"], "suspended": [], "attributes": [],
            },
            total=Decimal(row[8]) + Decimal(row[9]),
            attendance=row[8],
            merit=row[9],
            sections={"attendance": row[8], "merit": row[9]},
            grade=row[10],
            gates={"one": [row[11], [["", "1" if row[11] else "0", row[11]]]]},
            ranks={"all": [["", row[7], 4]]},
            rank=row[7],
            position=position,
            facts=row[12],
        )  # fmt: skip
        for place, (count, raw, counted) in enumerate(lines):
            ScoreLine.objects.create(
                sheet=sheet, indicator=place, count=count, raw_points=raw, counted_points=counted
            )


def _settle(run, checker, state) -> None:
    run.output_digest, run.state = DIGEST, RunState.DRAFT
    run.save()
    run.state, run.checked_by, run.checked_at = RunState.CHECKED, checker, now()
    run.save()
    if state == RunState.PUBLISHED:
        ScoringRun.objects.filter(pk=run.pk).update(state=state)
        Publication.objects.create(
            run=run,
            meeting="第十八次主席会议",
            decided_on=dt.date(2026, 7, 8),
            document_number="丙政协发〔2026〕12号",
            published_by=checker,
            counts={},
            lists=published_lists(run),
        )
    run.refresh_from_db()


def computed(organization, *, document=None, part: str = "h1", account: str = "") -> SimpleNamespace:
    """The same four members, computed by the engine, checked and published by the verbs of the house.

    The member named `account` can log in.
    """
    clerk = make_actor(organization, Role.OPERATOR)
    checker = make_actor(organization, Role.CHECKER)
    cycle = _cycle(
        organization, part, *User.objects.filter(pk__in=[clerk.user_id, checker.user_id]).order_by("pk"),
        document=document, state="review",
    )  # fmt: skip
    bearers = [_bearer(organization, row) for row in SHEETS]
    for bearer, units, works in zip(bearers, ATTENDED, WORKS, strict=True):
        _attend(bearer, units)
        for code, times in works.items():
            for _ in range(times):
                fact(bearer, code)
    Person.objects.filter(name=account).update(
        user=make_user(organization, Role.MEMBER, name=account) if account else None
    )
    run = compute_run(by=clerk, cycle=cycle)
    jobs.run(run.job_id)
    run = check_run(by=checker, run=ScoringRun.objects.get(pk=run.pk))
    publish_run(
        by=checker, run=run, meeting="第十八次主席会议", decided_on=dt.date(2026, 7, 8),
        document_number="丙政协发〔2026〕12号",
    )  # fmt: skip
    return SimpleNamespace(cycle=cycle, run=run, bearers=bearers, clerk=clerk, checker=checker)
