"""履职档案: one member's file of a term, told from the ledger alone. Sections as 蚌埠 prints them."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from core.clock import today
from core.dates import chinese_date
from duties.models import DutyRecord
from duties.queries import words_of
from members.models import Membership
from members.queries.profiles import profiles_of

SECTIONS = (
    ("全体会议、常委会会议、主席会议", {"plenary_attendance", "plenary_group_attendance",
     "standing_committee_attendance", "chairpersons_meeting_attendance"}),
    ("协商、通报、座谈", {"consultation_attendance", "consultation_activity", "micro_consultation",
     "committee_meeting_attendance", "other_meeting_attendance"}),
    ("提案、发言、社情民意信息", {"proposal", "plenary_speech", "meeting_speech", "social_info"}),
    ("视察、考察、调研", {"research", "inspection", "study_tour", "research_report"}),
    ("理论研究、学习培训、文史", {"training_attendance", "study_article", "study_notes", "reading",
     "history_material", "media_article"}),
    ("民主评议、民主监督", {"department_review", "supervision"}),
    ("联系界别群众和履职活动", {"activity_attendance", "reception_day", "constituency_visit", "outreach_report",
     "project_service", "household_support", "public_welfare"}),
    ("履职报告", {"half_year_summary"}),
    ("表彰奖励", {"commendation"}),
)  # fmt: skip
OTHER = "其他"
RATINGS = frozenset({"committee_rating", "sector_rating", "office_rating", "login", "account_opening"})
"""Not acts of duty: ratings by others and marks of the system stay out of the file."""
ABSENT = ("absent", "leave_refused")
AFFILIATIONS = (
    ("界别", "sector"), ("专委会", "committee"), ("归口专委会", "home_committee"), ("学习组", "study_group"),
    ("工作组", "work_group"), ("党派", "party"), ("政协职务", "office"),
)  # fmt: skip


def build(membership: Membership) -> dict:
    """Plain data of the file: the keys are those of the Word letter «duty_file»."""
    records = list(
        DutyRecord.objects.filter(bearer__membership=membership, voided_at=None)
        .select_related("kind")
        .order_by("occurred_on", "id")
    )
    day = today()
    return {
        "organization": membership.organization.name,
        "title": "委员履职档案",
        "name": membership.person.name,
        "term": str(membership.term),
        "facts": _facts(membership, day),
        "attendance": _attendance(records),
        "sections": _sections(records),
        "empty": "暂无记录",
        "printed_on": chinese_date(day),
    }


def _facts(membership: Membership, day: dt.date) -> list[list[str]]:
    person = membership.person
    profile = profiles_of([membership])[0]
    last = profile.tenure.last
    on = min(day, last) if last else day
    facts = [
        ["姓名", person.name],
        ["委员编号", membership.number],
        ["性别", person.get_gender_display()],
        ["民族", person.ethnicity],
        *([label, profile.label(kind, on)] for label, kind in AFFILIATIONS),
        ["工作单位及职务", f"{person.employer}{person.post}"],
        ["专业特长、关注重点", person.speciality],
        ["任期", f"{chinese_date(profile.tenure.first)}至{chinese_date(last) or '今'}"],
        ["状态", membership.get_state_display()],
    ]
    return [[label, value] for label, value in facts if value]


def _attendance(records: list[DutyRecord]) -> list[list[str]]:
    """Per kind: due, present, excused, absent and the rate present ÷ due; walk-ins raise no rate above due."""
    found: dict[str, list[DutyRecord]] = defaultdict(list)
    for record in records:
        if record.kind.is_attendance:
            found[record.kind.label].append(record)
    return [_attendance_row(label, rows) for label, rows in found.items()]


def _attendance_row(label: str, rows: list[DutyRecord]) -> list[str]:
    due = sum((row.expected for row in rows), Decimal(0))
    present = sum((min(row.quantity, row.expected) for row in rows), Decimal(0))
    absent = sum(
        (row.expected - min(row.quantity, row.expected) for row in rows if row.result in ABSENT), Decimal(0)
    )
    excused = due - present - absent
    rate = f"{100 * present / due:.1f}%" if due else "—"
    return [label, *(_plain(number) for number in (due, present, excused, absent)), rate]


def _sections(records: list[DutyRecord]) -> list[dict]:
    section_of = {code: title for title, codes in SECTIONS for code in codes}
    rows: dict[str, list] = defaultdict(list)
    for record in records:
        if record.kind.code not in RATINGS:
            title = section_of.get(record.kind.code, OTHER)
            rows[title].append(
                [chinese_date(record.occurred_on), record.kind.label, record.matter_title, words_of(record)]
            )
    return [{"title": title, "rows": rows[title]} for title in [*(title for title, _ in SECTIONS), OTHER]]


def _plain(number: Decimal) -> str:
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return text or "0"
