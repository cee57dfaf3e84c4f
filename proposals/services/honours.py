"""重点提案, 优秀提案, 领导批示 and their facts; publication; call-backs."""

import datetime as dt
from decimal import ROUND_CEILING

from django.db import IntegrityError, transaction

from core import audit, locks
from core.clock import AppNow, today
from core.texts import clean_text
from core.workflow import Refused
from documents.choices import Relation
from documents.services import references
from proposals.choices import (
    STANDING,
    ElectionState,
    KeyStepKind,
    LeaderPost,
    LedAs,
    OutputKind,
    Publicity,
)
from proposals.models import (
    CallBack,
    ElectionEntry,
    KeyOutput,
    KeyProposal,
    KeyStep,
    Proposal,
    Publication,
    Recommendation,
    Round,
)
from proposals.policies import is_office
from proposals.queries.ground import rules_of
from proposals.services import facts
from proposals.services.telling import tell_authors
from proposals.services.writing import locked

ORDER = (ElectionState.NOMINATED, ElectionState.SHORTLISTED, ElectionState.ELECTED)


@transaction.atomic
def make_key(
    *, by, proposal: Proposal, post: str, leader: str, led_as: str, decided_at: str, decided_on: dt.date
) -> KeyProposal:
    """重点提案 led or supervised by a leader, as a meeting decided; a fact for each author."""
    proposal = _standing(by, proposal)
    if post not in LeaderPost.values or led_as not in LedAs.values:
        raise Refused("请选择领导职务和方式")
    leader = clean_text(leader, most=40, label="领导姓名")
    where = clean_text(decided_at, most=100, label="会议或文件")
    if not leader or not where:
        raise Refused("请填写领导姓名和确定的会议或文件")
    if decided_on > today():
        raise Refused("确定日期不能晚于今天")
    try:
        with transaction.atomic():
            key = KeyProposal.objects.create(
                proposal=proposal, year=decided_on.year, post=post, leader=leader, led_as=led_as,
                decided_at=where, decided_on=decided_on, by_id=by.user_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused("这件提案已是重点提案") from error
    KeyStep.objects.create(key=key, kind=KeyStepKind.CHOSEN, done_on=decided_on, note=where)
    facts.say(proposal, "key", decided_on, by=by)
    audit.record(by, "列为重点提案", proposal, after=audit.snapshot(key, ["post", "leader", "led_as"]))
    tell_authors(
        proposal,
        f"“{proposal.title}”列为重点提案",
        f"由{key.get_post_display()}{leader}{key.get_led_as_display()}。",
    )
    return key


@transaction.atomic
def do_step(*, by, key: KeyProposal, kind: str, done_on: dt.date, note: str = "") -> KeyStep:
    """One of the four steps is done; in their order."""
    _demand_office(by, key.proposal)
    kinds = KeyStepKind.values
    if kind not in kinds:
        raise Refused("请选择步骤")
    done = set(key.steps.values_list("kind", flat=True))
    missing = [one for one in kinds[: kinds.index(kind)] if one not in done]
    if missing:
        raise Refused(f"请先完成“{KeyStepKind(missing[0]).label}”")
    if kind in done:
        raise Refused("这一步已经登记")
    step = KeyStep.objects.create(
        key=key, kind=kind, done_on=done_on, note=clean_text(note, most=200, label="情况")
    )
    audit.record(by, f"领办步骤：{step}", key.proposal, reason=note)
    return step


@transaction.atomic
def add_output(
    *, by, key: KeyProposal, kind: str, held_on: dt.date, title: str, verdict: str = "", topic_ref: str = ""
) -> KeyOutput:
    """An activity or paper that the led proposal brought about; `topic_ref` links 带案协商 to its topic."""
    _demand_office(by, key.proposal)
    if kind not in OutputKind.values:
        raise Refused("请选择活动或成果的类别")
    output = KeyOutput.objects.create(
        key=key, kind=kind, held_on=held_on, title=clean_text(title, most=100, label="名称"),
        verdict=clean_text(verdict, most=200, label="结论或成效"),
    )  # fmt: skip
    if topic_ref:
        references.link(
            by=by, source_ref=facts.reference(key.proposal), source_title=key.proposal.title,
            target_ref=topic_ref, target_title=output.title, relation=Relation.BROUGHT,
        )  # fmt: skip
    audit.record(by, "登记领办活动与成果", key.proposal, after={"kind": kind, "title": output.title})
    return output


@transaction.atomic
def nominate(*, by, proposal: Proposal, reason: str) -> ElectionEntry:
    """推荐参评 优秀提案."""
    proposal = _standing(by, proposal)
    reason = clean_text(reason, most=300, label="推荐理由")
    if not reason:
        raise Refused("推荐须写明理由")
    if ElectionEntry.objects.filter(proposal=proposal).exists():
        raise Refused("这件提案已经推荐")
    entry = ElectionEntry.objects.create(proposal=proposal, reason=reason, by_id=by.user_id)
    audit.record(by, "推荐优秀提案", proposal, reason=reason)
    return entry


@transaction.atomic
def move_entry(
    *, by, entry: ElectionEntry, state: str, decided_at: str = "", decided_on: dt.date | None = None
) -> ElectionEntry:
    """初评入围, 评为优秀 (within the quota of the round) or 未入选. Raises Refused."""
    locks.shared(entry.proposal.organization_id)
    proposal = locked(entry.proposal)
    _demand_office(by, proposal)
    entry = ElectionEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.state in (ElectionState.ELECTED, ElectionState.DROPPED):
        raise Refused(f"评选已有结果：{entry.get_state_display()}")
    if state == ElectionState.ELECTED:
        _demand_room(entry, proposal, decided_at, decided_on)
    elif state not in (ElectionState.SHORTLISTED, ElectionState.DROPPED):
        raise Refused("请选择评选结果")
    ElectionEntry.objects.filter(pk=entry.pk).update(
        state=state, decided_at=decided_at.strip()[:100], decided_on=decided_on
    )
    entry.refresh_from_db()
    audit.record(by, f"评选：{entry.get_state_display()}", proposal, reason=decided_at)
    if state == ElectionState.ELECTED:
        facts.say(proposal, "excellent", decided_on, by=by)
        tell_authors(proposal, f"“{proposal.title}”评为优秀提案", decided_at, sms=True)
    return entry


def quota(round_id: int, organization_id: int) -> tuple[int, int]:
    """(how many may be elected of a round, how many have been): a share of what was filed, rounded up."""
    filed = Proposal.objects.filter(round=round_id, state__in=sorted(STANDING)).count()
    share = rules_of(organization_id).excellent_share / 100
    elected = ElectionEntry.objects.filter(proposal__round=round_id, state=ElectionState.ELECTED).count()
    return int((filed * share).to_integral_value(ROUND_CEILING)), elected


@transaction.atomic
def recommend(
    *, by, proposal: Proposal, recipient: str, sent_on: dt.date, result: str = ""
) -> Recommendation:
    """推介 of a filed proposal to a research office, a journal or the press."""
    proposal = _standing(by, proposal)
    made = Recommendation.objects.create(
        proposal=proposal, recipient=clean_text(recipient, most=60, label="推介对象"), sent_on=sent_on,
        result=clean_text(result, most=200, label="采用情况"),
    )  # fmt: skip
    audit.record(by, "推介提案", proposal, after={"recipient": made.recipient})
    return made


@transaction.atomic
def publish(
    *, by, proposal: Proposal, publicity: str, reason: str = "", body: str = "", reply_body: str = ""
) -> Publication:
    """What strangers may read from now on; `body` and `reply_body` are the texts after redaction."""
    proposal = _standing(by, proposal)
    if publicity not in Publicity.values:
        raise Refused("请选择公开方式")
    reason = clean_text(reason, most=200, label="理由")
    if publicity != Publicity.FULL and not reason:
        raise Refused("不全文公开的，请写明理由")
    if publicity == Publicity.FULL and not proposal.open_text:
        raise Refused("提案者不同意公开，只能摘要公开或不公开")
    columns = {
        "publicity": publicity, "reason": reason, "by_id": by.user_id,
        "body": clean_text(body, most=20_000, label="公开内容"),
        "reply_body": clean_text(reply_body, most=20_000, label="公开的答复"),
        "published_at": None if publicity == Publicity.NONE else AppNow(),
    }  # fmt: skip
    if publicity != Publicity.NONE and not columns["body"]:
        raise Refused("请填写公开的内容")
    made, _ = Publication.objects.update_or_create(proposal=proposal, defaults=columns)
    made.refresh_from_db()
    audit.record(by, f"提案公开：{made.get_publicity_display()}", proposal, reason=reason)
    return made


@transaction.atomic
def call_back(
    *, by, proposal: Proposal, held_on: dt.date, way: str, opinion: str, delivered: bool, evidence: str = ""
) -> CallBack:
    """委员回访 after the answer."""
    proposal = _standing(by, proposal)
    opinion = clean_text(opinion, most=300, label="委员意见")
    if not opinion:
        raise Refused("请填写委员意见")
    if held_on > today():
        raise Refused("回访日期不能晚于今天")
    made = CallBack.objects.create(
        proposal=proposal, held_on=held_on, way=clean_text(way, most=40, label="方式"), opinion=opinion,
        delivered=delivered, evidence=clean_text(evidence, most=300, label="佐证情况"), by_id=by.user_id,
    )  # fmt: skip
    audit.record(by, "委员回访", proposal, after={"delivered": delivered}, reason=opinion)
    return made


def on_instruction(instruction, *, by) -> None:
    """A leader wrote on a proposal, or that record was voided: the authors' facts follow."""
    proposal = Proposal.objects.get(pk=int(instruction.matter_ref.partition(":")[2]))
    occasion = f"instructed:{instruction.pk}"
    if instruction.voided_at:
        facts.take_back(proposal, occasion, by=by, reason=f"批示作废：{instruction.void_reason}")
        return
    facts.say(proposal, "instructed", instruction.given_on, by=by, occasion=occasion)
    tell_authors(proposal, f"“{proposal.title}”获领导批示")


def _demand_room(entry: ElectionEntry, proposal: Proposal, decided_at: str, decided_on) -> None:
    if not decided_at.strip() or decided_on is None or decided_on > today():
        raise Refused("请填写评选会议和公布日期，日期不能晚于今天")
    Round.objects.select_for_update().get(pk=proposal.round_id)
    most, elected = quota(proposal.round_id, proposal.organization_id)
    if elected >= most:
        raise Refused(f"优秀提案名额 {most} 件已满")


def _standing(by, proposal: Proposal) -> Proposal:
    locks.shared(proposal.organization_id)
    proposal = locked(proposal)
    _demand_office(by, proposal)
    if proposal.state not in STANDING:
        raise Refused("只有已立案的提案可以办理此项")
    return proposal


def _demand_office(by, proposal: Proposal) -> None:
    if not is_office(by, proposal):
        raise Refused("此项由提案委办理")
