"""丙县 with a round of proposals, its people, and proposals brought to any state by the verbs themselves."""

import datetime as dt
from types import SimpleNamespace

from accounts.actors import actor_of
from accounts.choices import Role
from core.clock import now, today
from duties.services.kinds import seed_kinds
from members.models import Membership
from organizations.models import Session
from proposals import services
from proposals.models import Category, Proposal, ReplyClass, Signature, Task
from proposals.services.replying import suggestions_of
from tests.factories import make_actor, make_membership, make_unit, make_user

DAY = dt.timedelta(days=1)
TEXT = services.Text(
    title="关于改善城南停车的建议",
    situation="城南老旧小区停车位缺口三百个，消防通道常被占用。",
    analysis="建设年代早，没有配建车位，夜间又无共享车位。",
    suggestions=("利用城南空地建设临时停车场", "开放机关车位夜间共享"),
)


def lay(organization, **rules) -> SimpleNamespace:
    """A round that is open, with the organisation's rules changed by `rules`."""
    seed_kinds()
    office = make_actor(organization, Role.PROPOSAL_OFFICE, name="提案委")
    session = Session.objects.create(
        term=organization.terms.get(), number=5, starts_on=today() - DAY, ends_on=today() + 2 * DAY
    )
    opened = services.open_round(by=office, session=session, opens_at=now() - 30 * DAY, closes_at=now() + DAY)
    changed = organization.proposal_rules
    for name, value in rules.items():
        setattr(changed, name, value)
    changed.save()
    return SimpleNamespace(organization=organization, office=office, round=opened, rules=changed)


def person(organization, name: str = "", **more):
    """(membership, actor) of a member with an account."""
    user = make_user(organization, Role.MEMBER, name=name)
    membership = make_membership(organization, name, user=user, **more)
    return membership, actor_of(user, organization.pk)


def actor(membership: Membership):
    return actor_of(membership.person.user, membership.organization_id)


def drafted(lead: Membership, text: services.Text = TEXT) -> Proposal:
    """A written draft of the member."""
    by = actor(lead)
    draft = services.start_draft(by=by)
    return services.save_draft(by=by, proposal=draft, revision=draft.revision, text=text)


def submitted(lead: Membership, *signers: Membership, text: services.Text = TEXT) -> Proposal:
    """Handed in, signed by `signers`."""
    draft = drafted(lead, text)
    if signers:
        services.invite(by=actor(lead), proposal=draft, members=signers)
        for one in signers:
            sign(draft, one)
    return services.submit(by=actor(lead), proposal=draft)


def sign(proposal: Proposal, member: Membership, *, accepted: bool = True, comment: str = "赞成"):
    row = Signature.objects.get(proposal=proposal, membership=member)
    return services.answer_invitation(by=actor(member), signature=row, accepted=accepted, comment=comment)


def brought_to_last(ground, proposal: Proposal) -> Proposal:
    """Through the stages before the last one."""
    services.pass_on(by=ground.office, proposal=proposal)
    services.pass_on(by=ground.office, proposal=proposal)
    return Proposal.objects.get(pk=proposal.pk)


def filed(ground, lead: Membership, *signers: Membership, text: services.Text = TEXT) -> Proposal:
    """立案 in 社会建设."""
    proposal = brought_to_last(ground, submitted(lead, *signers, text=text))
    return services.file(by=ground.office, proposal=proposal, category=category(ground, "社会建设"))


def category(ground, name: str) -> Category:
    return Category.objects.get(organization=ground.organization, name=name)


def letter(ground, which: str) -> ReplyClass:
    return ReplyClass.objects.get(organization=ground.organization, letter=which)


def office_of(ground, name: str) -> SimpleNamespace:
    """A unit with its 联络员 and 审签人."""
    unit = make_unit(ground.organization, name)
    return SimpleNamespace(
        unit=unit,
        liaison=make_actor(ground.organization, Role.UNIT_LIAISON, unit=unit, name=f"{name}联络员"),
        approver=make_actor(ground.organization, Role.UNIT_APPROVER, unit=unit, name=f"{name}审签人"),
    )


def dispatched(ground, proposal: Proposal, unit, role: str = "sole") -> Task:
    """Given to the unit as a job would do it."""
    made = services.prepare_dispatch(
        by=ground.office,
        round=ground.round,
        name="交办会",
        held_on=today(),
        wanted=[(proposal, unit.unit, role)],
    )
    services.give_out(made, SimpleNamespace(step=lambda *_: None))
    return Task.objects.get(proposal=proposal, unit=unit.unit)


def accepted(ground, proposal: Proposal, unit, role: str = "sole") -> Task:
    task = dispatched(ground, proposal, unit, role)
    return services.accept_task(by=unit.liaison, task=task, handler="王科", phone="0731-1234567")


def written(ground, task: Task, unit, *, letters: str = "AB", text: str = "经研究，答复如下。") -> Task:
    """The draft of a reply that answers each suggestion with the class of the same place in `letters`."""
    answers = [
        services.Answer(
            suggestion=one, reply_class=letter(ground, which), text=f"建议{one.position}的办理情况。",
            evidence="已于上月开工" if which == "A" else "", due_on=today() + 60 * DAY if which == "B" else None,
        )
        for one, which in zip(suggestions_of(task.proposal), letters * 9, strict=False)
    ]  # fmt: skip
    reply = task.replies.filter(turn=task.turn).first()
    draft = services.Draft(
        text=text,
        answers=answers,
        reply_class=letter(ground, letters[0]),
        contact="王科",
        contact_phone="0731-1234567",
    )
    services.save_reply(by=unit.liaison, task=task, revision=reply.revision if reply else 0, draft=draft)
    return task


def sent(ground, task: Task, unit, **more) -> Task:
    """Drafted, approved, and checked by 提案委 in place of a 督查室."""
    written(ground, task, unit, **more)
    services.hand_up(by=unit.liaison, task=task)
    services.approve(by=unit.approver, task=task, document_number="丙建提〔2026〕8号", signer="李局")
    task.refresh_from_db()
    if task.state == "inspecting":
        services.release(by=ground.office, task=task)
    return Task.objects.get(pk=task.pk)


def say(task: Task, member: Membership, grade: str, text: str = "") -> None:
    """The member's evaluation of the last reply, in its two halves."""
    evaluation = task.replies.get(turn=task.turn).evaluations.get(membership=member)
    opinion = services.Opinion(grade=grade, visit="visited", attitude="good", targeted="yes", text=text)
    code = services.ask_to_confirm(by=actor(member), evaluation=evaluation, opinion=opinion)
    services.evaluate(by=actor(member), evaluation=evaluation, opinion=opinion, code=code)
