"""Invented studios, what recurs there, targets of groups, and a call for papers of the coming plenary."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from accounts.actors import Actor, actor_of
from accounts.models import User
from activities.models import (
    ActivityKind,
    CadenceRule,
    Checklist,
    Deed,
    ReceptionDay,
    Site,
    SiteKind,
    Speech,
    SpeechCall,
    Town,
    TownTask,
)
from activities.services import cadence, sites, speeches, speeches_decide
from activities.services.targets import load_examples
from core.clock import now, today
from duties.services import bearers_for
from members.models import Affiliation, Membership
from members.queries import memberships_on
from organizations.models import Group, Organization, Sector
from organizations.queries import term_on

TOWNS = ("青屏街道", "松溪镇", "白塔镇", "云溪镇", "柳河镇", "石桥镇", "南坪镇", "望川镇")
GROUPS = ("经济农业界别活动组", "教科文卫界别活动组", "社会法制界别活动组", "统战民宗界别活动组")
PAPERS = (
    (
        "补齐普惠托育短板",
        "我县三岁以下婴幼儿托位不足，家长送托难。",
        "建议利用社区闲置用房建设托育点，并纳入年度民生实事。",
    ),
    ("让老街停车不再难", "老城区夜间停车供需矛盾突出。", "建议推行机关单位车位错时共享，统一接入停车平台。"),
    (
        "延伸苹果产业链条",
        "我县苹果以鲜果销售为主，深加工比重低。",
        "建议建设冷链集配中心，扶持果汁果醋加工。",
    ),
    ("用好乡村闲置校舍", "撤点并校后部分校舍长期闲置。", "建议清查登记，优先改建为养老和文化场所。"),
    ("加强河道日常管护", "部分支流管护责任不清。", "建议划定管护单元，公示责任人和举报电话。"),
    ("健全返乡创业服务", "返乡人员办理手续跑多个部门。", "建议设立一站式窗口，帮办代办。"),
)
DAY = dt.timedelta(days=1)


@transaction.atomic
def load_extra(organization: Organization) -> str:
    """Eight studios, four groups and six papers; returns what was made, for the log of the start."""
    by, checker = (actor_of(User.objects.get(username=name), organization.pk) for name in ("jingban", "fuhe"))
    bearers_for(organization)
    load_examples(by=by)
    members = list(memberships_on(organization, today()))
    studios = _studios(organization, members)
    groups = _groups(organization)
    drafts = _cadence(organization, by, studios)
    _services(organization, by, studios, members)
    papers = _papers(organization, by, checker, members)
    return f"委员工作室 {len(studios)} 个、界别活动组 {groups} 个、定期活动 {drafts} 次、大会发言 {papers} 篇"


def _studios(organization: Organization, members: list[Membership]) -> list[Site]:
    kind = SiteKind.objects.get(organization=organization, name="委员工作室")
    sectors = list(Sector.objects.filter(term=term_on(organization.pk, today())).order_by("position"))
    studios = []
    for number, name in enumerate(TOWNS):
        town = Town.objects.create(organization=organization, name=name, position=number)
        studio = Site.objects.create(
            organization=organization, kind=kind, name=f"{name}委员工作室", town=town, lead=members[number],
            convener=f"{name}党（工）委副书记", sector=sectors[number % len(sectors)] if number < 5 else None,
            functions=["learning", "duty", "contact", "fellowship"], address=f"{name}便民服务中心二楼",
            opened_on=today() - 400 * DAY,
        )  # fmt: skip
        studio.members.set(members[8 + number * 3 : 11 + number * 3])
        studios.append(studio)
    studios[0].industry_chain = "苹果产业链"
    studios[0].save(update_fields=["industry_chain"])
    hall = SiteKind.objects.get(organization=organization, name="协商议事厅")
    Site.objects.create(
        organization=organization, kind=hall, name="青屏街道协商议事厅", town=studios[0].town, lead=members[0],
        address="青屏街道办事处一楼", opened_on=today() - 200 * DAY,
    )  # fmt: skip
    return studios


def _groups(organization: Organization) -> int:
    """Members join the group of their 界别, from and to the same days."""
    term = term_on(organization.pk, today())
    groups = [
        Group.objects.create(term=term, kind="sector_group", name=name, position=n)
        for n, name in enumerate(GROUPS)
    ]
    of_sector = {}
    for number, sector in enumerate(Sector.objects.filter(term=term).order_by("position")):
        of_sector[sector.pk] = groups[number % len(groups)]
        groups[number % len(groups)].sectors.add(sector)
    rows = Affiliation.objects.filter(membership__organization=organization, kind="sector")
    Affiliation.objects.bulk_create(
        Affiliation(
            membership_id=row.membership_id,
            kind="sector_group",
            group=of_sector[row.sector_id],
            during=row.during,
        )
        for row in rows
    )
    return len(groups)


def _cadence(organization: Organization, by: Actor, studios: list[Site]) -> int:
    """Every 21st at eight studios since two months, so that some were missed; and a weekly meeting."""
    kinds = {kind.code: kind for kind in ActivityKind.objects.filter(organization=None)}
    common = {"organization": organization, "organiser_id": by.user_id, "starts_on": today() - 70 * DAY}
    studio = CadenceRule.objects.create(
        name="委员工作室活动日", kind=kinds["studio_activity"], frequency="monthly", day_of_month=21, **common
    )
    studio.sites.set(studios)
    office = CadenceRule.objects.create(
        name="秘书长办公会", kind=kinds["secretary_general_office"], frequency="weekly", weekday="1",
        on_holiday="next", place="机关第一会议室", create_days=14, **common,
    )  # fmt: skip
    past = sum(cadence.make_occurrences(rule_id=studio.pk, day=today() - n * DAY) for n in (40,))
    return past + sum(cadence.make_occurrences(rule_id=rule.pk, day=today()) for rule in (studio, office))


def _services(organization: Organization, by: Actor, studios: list[Site], members: list[Membership]) -> None:
    """Reception days, a task of a town, deeds, and the hall's checklist half done."""
    for number, studio in enumerate(studios[:4]):
        ReceptionDay.objects.create(
            organization=organization, site=studio, host=members[number], day=today() + (number * 7 - 7) * DAY,
            topic="基层治理",
        )  # fmt: skip
    done = ReceptionDay.objects.select_related("site", "host__person", "organization").get(site=studios[0])
    sites.hold_reception(
        by=by,
        reception=done,
        visitors=6,
        issues=[("背街路灯不亮，老人夜间出行不便。", "已联系街道，一周内检修。"), ("小区停车位不足。", "")],
    )
    task = TownTask.objects.create(
        organization=organization, town=studios[1].town, site=studios[1], title="集镇农贸市场占道经营怎么办",
        text="逢集占道严重，群众反映多。", due_on=today() + 20 * DAY,
    )  # fmt: skip
    sites.tell_task(by=by, task=task)
    for kind, title, cases, people, amount in (
        ("mediation", "调解邻里宅基地纠纷", 3, 14, "0"), ("welfare", "捐资助学", 1, 32, "48000"),
        ("suggestion", "增设校门口斑马线", 1, 0, "0"), ("service", "义诊", 1, 180, "0"),
    ):  # fmt: skip
        Deed.objects.create(
            organization=organization, kind=kind, title=title, cases=cases, people=people, amount=Decimal(amount),
            site=studios[2], day=today() - 20 * DAY,
        )  # fmt: skip
    hall = Site.objects.get(organization=organization, kind__name="协商议事厅")
    for item in Checklist.objects.get(organization=organization, name="六有").items.all()[:4]:
        sites.tick(by=by, site=hall, item=item, met=True, evidence="现场查看")


def _papers(organization: Organization, by: Actor, checker: Actor, members: list[Membership]) -> int:
    """A call that is open, with papers at every stage."""
    call = SpeechCall.objects.create(
        organization=organization, title="全体会议大会发言征集", topics="围绕县委中心工作和群众关切，一事一题，有情况、有分析、有建议。",
        level=organization.level if organization.level in ("city", "county") else "county",
        opens_on=today() - 10 * DAY, closes_at=now() + 20 * DAY, state="open", created_by_id=by.user_id,
    )  # fmt: skip
    call.reviewers.set(User.objects.filter(username__in=("zhuxi", "tian")))
    authors = [one for one in members if one.person.user_id] + members[20:]
    for number, (title, situation, advice) in enumerate(PAPERS):
        text = f"各位委员：\n{situation}\n{advice}\n以上发言，请批评指正。"
        paper = speeches.start_paper(
            by=by, call=call, title=title, text=text, lead=authors[number], consents=True
        )
        _forward(by, checker, paper, number)
    return len(PAPERS)


def _forward(by: Actor, checker: Actor, paper: Speech, number: int) -> None:
    """The first two stay with their authors, the next waits for marks, the last three are decided."""
    if number == 0:
        return
    speeches.submit(by=by, speech=paper)
    if number == 1:
        return
    speeches_decide.shortlist(by=by, speech=paper)
    if number == 2:
        return
    decision = {"meeting": "主席会议", "decided_on": today()}
    if number == 5:
        speeches_decide.choose_written(by=checker, speech=paper, **decision)
    else:
        speeches_decide.choose_oral(by=checker, speech=paper, speaker=paper.lead, minutes=8, **decision)
