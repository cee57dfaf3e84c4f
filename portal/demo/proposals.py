"""Invented proposals in every state of their lives, brought there by the verbs themselves."""

import datetime as dt
from collections.abc import Iterator
from itertools import cycle

from django.db import transaction

from accounts.actors import Actor, actor_of
from accounts.choices import Role
from accounts.models import RoleGrant, User
from core.clock import now, today
from members.models import Membership
from organizations.choices import UnitKind
from organizations.models import Organization, Session, Unit
from portal.demo import place
from proposals import services
from proposals.models import Category, Proposal, RefusalReason, ReplyClass, Task
from proposals.services.replying import suggestions_of

COUNTS = {"S": 14, "M": 60}
DAY = dt.timedelta(days=1)
UNITS = (
    ("住房和城乡建设局", UnitKind.GOVERNMENT), ("教育局", UnitKind.GOVERNMENT), ("卫生健康局", UnitKind.GOVERNMENT),
    ("农业农村局", UnitKind.GOVERNMENT), ("县委组织部", UnitKind.PARTY),
)  # fmt: skip
MATTERS = (
    ("关于增加老城区公共停车位的建议", "老城区机动车保有量三年增长四成，夜间占道停车挤占消防通道。", "老旧小区没有配建车位，机关和学校车位夜间空置。",
     ("利用老城区零星空地建设停车场", "机关事业单位车位夜间错时开放", "在消防通道加装隔离设施"), "社会建设"),
    ("关于推进农村互助养老服务的建议", "山区六个乡镇留守老人超过三千人，日间照料点不足十处。", "村级用房闲置，服务人员缺少补助。",
     ("盘活闲置村小建设互助养老点", "为村级助老员发放岗位补贴"), "社会建设"),
    ("关于提升中小学课后服务质量的建议", "课后服务参与率高，但项目单一，农村学校师资不足。", "社会力量进入缺少规范和经费渠道。",
     ("建立城乡学校课后服务结对机制", "引入退休教师和非遗传承人参与"), "文化建设"),
    ("关于保护和利用青屏河生态廊道的建议", "沿河步道断点十二处，枯水期部分河段有异味。", "雨污分流尚未完成，日常管护分属三个部门。",
     ("贯通沿河步道断点", "明确一个部门统一管护"), "生态文明建设"),
    ("关于支持本地特色产业融资的建议", "茶叶加工户普遍反映收购季资金周转困难。", "抵押物不足，仓单质押未普及。",
     ("设立茶叶仓单质押风险补偿金", "建立银企对接季度例会"), "经济建设"),
    ("关于健全乡村医生队伍的建议", "全县乡村医生平均年龄五十四岁，三年减少二十一人。", "待遇和养老保障偏低，年轻人不愿来。",
     ("定向培养乡村医生", "逐步提高养老补助标准"), "社会建设"),
)  # fmt: skip
PATH = (
    "closed", "submitted", "handling", "draft", "replied", "second", "closed", "not_filed", "handling", "final", "rehandling",
    "returned", "filed", "signing",
)  # fmt: skip


@transaction.atomic
def load(organization: Organization, size: str) -> int:
    """The round, the units and their accounts, and proposals in turn at every state; returns how many."""
    house = House(organization)
    members = list(_members(organization))
    authors = cycle(members[1:])
    for number, goal in zip(range(COUNTS[size]), cycle(PATH), strict=False):
        lead = members[0] if number % 4 == 0 else next(authors)
        signers = [next(authors)] if number % 3 == 0 else []
        house.bring(MATTERS[number % len(MATTERS)], lead, signers, goal)
    _honour(house)
    return Proposal.objects.filter(organization=organization).count()


class House:
    """The people who act, and the way of one proposal to its state."""

    def __init__(self, organization: Organization):
        self.organization = organization
        self.office = _holder(organization, Role.PROPOSAL_OFFICE)
        self.units = [self._unit(name, kind, first=at == 0) for at, (name, kind) in enumerate(UNITS)]
        session = Session.objects.filter(term__organization=organization).order_by("-number").first()
        moment = now()
        self.round = services.open_round(
            by=self.office, session=session, opens_at=moment - 200 * DAY, closes_at=moment - 100 * DAY
        )
        self.turn = cycle(self.units)
        self.letters = {one.letter: one for one in ReplyClass.objects.filter(organization=organization)}

    def bring(self, matter, lead: Membership, signers, goal: str) -> None:
        """Through the verbs as far as `goal`."""
        proposal = self._write(matter, lead, signers)
        if goal in ("draft", "signing"):
            return
        by = _actor(lead)
        for one in signers:
            row = proposal.signatures.get(membership=one)
            services.answer_invitation(
                by=_actor(one), signature=row, accepted=True, comment="情况属实，建议可行"
            )
        proposal = services.submit(by=by, proposal=proposal)
        if goal == "returned":
            services.send_back(
                by=self.office, proposal=proposal, text="请补充数据来源，写明由谁做、做到什么程度。"
            )
        if goal in ("submitted", "returned"):
            return
        services.pass_on(by=self.office, proposal=proposal, text="格式、资格符合要求。")
        if goal == "second":
            return
        services.pass_on(by=self.office, proposal=proposal, text="内容具体，建议立案。")
        if goal == "final":
            return
        if goal == "not_filed":
            reason = RefusalReason.objects.get(organization=self.organization, name="属于学术研讨")
            services.decline(by=self.office, proposal=proposal, refusal=reason)
            return
        chosen = Category.objects.get(organization=self.organization, name=matter[4])
        proposal = services.file(by=self.office, proposal=proposal, category=chosen)
        if goal != "filed":
            self._handle(proposal, [lead, *signers], goal)

    def _write(self, matter, lead: Membership, signers) -> Proposal:
        title, situation, analysis, suggestions, _ = matter
        draft = services.start_draft(by=_actor(lead))
        text = services.Text(title=title, situation=situation, analysis=analysis, suggestions=suggestions)
        draft = services.save_draft(by=_actor(lead), proposal=draft, revision=draft.revision, text=text)
        if signers:
            services.invite(by=_actor(lead), proposal=draft, members=signers)
        return draft

    def _handle(self, proposal: Proposal, authors, goal: str) -> None:
        unit = next(self.turn)
        made = services.prepare_dispatch(
            by=self.office,
            round=self.round,
            name="平时交办",
            held_on=today(),
            wanted=[(proposal, unit["unit"], "sole")],
        )
        services.give_out(made, _Quiet())
        task = Task.objects.get(proposal=proposal)
        if goal == "handling" and proposal.pk % 2:
            return
        services.accept_task(
            by=unit["liaison"], task=task, handler="陈科长", phone="0799-6000001", leader="林副局长"
        )
        if goal != "handling":
            self._answer(task, unit)
            self._evaluate(Task.objects.get(pk=task.pk), authors, goal)

    def _answer(self, task: Task, unit) -> None:
        answers = [
            services.Answer(
                suggestion=one, reply_class=self.letters["AB"[at % 2]], text=REPLIES[at % 2],
                evidence="已列入本年重点工作并完成立项" if at % 2 == 0 else "", due_on=today() + 90 * DAY if at % 2 else None,
            )
            for at, one in enumerate(suggestions_of(task.proposal))
        ]  # fmt: skip
        draft = services.Draft(
            text=f"您提出的“{task.proposal.title}”收悉。经会同有关乡镇实地调查，逐条答复如下。", answers=answers,
            reply_class=self.letters["A"], contact="陈科长", contact_phone="0799-6000001",
        )  # fmt: skip
        services.save_reply(by=unit["liaison"], task=task, revision=0, draft=draft)
        services.hand_up(by=unit["liaison"], task=task)
        number = f"青提复〔{today().year}〕{task.pk}号"
        services.approve(by=unit["approver"], task=task, document_number=number, signer="林副局长")
        services.release(by=self.office, task=task)

    def _evaluate(self, task: Task, authors, goal: str) -> None:
        if goal == "replied":
            return
        grade, words = (
            ("unsatisfied", "第二条没有说明何时完成") if goal == "rehandling" else ("satisfied", "答复具体")
        )
        opinion = services.Opinion(grade=grade, visit="visited", attitude="good", targeted="yes", text=words)
        for member in authors:
            row = task.replies.get().evaluations.get(membership=member)
            code = services.ask_to_confirm(by=_actor(member), evaluation=row, opinion=opinion)
            services.evaluate(by=_actor(member), evaluation=row, opinion=opinion, code=code)

    def _unit(self, name: str, kind: str, *, first: bool) -> dict:
        unit, _ = Unit.objects.get_or_create(
            organization=self.organization, name=f"青屏县{name}" if not name.startswith("县") else f"青屏{name}",
            defaults={"kind": kind},
        )  # fmt: skip
        people = {}
        for role, label in ((Role.UNIT_LIAISON, "lianluo"), (Role.UNIT_APPROVER, "shenqian")):
            username = label if first else f"{label}{unit.pk}"
            user = place.open_account(username, f"{name}{Role(role).label.removeprefix('承办单位')}")
            RoleGrant.objects.get_or_create(
                user=user, role=role, organization=self.organization, unit=unit,
                defaults={"during": place.term_around(today())},
            )  # fmt: skip
            people[role] = actor_of(user, self.organization.pk)
        return {"unit": unit, "liaison": people[Role.UNIT_LIAISON], "approver": people[Role.UNIT_APPROVER]}


REPLIES = (
    "已采纳。经实地踏勘，选定两处地块，立项手续已经办结，现已进场施工。",
    "列入计划。所需资金已列入下半年预算安排，由我局牵头、乡镇配合实施。",
)


class _Quiet:
    def step(self, *_):
        """Nobody watches."""


def _members(organization: Organization) -> Iterator[Membership]:
    """Members with an account; the demonstration's own first. A few more get one that nobody logs in with."""
    rows = Membership.objects.filter(organization=organization, state="serving").select_related("person")
    known = list(rows.filter(person__user__isnull=False).order_by("-person__user__username"))
    others = list(rows.filter(person__user=None, offices=None).order_by("pk")[: 12 - len(known)])
    for one in others:
        user = User.objects.create_user(f"w{one.number}", one.person.name, None, must_change_password=False)
        one.person.user = user
        one.person.save(update_fields=["user"])
        role = RoleGrant(user=user, role=Role.MEMBER, organization=organization, during=one.during)
        role.save()
    yield from known + others


def _actor(member: Membership) -> Actor:
    return actor_of(member.person.user, member.organization_id)


def _holder(organization: Organization, role: str) -> Actor:
    grant = RoleGrant.objects.filter(organization=organization, role=role).select_related("user").first()
    return actor_of(grant.user, organization.pk)


def _honour(house: House) -> None:
    """One led by a leader, one published."""
    done = list(Proposal.objects.filter(organization=house.organization, state="closed").order_by("pk")[:2])
    if not done:
        return
    key = services.make_key(
        by=house.office, proposal=done[0], post="mayor", leader="某县长", led_as="led", decided_at="县政府常务会议",
        decided_on=today(),
    )  # fmt: skip
    services.do_step(by=house.office, key=key, kind="plan", done_on=today(), note="领办方案审定")
    for one in done:
        body = f"情况：{one.situation}\n分析：{one.analysis}"
        services.publish(by=house.office, proposal=one, publicity="full", body=body, reply_body=REPLIES[0])
