"""A province's reports for `benchmarks.social_info`: written in bulk, with known clusters among them."""

import datetime as dt
import time
from random import Random
from types import SimpleNamespace

from django.contrib.postgres.search import SearchVector
from django.core.paginator import Paginator
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Value
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.actors import Actor, actor_of
from accounts.choices import Role
from accounts.models import RoleGrant, User
from core.bigrams import CONFIG, tokens
from members.models import Membership, Person
from organizations.choices import Level
from organizations.models import Organization, Term
from organizations.services import found_organization
from social_info.choices import ReportState, Topic
from social_info.models import ClusterScan, Report, Reporter
from social_info.queries.searching import alike_for
from social_info.queries.searching import search as found
from social_info.services import clusters

YEAR = 2025
TERM = DateRange(dt.date(2022, 1, 1), dt.date(2037, 1, 1))
MEMBERS, SIZE_OF_CLUSTER, PARTS = 300, 4, 22
WORDS = ("养老", "停车难", "营商环境", "河道治理", "药品采购", "充电桩")
SUBJECTS = ("社区养老", "学校周边停车难", "营商环境", "河道治理", "药品采购", "充电桩布局", "乡村医生", "冷链运输", "老旧小区", "课后服务",
            "灌渠清淤", "古树保护", "消防通道", "民宿管理", "就业培训", "快递包装", "公交线路", "普惠托育", "农机补贴", "招标投标")  # fmt: skip
ACTS = (
    "投入不足",
    "职责交叉",
    "管护缺位",
    "标准偏低",
    "信息不通",
    "审批偏慢",
    "人员紧缺",
    "设备老化",
    "监管乏力",
    "政策未落地",
    "宣传不够",
    "分布不均",
)
HEADS = (
    "群众反映",
    "调研发现",
    "座谈中了解到",
    "走访看到",
    "统计显示",
    "有关部门介绍",
    "基层干部认为",
    "专家指出",
    "部分企业表示",
    "居民普遍希望",
)
PLACES = tuple(
    f"{a}{b}"
    for a in "东西南北中上下新老大小青红石河江湖山林田"
    for b in ("城区", "街道", "镇", "村", "社区", "乡", "片区", "路")
)
TAILS = (
    "影响日常生活",
    "增加办事成本",
    "存在安全隐患",
    "损耗较大",
    "矛盾时有发生",
    "效果打了折扣",
    "难以持续",
    "负担偏重",
    "体验不好",
    "进展缓慢",
)
INSERT = 500


def fill(count: int) -> SimpleNamespace:
    """An organisation with `count` issued reports of last year and its people."""
    chance = Random(7)
    organization = _organization()
    memberships = _members(organization)
    planted = count // 50
    texts = [_text(chance) for _ in range(count - planted * (SIZE_OF_CLUSTER - 1))]
    for first in range(planted):
        texts += [_changed(chance, texts[first]) for _ in range(SIZE_OF_CLUSTER - 1)]
    _store(organization, memberships, texts, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE social_info_report, social_info_reporter")
    people = {role: _user(organization, role) for role in (Role.LEADER, Role.RESEARCH_OFFICE, Role.MEMBER)}
    actors = {role: actor_of(user, organization.pk) for role, user in people.items()}
    return SimpleNamespace(
        organization=organization,
        chair=actors[Role.LEADER],
        editor=actors[Role.RESEARCH_OFFICE],
        member=actors[Role.MEMBER],
        desk=people[Role.RESEARCH_OFFICE],
        planted=planted,
        chance=chance,
    )


def first_page(actor, words: str) -> int:
    page = Paginator(found(actor, words).prefetch_related("reporters"), 20).get_page(1)
    return len(list(page.object_list)) + page.paginator.count


def like(actor, text: str):
    return alike_for(actor, text, least=60)


def open_queue(place, rounds: int) -> tuple[int, list[float]]:
    """How many questions the list asks of the database, and how long each opening takes."""
    client = Client()
    client.force_login(place.desk)
    session = client.session
    session["organization"] = place.organization.pk
    session["otp_device_id"] = place.desk.totpdevice_set.get().persistent_id
    session.save()
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            answer = client.get("/admin/social_info/report/", HTTP_HOST="localhost")
        took.append(time.perf_counter() - began)
    if answer.status_code != 200:
        raise SystemExit(f"queue answered {answer.status_code}")
    return len(asked), took


def scan_of(place, since: dt.date, until: dt.date) -> ClusterScan:
    return ClusterScan.objects.create(organization=place.organization, since=since, until=until, percent=80)


def work(scan: ClusterScan) -> int:
    return clusters.work_on(scan, SimpleNamespace(step=lambda *_: None))


def sentence(chance: Random, parts: int, subject: str = "") -> str:
    """So many sentences about one subject: one matter, one report."""
    subject = subject or chance.choice(SUBJECTS)
    return "".join(
        f"{chance.choice(HEADS)}{chance.choice(PLACES)}{subject}{chance.choice(ACTS)}，"
        f"涉及{chance.randrange(3, 999)}户，{chance.choice(TAILS)}。"
        for _ in range(parts)
    )


def _text(chance: Random) -> tuple[str, str]:
    subject = chance.choice(SUBJECTS)
    title = f"关于{chance.choice(PLACES)}{subject}{chance.choice(ACTS)}的情况反映"
    return title, sentence(chance, chance.randrange(PARTS // 2, PARTS), subject)


def _changed(chance: Random, text: tuple[str, str]) -> tuple[str, str]:
    """The same matter told again: two sentences of it are others."""
    title, body = text
    parts = body.split("。")
    for _ in range(2):
        parts[chance.randrange(len(parts) - 1)] = sentence(chance, 1).rstrip("。")
    return title, "。".join(parts)


def _store(organization, memberships, texts, chance: Random) -> None:
    start = dt.datetime(YEAR, 1, 2, 9, tzinfo=dt.UTC)
    topics = Topic.values
    for first in range(0, len(texts), INSERT):
        rows = Report.objects.bulk_create(
            Report(
                organization=organization, year=YEAR, number=first + at + 1, title=title[:60], situation=body,
                suggestions="建议明确牵头部门，列入计划。", topic=chance.choice(topics), area=chance.choice(PLACES),
                state=chance.choice((ReportState.ISSUED, ReportState.NOT_ADOPTED, ReportState.EDITING)),
                submitted_at=start + dt.timedelta(minutes=(first + at) * 50), signed_by="签发人",
                tokens=SearchVector(Value(tokens(f"{title} {body}")), config=CONFIG),
            )
            for at, (title, body) in enumerate(texts[first : first + INSERT])
        )  # fmt: skip
        Reporter.objects.bulk_create(
            Reporter(report=row, membership=member, name=str(member.person))
            for row, member in ((row, chance.choice(memberships)) for row in rows)
        )


def _organization() -> Organization:
    code = str(800_000 + Organization.objects.count())
    organization = found_organization(
        by=Actor(label="系统"), code=code, name="基准省政协", short_name="基准省政协", level=Level.PROVINCE
    )
    Term.objects.create(organization=organization, number=13, during=TERM)
    return organization


def _members(organization: Organization) -> list[Membership]:
    persons = Person.objects.bulk_create(
        Person(organization=organization, name=f"委员{number}") for number in range(MEMBERS)
    )
    term = organization.terms.get()
    return Membership.objects.bulk_create(
        Membership(person=person, organization=organization, term=term, number=f"{at:04d}", during=TERM)
        for at, person in enumerate(persons)
    )


def _user(organization: Organization, role: str) -> User:
    user = User.objects.create(
        username=f"bench-{organization.code}-{role}",
        display_name=str(Role(role).label),
        must_change_password=False,
    )
    RoleGrant.objects.create(user=user, role=role, organization=organization, during=TERM)
    TOTPDevice.objects.create(user=user, name="手机", confirmed=True)
    return user
