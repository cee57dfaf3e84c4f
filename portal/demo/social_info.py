"""Invented reports in every state, so that each page of the desk and of the phone shows something.

The demo's ledger already holds invented facts; what these reports say is added to it by their own verbs.
"""

import datetime as dt
from random import Random

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.actors import Actor, actor_of
from accounts.choices import Role
from accounts.models import RoleGrant
from core.clock import today
from members.models import Membership
from organizations.models import Organization, Unit
from portal.demo import place
from social_info import services
from social_info.models import LabelHandler, Report, Series

COUNTS = {"S": 15, "M": 120}
MATTERS = (
    ("老旧小区加装电梯资金缺口", "society", "县城有老旧小区四十二个，居民对加装电梯呼声很高，但每部电梯的资金缺口在十万元左右"),
    ("东干渠多年没有清淤", "ecology", "东干渠多年没有清淤，灌溉季节下游六个村用不上水"),
    ("城区学校周边接送车辆拥堵", "society", "早晚接送时段三所学校门前道路堵塞约四十分钟，存在安全隐患"),
    ("乡村卫生室药品配备不全", "society", "抽查的十二个村卫生室中，有七个常用慢性病药品不齐"),
    ("小微企业开户时间偏长", "economy", "部分银行网点小微企业开户平均需要九个工作日"),
    ("古村落防火设施不足", "culture", "三处古村落没有消火栓，消防通道被占用"),
    ("特色农产品冷链运输短缺", "economy", "果蔬集中上市时冷藏车缺口较大，损耗率约两成"),
    ("社区养老服务站利用率低", "society", "已建成的服务站有三分之一每周开放不足两天"),
    ("新能源车充电桩分布不均", "economy", "城西片区两万居民只有一处公共充电站"),
    ("河道岸线垃圾清运不及时", "ecology", "两处河湾常年堆积生活垃圾，汛期冲入下游"),
)  # fmt: skip
PLACES = ("城东街道", "青溪镇", "石桥镇", "河湾乡", "城西街道")
ROADS = ("issued", "issued", "adopted", "instructed", "editing", "submitted", "submitted", "not_adopted", "returned",
         "checking", "signing", "signed", "forwarded", "urgent", "draft")  # fmt: skip
"""How far each report goes, in turn."""


@transaction.atomic
def load(organization: Organization, size: str) -> int:
    """Fill the organisation's desk; returns how many reports there are now."""
    editor, head = _desk(organization)
    series = Series.objects.create(organization=organization, name="社情民意信息")
    Series.objects.create(organization=organization, name="政协信息专报", position=1)
    unit = _unit(organization)
    members = list(
        Membership.objects.filter(organization=organization, during__contains=today())
        .select_related("person__user")
        .order_by("pk")[:60]
    )
    chance = Random(f"reports-{organization.code}-{size}")
    for number in range(COUNTS[size]):
        story = Story(editor, head, series, unit, members, chance, number)
        story.tell(ROADS[number % len(ROADS)])
    _compile(editor, members, chance)
    _suggest(organization, editor, unit)
    return Report.objects.filter(organization=organization).count()


class Story:
    """One invented report on its way."""

    def __init__(self, editor: Actor, head: Actor, series, unit, members, chance: Random, number: int):
        self.editor, self.head, self.series, self.unit = editor, head, series, unit
        self.members, self.chance, self.number = members, chance, number

    def tell(self, road: str) -> None:
        if road == "draft":
            services.start_report(by=self.editor, **self._text("草稿：", urgent=False))
            return
        report = services.enter(
            by=self.editor, names=self._names(), **self._text("关于", urgent=road == "urgent")
        )
        if road in ("submitted", "urgent"):
            return
        if road == "returned":
            services.move(by=self.head, report=report, step="return", reason="请补充涉及的小区或村组数量")
        elif road == "not_adopted":
            services.move(
                by=self.head, report=report, step="decline", reason="有关部门已有明确措施，留存备查"
            )
        elif road == "forwarded":
            services.forward(by=self.editor, report=report, unit=self.unit, request="请研究后答复")
        else:
            self._edit(services.move(by=self.editor, report=report, step="accept"), road)

    def _edit(self, report: Report, road: str) -> None:
        body = f"{report.situation}\n建议：{report.suggestions}"
        services.save_version(
            by=self.editor, report=report, title=report.title[:60], body=body, seen=0, note="压缩文字"
        )
        if road == "editing":
            return
        report = services.move(by=self.editor, report=report, step="send")
        if road == "checking":
            return
        report = services.move(by=self.head, report=report, step="check")
        if road == "signing":
            return
        report = services.sign(by=self.head, report=report, signed_by="副主席 林朗", signed_on=today())
        if road != "signed":
            self._issue(report, road)

    def _issue(self, report: Report, road: str) -> None:
        to = [
            services.To("县委办公室"),
            services.To("县政府办公室"),
            services.To("市政协研究室", "copy", "city"),
        ]
        issue = services.prepare_issue(by=self.editor, series=self.series, reports=[report], recipients=to)
        services.publish_issue(by=self.editor, issue=issue, issued_on=today())
        if road in ("adopted", "instructed"):
            level, body = ("province", "省政协研究室") if road == "instructed" else ("city", "市政协研究室")
            services.adopt(
                by=self.editor, report=report, level=level, kind="single", body=body,
                adopted_on=today() - dt.timedelta(days=self.chance.randrange(5)), document_number="信息专报第 12 期",
            )  # fmt: skip
        if road == "instructed":
            report.refresh_from_db()
            services.instruct(
                by=self.editor, report=report, leader_name="林朗", leader_post="县长", level="county",
                text="请有关部门认真研究，提出办法。", given_on=today(), source="批示抄清单",
            )  # fmt: skip

    def _text(self, head: str, *, urgent: bool) -> dict:
        title, topic, situation = MATTERS[self.number % len(MATTERS)]
        where = PLACES[self.chance.randrange(len(PLACES))]
        return {
            "title": f"{head}{where}{title}的情况反映",
            "situation": f"{where}{situation}，群众今年已反映{self.chance.randrange(3, 30)}次。",
            "causes": "投入不足，职责交叉，日常管护没有跟上。",
            "suggestions": "建议明确牵头部门，列入年度计划，按季度公布进展。",
            "topic": topic,
            "area": where,
            "urgent": urgent,
        }

    def _names(self) -> list:
        count = 2 if self.number % 5 == 0 else 1
        first = self.number * 3 % (len(self.members) - 1)
        names = [services.Name("member", membership=one) for one in self.members[first : first + count]]
        if self.number % 4 == 0:
            names.append(services.Name("party", name="民盟总支"))
        return names


def _desk(organization: Organization) -> tuple[Actor, Actor]:
    """研究室: two people, the second of whom handles labelled reports."""
    made = []
    for username, name in (("yanjiu", "研究室采编"), ("yanjiu2", "研究室科长")):
        user = place.open_account(username, name)
        during = DateRange(*_term(organization))
        RoleGrant.objects.get_or_create(
            user=user, role=Role.RESEARCH_OFFICE, organization=organization, defaults={"during": during}
        )
        TOTPDevice.objects.get_or_create(user=user, defaults={"name": "演示手机", "confirmed": True})
        made.append(user)
    LabelHandler.objects.get_or_create(organization=organization, user=made[1])
    return actor_of(made[0], organization.pk), actor_of(made[1], organization.pk)


def _unit(organization: Organization) -> Unit:
    known = Unit.objects.filter(organization=organization).order_by("position", "pk").first()
    return known or Unit.objects.create(organization=organization, name="住房和城乡建设局", kind="government")


def _term(organization: Organization) -> tuple:
    during = place.term_around(today())
    return during.lower, during.upper


def _compile(editor: Actor, members, chance: Random) -> None:
    """Three members report the same; the desk makes one piece of it."""
    reports = []
    for number, member in enumerate(members[10:13]):
        story = Story(editor, editor, None, None, members, chance, 20 + number * len(MATTERS))
        names = [services.Name("member", membership=member)]
        report = services.enter(by=editor, names=names, **story._text("关于", urgent=False))
        reports.append(services.move(by=editor, report=report, step="accept"))
    services.compile_reports(by=editor, reports=reports, title="多名委员反映老旧小区加装电梯资金缺口")


def _suggest(organization: Organization, editor: Actor, unit: Unit) -> None:
    """微建议 of whoever of the members has an account."""
    users = Membership.objects.filter(organization=organization, person__user__isnull=False)
    texts = ("文化广场东侧路灯有六盏不亮", "人民医院站公交站牌字迹不清", "滨河步道有两处井盖松动")
    for membership, text in zip(users.select_related("person__user")[:3], texts, strict=False):
        actor = actor_of(membership.person.user, organization.pk)
        if not actor.is_member:
            continue
        row = services.suggest(by=actor, text=f"{text}，请尽快处理。", place="城区", topic="society")
        if text.endswith("不亮"):
            services.assign(by=editor, suggestion=row, unit=unit, request="请答复委员")
