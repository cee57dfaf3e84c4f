"""An organisation with members, and a table of facts about them, for `benchmarks.ledger_import`."""

import datetime as dt
import time

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.actors import Actor, actor_of
from accounts.choices import Role
from accounts.models import RoleGrant, User
from core import jobs
from core.writer import Book, Column
from documents import services
from members.models import Membership, Person
from organizations.choices import Level
from organizations.models import Organization, Term
from organizations.services import found_organization

MEMBERS = 500
TERM = DateRange(dt.date(2022, 1, 1), dt.date(2027, 1, 1))
WORDS = ("出席", "请假获准", "无故缺席", "出席")


def people() -> tuple[Actor, Actor]:
    """经办人 and 复核人 of a new organisation with members; emptied of what an earlier run left."""
    code = str(900_000 + Organization.objects.count())
    organization = found_organization(
        by=Actor(label="系统"), code=code, name="基准政协", short_name="基准政协", level=Level.COUNTY
    )
    term = Term.objects.create(organization=organization, number=10, during=TERM)
    persons = Person.objects.bulk_create(
        Person(organization=organization, name=f"委员{number}") for number in range(MEMBERS)
    )
    Membership.objects.bulk_create(
        Membership(person=person, organization=organization, term=term, number=f"{at:04d}", during=TERM)
        for at, person in enumerate(persons)
    )
    return _actor(organization, Role.OPERATOR), _actor(organization, Role.CHECKER)


def table(operator: Actor, rows: int) -> bytes:
    """An xlsx of attendance facts, spread over members and days."""
    titles = ("委员编号", "姓名", "事项", "日期", "事由", "结果", "文件编号")
    book = Book(constant_memory=False)
    first = dt.date(2025, 1, 1)
    book.add_sheet(
        "履职记录",
        columns=[Column(title) for title in titles],
        rows=(
            (f"{at % MEMBERS:04d}", f"委员{at % MEMBERS}", "专委会会议出席", first + dt.timedelta(days=at % 365),
             f"第 {at // MEMBERS} 次专委会会议", WORDS[at % 4], f"考勤〔2025〕{at // 20_000}号")
            for at in range(rows)
        ),
    )  # fmt: skip
    return book.close()


def timed_import(operator: Actor, checker: Actor, file) -> float:
    """Seconds from handing in to the last stored row, preview included."""
    began = time.perf_counter()
    batch = services.hand_in(by=operator, kind="duties", file=file)
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    if batch.errors:
        raise SystemExit(f"{batch.errors[:3]}")
    services.confirm(by=checker, batch=batch, sha256=batch.sha256)
    jobs.run(batch.job_id)
    seconds = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE duties_dutyrecord")
    return seconds


def _actor(organization: Organization, role: str) -> Actor:
    user = User.objects.create(
        username=f"bench-{organization.code}-{role}", display_name=str(Role(role).label)
    )
    RoleGrant.objects.create(user=user, role=role, organization=organization, during=TERM)
    return actor_of(user, organization.pk)
