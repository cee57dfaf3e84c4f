"""Rows of proposals: one of the county's 委员 that 教育局 has answered, and what hangs on it."""

from types import SimpleNamespace

from accounts.actors import actor_of
from accounts.choices import Role
from core.clock import now, today
from members.models import Membership
from organizations.models import Unit
from proposals import services
from proposals.models import (
    Category,
    Countersign,
    Evaluation,
    PhraseTemplate,
    Promise,
    Proposal,
    ProposalRules,
    RefusalReason,
    Reply,
    ReplyClass,
    Round,
    Signature,
    Task,
)
from tests.permissions import objects
from tests.proposals.ground import DAY, TEXT


def actor(house, role):
    return actor_of(house.people[role], house.county.pk)


def opened(house) -> Round:
    return services.open_round(
        by=actor(house, Role.PROPOSAL_OFFICE), session=objects.row(house, "organizations.session"),
        opens_at=now() - DAY, closes_at=now() + DAY,
    )  # fmt: skip


def proposal(house) -> Proposal:
    """Written by the 委员, filed, dispatched to the unit of the matrix, answered; the 委员 is asked."""
    objects.row(house, "proposals.round")
    office, member = actor(house, Role.PROPOSAL_OFFICE), actor(house, Role.MEMBER)
    draft = services.start_draft(by=member)
    draft = services.save_draft(by=member, proposal=draft, revision=0, text=TEXT)
    made = services.submit(by=member, proposal=draft)
    services.pass_on(by=office, proposal=made)
    services.pass_on(by=office, proposal=made)
    made = services.file(
        by=office, proposal=made, category=Category.objects.filter(organization=house.county).first()
    )
    _handled(house, made, office)
    return Proposal.objects.get(pk=made.pk)


def _handled(house, made: Proposal, office) -> None:
    unit = Unit.objects.get(pk=next(iter(actor(house, Role.UNIT_LIAISON).unit_ids)))
    dispatch = services.prepare_dispatch(
        by=office, round=made.round, name="交办会", held_on=today(), wanted=[(made, unit, "sole")]
    )
    services.give_out(dispatch, SimpleNamespace(step=lambda *_: None))
    task, liaison = Task.objects.get(proposal=made), actor(house, Role.UNIT_LIAISON)
    task = services.accept_task(by=liaison, task=task, handler="王科", phone="1")
    services.claim_contact(
        by=liaison,
        task=task,
        membership=made.lead,
        kind="phone",
        stage="before",
        held_on=today(),
        note="电话沟通",
    )
    letters = {one.letter: one for one in ReplyClass.objects.filter(organization=house.county)}
    answers = [
        services.Answer(
            suggestion=one, reply_class=letters["B"], text="已列入计划", due_on=today() + 30 * DAY
        )
        for one in made.suggestions.all()
    ]
    draft = services.Draft(
        text="答复如下", answers=answers, reply_class=letters["B"], contact="王科", contact_phone="1",
        document_number="丙教提〔2026〕1号", signer="局长",
    )  # fmt: skip
    services.save_reply(by=liaison, task=task, revision=0, draft=draft)
    services.hand_up(by=liaison, task=task)
    services.approve(by=actor(house, Role.UNIT_APPROVER), task=task)
    services.release(by=office, task=task)


def main(house) -> Proposal:
    return objects.row(house, "proposals.proposal")


def of_main(model, path: str):
    return lambda house: model.objects.filter(**{path: main(house)}).first()


def signature(house) -> Signature:
    """The 委员 is invited by the 常委."""
    objects.row(house, "proposals.round")
    by = actor(house, Role.STANDING_MEMBER)
    draft = services.start_draft(by=by)
    draft = services.save_draft(by=by, proposal=draft, revision=0, text=TEXT)
    invited = Membership.objects.get(person__user=house.people[Role.MEMBER])
    return services.invite(by=by, proposal=draft, members=[invited])[0]


def after(verb, **details):
    return lambda house: verb(by=actor(house, Role.PROPOSAL_OFFICE), proposal=main(house), **details)


def a_list(model):
    return lambda house: (
        objects.row(house, "proposals.round"),
        model.objects.filter(organization=house.county).first(),
    )[1]


MAKERS = {
    "proposals.round": opened,
    "proposals.proposal": proposal,
    "proposals.signature": signature,
    "proposals.task": of_main(Task, "proposal"),
    "proposals.dispatch": lambda house: of_main(Task, "proposal")(house).dispatch,
    "proposals.reply": of_main(Reply, "task__proposal"),
    "proposals.evaluation": of_main(Evaluation, "reply__task__proposal"),
    "proposals.contact": lambda house: main(house).tasks.get().contacts.get(),
    "proposals.countersign": lambda house: Countersign.objects.create(
        reply=objects.row(house, "proposals.reply"), task=objects.row(house, "proposals.task")
    ),
    "proposals.promise": lambda house: Promise.objects.create(
        item=objects.row(house, "proposals.reply").items.first(), due_on=today()
    ),
    "proposals.keyproposal": lambda house: services.make_key(
        by=actor(house, Role.PROPOSAL_OFFICE), proposal=main(house), post="mayor", leader="某县长", led_as="led",
        decided_at="常务会议", decided_on=today(),
    ),
    "proposals.electionentry": after(services.nominate, reason="调研扎实"),
    "proposals.publication": after(services.publish, publicity="full", body="正文"),
    "proposals.proposalrules": a_list(ProposalRules),
    "proposals.category": a_list(Category),
    "proposals.refusalreason": a_list(RefusalReason),
    "proposals.replyclass": a_list(ReplyClass),
    "proposals.phrasetemplate": a_list(PhraseTemplate),
}  # fmt: skip

OF_PROPOSAL = (
    "detail", "write", "autosave", "similar", "attach", "invite", "rework", "submit", "withdraw", "consent"
)  # fmt: skip
ROWS = {
    **{f"proposals:{name}": "proposals.proposal" for name in OF_PROPOSAL},
    "proposals:answer": "proposals.signature",
    "proposals:recall": "proposals.signature",
    "proposals:contact": "proposals.contact",
    "proposals:task": "proposals.task",
    "proposals:reply": "proposals.task",
    "proposals:task_contact": "proposals.task",
    "proposals:countersign": "proposals.countersign",
    "proposals:promise": "proposals.promise",
    "admin:proposals_proposal_record": "proposals.evaluation",
}
ARGUMENTS = {
    "proposals:message": lambda house, user: {
        "pk": main(house).pk, "task": objects.row(house, "proposals.task").pk,
    },
    "proposals:act": lambda house, user: {"pk": objects.row(house, "proposals.task").pk, "step": "message"},
    "proposals:evaluate": lambda house, user: {"key": objects.row(house, "proposals.evaluation").key},
    "proposals:published": lambda house, user: {"code": house.county.code},
    "proposals:published_one": lambda house, user: {
        "code": house.county.code, "entry": objects.row(house, "proposals.publication").pk,
    },
    "admin:proposals_task_letter": lambda house, user: {"unit": objects.row(house, "proposals.task").unit_id},
}  # fmt: skip
EXTRA = {
    "admin:proposals_proposal_act": {"act": "call_back"},
    "admin:proposals_task_act": {"act": "rehandle"},
}
