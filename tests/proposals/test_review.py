"""三审一协商: stages, opinions that are given unseen, outcomes and their numbers.

covers S045 covers S046
"""

import pytest

from accounts.choices import Role
from core.workflow import Refused
from documents.models import Handoff
from duties.models import DutyRecord
from notices.models import Message
from proposals import services
from proposals.models import Proposal, RefusalReason, ReviewOpinion
from proposals.queries import review
from proposals.queries.ground import rules_of
from tests.factories import make_actor
from tests.proposals.ground import actor, brought_to_last, category, filed, lay, person, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(county):
    return lay(county)


@pytest.fixture
def lead(ground, county):
    return person(county)[0]


def state(proposal):
    return Proposal.objects.get(pk=proposal.pk).state


STAGES = [
    ({}, ["second", "final"]),
    ({"consultation": True}, ["second", "consulting", "final"]),
    ({"second_review": False}, ["final"]),
    ({"second_review": False, "final_review": False, "consultation": True}, ["consulting"]),
    ({"second_review": False, "final_review": False}, []),
]


@pytest.mark.parametrize(("rules", "passed"), STAGES)
def test_an_organisation_switches_stages_and_only_the_last_decides(county, rules, passed):
    ground = lay(county, **rules)
    proposal = submitted(person(county)[0])
    seen = []
    for _ in passed:
        with pytest.raises(Refused, match="须走完各环节"):
            services.file(by=ground.office, proposal=proposal, category=category(ground, "社会建设"))
        seen.append(services.pass_on(by=ground.office, proposal=proposal, text="同意").state)

    assert seen == passed
    with pytest.raises(Refused, match="已是最后一个审查环节"):
        services.pass_on(by=ground.office, proposal=proposal)
    assert (
        services.file(by=ground.office, proposal=proposal, category=category(ground, "社会建设")).state
        == "filed"
    )


def test_each_stage_keeps_reviewer_opinion_and_time(ground, lead):
    proposal = filed(ground, lead)

    rows = ReviewOpinion.objects.filter(proposal=proposal).order_by("pk")
    assert list(rows.values_list("stage", "verdict", "reviewer")) == [
        ("submitted", "pass_on", ground.office.user_id),
        ("second", "pass_on", ground.office.user_id),
        ("final", "file", ground.office.user_id),
    ]
    assert all(row.at for row in rows)


def test_reviewers_see_each_others_opinion_only_after_their_own(ground, lead, county):
    """P16: nobody is led by what a colleague has said."""
    proposal = submitted(lead)
    colleague = make_actor(county, Role.PROPOSAL_OFFICE)
    services.give_opinion(by=ground.office, proposal=proposal, verdict="decline", text="内容空泛")
    rules = rules_of(county.pk)

    assert review.opinions(colleague, proposal, rules) == ([], True)
    services.give_opinion(by=colleague, proposal=proposal, verdict="pass_on", text="可以立案")
    seen, withheld = review.opinions(colleague, proposal, rules)
    assert ([one.text for one in seen], withheld) == (["内容空泛", "可以立案"], False)
    with pytest.raises(Refused, match="已在本环节提出过意见"):
        services.give_opinion(by=colleague, proposal=proposal, verdict="file")


def test_members_see_no_opinion_and_no_reviewer(ground, lead):
    proposal = filed(ground, lead)

    assert review.opinions(actor(lead), proposal, rules_of(ground.organization.pk)) == ([], False)


def test_where_reviewers_are_kept_apart_the_first_may_not_decide(county, lead):
    county.proposal_rules.separate_reviewers = True
    county.proposal_rules.save()
    ground_office = make_actor(county, Role.PROPOSAL_OFFICE)
    proposal = submitted(lead)
    services.pass_on(by=ground_office, proposal=proposal)
    services.pass_on(by=ground_office, proposal=proposal)
    chosen = county.category_set.first()

    with pytest.raises(Refused, match="终审须由初审以外的人员"):
        services.file(by=ground_office, proposal=proposal, category=chosen)
    other = make_actor(county, Role.PROPOSAL_OFFICE)
    assert services.file(by=other, proposal=proposal, category=chosen).state == "filed"


def test_filed_ones_are_numbered_in_their_order_without_a_gap(ground, county):
    numbers = [filed(ground, person(county)[0]).number for _ in range(3)]

    assert numbers == [1, 2, 3]
    assert filed(ground, person(county)[0]).full_number == "第 0004 号"


def test_a_refused_one_takes_no_number_and_names_one_of_the_ten_reasons(ground, county, lead):
    proposal = brought_to_last(ground, submitted(lead))
    reasons = RefusalReason.objects.filter(organization=county)
    assert reasons.count() == 10

    services.decline(by=ground.office, proposal=proposal, refusal=reasons.get(name="内容空泛"))

    proposal.refresh_from_db()
    assert (proposal.state, proposal.number) == ("not_filed", None)
    assert "没有具体建议" in Message.objects.filter(title__contains="不予立案").get().body
    assert filed(ground, person(county)[0]).number == 1
    stages = DutyRecord.objects.filter(matter_ref=f"proposals:{proposal.pk}").values_list("stage", flat=True)
    assert sorted(stages) == ["not_filed", "submitted"]


def test_sent_back_it_is_completed_and_handed_in_again_with_its_old_number(ground, lead):
    proposal = submitted(lead)
    with pytest.raises(Refused, match="退回补充须写明理由"):
        services.send_back(by=ground.office, proposal=proposal, text=" ")
    services.send_back(by=ground.office, proposal=proposal, text="请补充具体建议")
    assert state(proposal) == "returned"

    again = services.submit(by=actor(lead), proposal=proposal)

    assert (again.state, again.serial, again.turn) == ("submitted", 1, 2)
    services.pass_on(by=ground.office, proposal=again)
    assert DutyRecord.objects.filter(stage="submitted", voided_at=None).count() == 1


def test_a_report_is_made_of_it_only_with_consent(ground, lead):
    proposal = brought_to_last(ground, submitted(lead))
    with pytest.raises(Refused, match="须先征得提案者同意"):
        services.convert(by=ground.office, proposal=proposal)
    services.ask_consent(by=ground.office, proposal=proposal)
    services.answer_consent(by=actor(lead), proposal=proposal, agreed=True)
    proposal.refresh_from_db()

    services.convert(by=ground.office, proposal=proposal)

    handed = Handoff.objects.get()
    assert (state(proposal), handed.target_kind, handed.authors, handed.consent) == (
        "converted", "report", [lead.pk], "given",
    )  # fmt: skip
    assert "利用城南空地" in handed.body


def test_the_proposer_may_say_no_to_a_report(ground, lead):
    proposal = brought_to_last(ground, submitted(lead))
    services.ask_consent(by=ground.office, proposal=proposal)
    services.answer_consent(by=actor(lead), proposal=proposal, agreed=False)
    proposal.refresh_from_db()

    with pytest.raises(Refused, match="须先征得提案者同意"):
        services.convert(by=ground.office, proposal=proposal)


def test_a_list_of_another_organisation_is_not_taken(ground, lead, tree):
    stranger = lay(tree.other_county)
    proposal = brought_to_last(ground, submitted(lead))

    with pytest.raises(Refused, match="本会启用的分类"):
        services.file(by=ground.office, proposal=proposal, category=category(stranger, "社会建设"))
    with pytest.raises(Refused, match="没有审查这件提案的权限"):
        services.pass_on(by=stranger.office, proposal=submitted(lead))


def test_one_reviewer_is_made_responsible(ground, county):
    proposals = [submitted(person(county)[0]) for _ in range(2)]
    who = make_actor(county, Role.PROPOSAL_OFFICE)

    count = services.assign_reviewer(
        by=ground.office, proposals=proposals, reviewer=proposals[0].organization.accounts.get(pk=who.user_id)
    )

    assert count == 2
    assert set(Proposal.objects.values_list("reviewer", flat=True)) == {who.user_id}
    assert review.queue(who, "submitted", mine=True).count() == 2
