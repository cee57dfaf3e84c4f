"""Rules and lists of an organisation, and the rounds in which it collects proposals."""

import datetime as dt

from django.db import transaction

from core import audit
from core.workflow import Refused
from organizations.models import Organization, Session
from proposals.choices import Family, Verdict
from proposals.models import Category, PhraseTemplate, ProposalRules, RefusalReason, ReplyClass, Round
from proposals.policies import may_set_up

CATEGORIES = ("经济建设", "政治建设", "文化建设", "社会建设", "生态文明建设", "其他")
REASONS = (
    ("涉及党和国家秘密", "内容涉及党和国家秘密，不宜作为提案公开办理。"),
    ("国家明令禁止", "所提事项属国家明令禁止的，不能作为提案办理。"),
    ("党内组织人事意见", "中共党员对党内组织、人事方面的意见，请通过党内渠道反映。"),
    ("党派内部问题", "民主党派成员反映本组织内部问题，请通过所在党派反映。"),
    ("进入诉讼仲裁程序", "所提事项已进入诉讼、仲裁程序，应由司法或仲裁机关处理。"),
    ("属于学术研讨", "内容属于学术研讨，不需要有关单位办理。"),
    ("为本人或亲属解决个人问题", "内容是为本人或亲属解决个人问题，请通过信访等渠道反映。"),
    ("宣传推介作品产品", "内容是宣传、推介具体作品或产品，不属于提案范围。"),
    ("指名举报", "指名举报的，请向纪检监察等机关反映。"),
    ("内容空泛", "内容空泛，没有具体建议，请补充情况、分析和可操作的建议后再提。"),
)
"""The ten reasons of the national rules, with the sentence that the proposer reads."""
REPLY_CLASSES = (
    ("A", "已解决或基本解决", Family.ADOPTED),
    ("B", "正在解决或列入计划", Family.PLANNED),
    ("C", "因条件所限留作参考", Family.REFERENCE),
)
PHRASES = (
    (Verdict.PASS_ON, "格式、资格符合要求，建议进入下一环节。"),
    (Verdict.FILE, "一事一案，情况清楚，建议具体，同意立案。"),
    (Verdict.SEND_BACK, "请补充具体建议，写明由谁做、做什么、达到什么程度。"),
    (Verdict.SEND_BACK, "请一事一案，涉及两件以上事项的请分别提出。"),
    (Verdict.SEND_BACK, "请核对数据来源，补充调研情况。"),
    (Verdict.DECLINE, "经与提案者沟通，不作为提案立案。"),
    (Verdict.CONVERT, "所反映的问题具体，适合以社情民意信息报送。"),
    (Verdict.FORWARD, "转有关部门研究参考。"),
)


@transaction.atomic
def set_up(*, by, organization: Organization) -> ProposalRules:
    """Rules and lists with their defaults; what the organisation has already is left alone."""
    rules, fresh = ProposalRules.objects.get_or_create(organization=organization)
    if not fresh:
        return rules
    _lists(organization)
    audit.record(
        by, "建立提案工作设置", rules, after=audit.snapshot(rules), organization_path=organization.path
    )
    return rules


def _lists(organization: Organization) -> None:
    Category.objects.bulk_create(
        Category(organization=organization, name=name, position=at) for at, name in enumerate(CATEGORIES, 1)
    )
    RefusalReason.objects.bulk_create(
        RefusalReason(organization=organization, name=name, explanation=text, position=at)
        for at, (name, text) in enumerate(REASONS, 1)
    )
    ReplyClass.objects.bulk_create(
        ReplyClass(organization=organization, letter=letter, name=name, family=family, position=at)
        for at, (letter, name, family) in enumerate(REPLY_CLASSES, 1)
    )
    PhraseTemplate.objects.bulk_create(
        PhraseTemplate(organization=organization, verdict=verdict, text=text, name=text[:20], position=at)
        for at, (verdict, text) in enumerate(PHRASES, 1)
    )


@transaction.atomic
def open_round(*, by, session: Session, opens_at: dt.datetime, closes_at: dt.datetime) -> Round:
    """Begin to collect the proposals of one 次会议; numbers begin at 1. Raises Refused."""
    if not may_set_up(by) or session.term.organization_id != by.organization_id:
        raise Refused("您没有开始提案征集的权限")
    if closes_at <= opens_at:
        raise Refused("截止时间须晚于开始征集的时间")
    if Round.objects.filter(session=session).exists():
        raise Refused(f"{session}的提案征集已经开始")
    set_up(by=by, organization=session.term.organization)
    opened = Round.objects.create(
        organization_id=by.organization_id, session=session, opens_at=opens_at, closes_at=closes_at
    )
    audit.record(by, "开始提案征集", opened, after=audit.snapshot(opened))
    return opened
