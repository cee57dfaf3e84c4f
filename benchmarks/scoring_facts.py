"""Facts of one half-year for every member, as the ledger would hold them, loaded by COPY in order of days."""

import datetime as dt
import io
import random
from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection, transaction

from benchmarks.scoring_ground import YEAR, Ground
from core.clock import now
from duties.models import DutyKind

COLUMNS = (
    "organization_id, bearer_id, kind_id, matter_ref, matter_title, parent_ref, stage, role, level, result,"
    " flags, people, occurred_on, recorded_at, expected, quantity, entered_points, source_key, note"
)
PER_MEMBER = 50
"""Facts that the rates below give a member in the mean; other sizes scale them."""
FIRST = dt.date(YEAR, 1, 5)
MEETINGS = (
    ("plenary_attendance", 5),
    ("plenary_group_attendance", 3),
    ("standing_committee_attendance", 6),
    ("committee_meeting_attendance", 5),
    ("activity_attendance", 5),
    ("consultation_attendance", 3),
    ("training_attendance", 3),
)
"""Kind and half-days of the half-year, each said of everybody expected, absences included."""
SINGLE = (
    ("social_info", 2.8),
    ("consultation_activity", 1.5),
    ("supervision", 0.8),
    ("constituency_visit", 3.0),
    ("reception_day", 1.0),
    ("half_year_summary", 0.9),
    ("plenary_speech", 0.3),
    ("committee_rating", 1.0),
    ("sector_rating", 2.0),
    ("public_welfare", 2.0),
    ("study_article", 1.5),
    ("other_meeting_attendance", 2.5),
)
"""Kind and how many a member has in the mean; the last three are in no indicator."""
SHARED = (("proposal", 1.15, (1, 1, 2, 3, 5)), ("research_report", 0.12, (3, 4, 6)))
"""Kind, works for each member, and how many sign one."""
TOWNS = ("city", "county", "county", "province", "national")
ABSENT = ("excused", "excused", "official_leave", "absent", "leave_refused")


class Row(NamedTuple):
    day: dt.date
    bearer: int
    kind: str
    matter: str
    parent: str = ""
    stage: str = ""
    role: str = ""
    level: str = ""
    result: str = ""
    flags: str = "{}"
    people: int = 1
    expected: int = 0
    quantity: int = 1
    entered: str = "\\N"


def fill(ground: Ground, facts: int, dice: random.Random) -> int:
    """COPY the facts and the 核实 of filed proposals; returns how many facts there are."""
    rows = sorted(_exactly(_rows(ground, facts, dice), ground, facts, dice), key=lambda row: row.day)
    kinds = dict(DutyKind.objects.filter(organization=None).values_list("code", "pk"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        _copy(cursor, f"duties_dutyrecord ({COLUMNS})", _texts(rows, ground, kinds))
        cursor.execute(
            "INSERT INTO duties_dutyreview (record_id, kind, at, text) SELECT id, 'certified', recorded_at, ''"
            " FROM duties_dutyrecord WHERE kind_id = %s AND stage = 'filed' AND id %% 20 <> 0",
            [kinds["proposal"]],
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    return len(rows)


def _exactly(rows, ground: Ground, facts: int, dice) -> list[Row]:
    """The rows, cut or topped up with activities of everyday kinds."""
    made = list(rows)
    dice.shuffle(made)
    while len(made) < facts:
        bearer = dice.choice(ground.bearers)
        made.append(Row(_day(dice), bearer, "public_welfare", f"公益{len(made)}"))
    return made[:facts]


def _rows(ground: Ground, facts: int, dice) -> Iterator[Row]:
    scale = facts / (len(ground.bearers) * PER_MEMBER)
    for code, units in MEETINGS:
        yield from _meetings(ground, code, units * scale, dice)
    for code, rate in SINGLE:
        yield from _singles(ground, code, rate * scale, dice)
    for code, rate, sizes in SHARED:
        yield from _works(ground, code, rate * scale, sizes, dice)


def _meetings(ground: Ground, code: str, units: float, dice) -> Iterator[Row]:
    """A unit is held for every 400 people or so, as committees and groups do."""
    people = sorted(ground.standing) if code.startswith("standing") else ground.bearers
    for unit in range(round(units)):
        day = FIRST + dt.timedelta(days=round(unit * 170 / max(1, units)))
        for place, bearer in enumerate(people):
            ref = f"{code}-{unit // 2}-{place // 400}"
            yield _attended(day, bearer, code, ref, dice.random(), dice)


def _attended(day, bearer, code, ref, luck: float, dice) -> Row:
    if luck < 0.86:
        flags = "{late}" if luck < 0.03 else "{left_early}" if luck < 0.04 else "{}"
        return Row(day, bearer, code, ref, ref, result="present", flags=flags, expected=1)
    return Row(day, bearer, code, ref, ref, result=dice.choice(ABSENT), expected=1, quantity=0)


def _singles(ground: Ground, code: str, rate: float, dice) -> Iterator[Row]:
    for bearer in ground.bearers:
        for number in range(int(rate + dice.random())):
            row = Row(_day(dice), bearer, code, f"{code}:{bearer}:{number}")
            if code == "social_info":
                yield row._replace(stage="submitted", role="sole")
                if dice.random() < 0.45:
                    level = dice.choice(TOWNS)
                    yield row._replace(
                        stage=dice.choice(("adopted", "adopted_merged")), role="sole", level=level
                    )
            elif code.endswith("_rating"):
                yield row._replace(entered=str(dice.randint(60, 100)), people=dice.choice((1, 20)))
            elif code == "plenary_speech":
                yield row._replace(result=dice.choice(("oral", "written")), role="speaker")
            elif code == "other_meeting_attendance":
                yield row._replace(result="present", expected=1)
            else:
                yield row


def _works(ground: Ground, code: str, rate: float, sizes, dice) -> Iterator[Row]:
    """Proposals and reports with all their signers, a fact for each stage and signer."""
    for number in range(round(len(ground.bearers) * rate)):
        ref, day = f"{code}-{YEAR}-{number}", _day(dice)
        signers = dice.sample(ground.bearers, min(dice.choice(sizes), len(ground.bearers)))
        for stage in _stages(code, dice):
            for place, bearer in enumerate(signers):
                role = "sole" if len(signers) == 1 else "co_signer" if place else "lead"
                yield Row(day, bearer, code, ref, stage=stage, role=role, people=len(signers))


def _stages(code: str, dice) -> list[str]:
    if code == "research_report":
        return ["submitted"]
    filed = dice.random() < 0.85
    later = [stage for stage in ("key", "excellent") if filed and dice.random() < 0.08]
    return ["submitted", "filed" if filed else "not_filed", *later]


def _day(dice) -> dt.date:
    return FIRST + dt.timedelta(days=dice.randrange(170))


def _texts(rows: list[Row], ground: Ground, kinds: dict[str, int]) -> Iterator[str]:
    head, stamp = f"{ground.organization.pk}\t", now().isoformat()
    for number, row in enumerate(rows):
        yield (
            f"{head}{row.bearer}\t{kinds[row.kind]}\t{row.matter}\t{row.matter}的题目\t{row.parent}\t{row.stage}\t"
            f"{row.role}\t{row.level}\t{row.result}\t{row.flags}\t{row.people}\t{row.day}\t{stamp}\t{row.expected}\t"
            f"{row.quantity}\t{row.entered}\tbench:{number}\t\n"
        )


def _copy(cursor, target: str, texts: Iterator[str]) -> None:
    buffer = io.StringIO()
    buffer.writelines(texts)
    buffer.seek(0)
    cursor.cursor.copy_expert(f"COPY {target} FROM STDIN", buffer)
