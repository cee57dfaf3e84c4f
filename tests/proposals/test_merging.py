"""并案 keeps every original, every author and every log, tells everybody, and can be undone."""

import pytest
from django.core.management import call_command

from core.workflow import Refused
from duties.models import DutyRecord
from notices.models import Message
from proposals import services
from proposals.models import Merge, Proposal, ReviewOpinion
from proposals.policies import is_party_to
from proposals.queries.ground import all_authors
from proposals.queries.reading import readable
from proposals.services.replying import suggestions_of
from tests.proposals.ground import (
    TEXT,
    accepted,
    actor,
    brought_to_last,
    filed,
    lay,
    office_of,
    person,
    sent,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(county):
    return lay(county)


@pytest.fixture
def pair(ground, county):
    """A filed proposal, and one of another member with a signer, at the last stage."""
    first, second, third = (person(county, name)[0] for name in ("甲", "乙", "丙"))
    return filed(ground, first), brought_to_last(ground, submitted(second, third))


def test_the_merged_one_keeps_its_text_its_number_and_its_people(ground, pair):
    main, other = pair

    services.merge(by=ground.office, proposal=other, main=main, reason="同一事项")

    other.refresh_from_db()
    assert (other.state, other.serial, other.title) == ("merged", 2, "关于改善城南停车的建议")
    assert other.suggestions.count() == 2
    assert [str(one) for one in all_authors(main)] == ["甲", "乙", "丙"]
    assert [one.proposal_id for one in suggestions_of(main)] == [main.pk] * 2 + [other.pk] * 2
    told = Message.objects.filter(title__contains="并入").values_list("user__display_name", flat=True)
    assert sorted(told) == ["丙", "乙", "甲"]
    stages = DutyRecord.objects.filter(matter_ref=f"proposals:{other.pk}").values_list("stage", flat=True)
    assert sorted(stages) == ["merged", "merged", "submitted", "submitted"]


def test_each_author_of_a_merged_one_is_answered_and_asked(ground, pair):
    main, other = pair
    services.merge(by=ground.office, proposal=other, main=main, reason="同一事项")
    unit = office_of(ground, "住建局")

    task = sent(ground, accepted(ground, main, unit), unit, letters="ABAB")

    asked = task.replies.get().evaluations.values_list("membership__person__name", flat=True)
    assert sorted(asked) == ["丙", "乙", "甲"]


def test_undone_it_stands_alone_again_with_its_opinions(ground, pair, capsys):
    main, other = pair
    merge = services.merge(by=ground.office, proposal=other, main=main, reason="同一事项")
    opinions = ReviewOpinion.objects.filter(proposal=other).count()

    services.unmerge(by=ground.office, merge=merge, reason="经核对不是同一事项")

    other.refresh_from_db()
    assert (other.state, len(all_authors(main)), Merge.objects.get().undone_reason) == (
        "final", 1, "经核对不是同一事项",
    )  # fmt: skip
    assert ReviewOpinion.objects.filter(proposal=other).count() == opinions
    assert not DutyRecord.objects.filter(stage="merged", voided_at=None).exists()
    call_command("reconcile_duties")
    assert capsys.readouterr().out.strip() == ""
    with pytest.raises(Refused):
        services.unmerge(by=ground.office, merge=merge, reason="再来一次")


def test_into_itself_into_one_not_filed_or_into_a_neighbours_it_cannot_go(ground, pair, tree, county):
    main, other = pair
    waiting = brought_to_last(ground, submitted(person(county)[0]))
    strange = lay(tree.other_county)
    stranger = filed(strange, person(tree.other_county)[0], text=TEXT)

    for target, said in ((other, "另一件提案"), (waiting, "主案须已立案"), (stranger, "另一件提案")):
        with pytest.raises(Refused, match=said):
            services.merge(by=ground.office, proposal=other, main=target, reason="同一事项")
    assert Proposal.objects.get(pk=other.pk).state == "final"
    assert not Merge.objects.exists()


def test_merged_and_filed_anew_it_takes_the_next_number(ground, pair, county):
    main, other = pair
    merge = services.merge(by=ground.office, proposal=other, main=main, reason="同一事项")
    services.unmerge(by=ground.office, merge=merge, reason="分开办理")
    chosen = county.category_set.first()

    assert (
        services.file(by=ground.office, proposal=Proposal.objects.get(pk=other.pk), category=chosen).number
        == 2
    )


def test_who_was_merged_reads_the_main_one_as_its_own(ground, pair):
    main, other = pair
    services.merge(by=ground.office, proposal=other, main=main, reason="同一事项")

    assert is_party_to(actor(other.lead), main)
    assert main in readable(actor(other.lead))
