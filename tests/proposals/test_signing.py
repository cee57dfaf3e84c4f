"""联名: invited, accepted or declined, never oneself, never too late; the database decides races."""

import datetime as dt
import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from core import refusals
from core.clock import now
from core.workflow import Refused
from proposals import services
from proposals.models import Proposal, Signature
from tests.proposals.ground import DAY, TEXT, actor, drafted, lay, person, sign

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def ground(county):
    return lay(county)


@pytest.fixture
def people(ground, county):
    return [person(county, name)[0] for name in ("甲", "乙", "丙")]


@pytest.mark.django_db
def test_the_invited_read_the_text_and_answer_with_a_word(people):
    lead, other, third = people
    draft = drafted(lead)
    services.invite(by=actor(lead), proposal=draft, members=[other, third])
    sign(draft, other, comment="停车难确实突出")
    sign(draft, third, accepted=False, comment="不熟悉情况")

    found = Signature.objects.order_by("pk").values_list("membership__person__name", "state", "comment")
    assert list(found) == [("乙", "accepted", "停车难确实突出"), ("丙", "declined", "不熟悉情况")]


@pytest.mark.django_db
def test_oneself_a_stranger_and_too_many_are_refused(ground, people, tree):
    lead, other, third = people
    draft = drafted(lead)
    stranger = person(tree.other_county)[0]
    ground.rules.most_signers = 1
    ground.rules.save()

    for members, said in (
        ([lead], "不能邀请本人联名"), ([stranger], "只能邀请本会委员"), ([other, third], "联名最多 1 人"), ([], "请选择"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=said):
            services.invite(by=actor(lead), proposal=draft, members=members)
    assert Signature.objects.count() == 0


@pytest.mark.django_db
def test_after_handing_in_nobody_signs_any_more_and_the_silent_expire(people):
    lead, other, _ = people
    draft = drafted(lead)
    services.invite(by=actor(lead), proposal=draft, members=[other])
    services.submit(by=actor(lead), proposal=draft)

    assert Signature.objects.get().state == "expired"
    with pytest.raises(Refused, match="已不在征集联名"):
        sign(draft, other)


@pytest.mark.django_db
def test_an_invitation_ends_by_itself(people):
    lead, other, _ = people
    draft = drafted(lead)
    services.invite(by=actor(lead), proposal=draft, members=[other])
    Signature.objects.update(expires_at=now() - HOUR)

    with pytest.raises(Refused, match="已过有效期"):
        sign(draft, other)
    assert services.expire_invitations() == 1
    assert Signature.objects.get().state == "expired"


@pytest.mark.django_db
def test_changing_the_text_asks_everybody_again(people):
    lead, other, _ = people
    draft = drafted(lead)
    services.invite(by=actor(lead), proposal=draft, members=[other])
    sign(draft, other)
    with pytest.raises(Refused, match="不能修改"):
        services.save_draft(by=actor(lead), proposal=draft, revision=1, text=TEXT)

    draft = services.rework(by=actor(lead), proposal=draft)

    assert (draft.state, Signature.objects.get().state) == ("draft", "recalled")
    assert len(services.invite(by=actor(lead), proposal=draft, members=[other])) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "own", "said"),
    [("draft", True, "不能联名本人的提案"), ("submitted", False, "提案已提交，不能再联名")],
)
def test_the_database_itself_refuses_what_the_verbs_refuse(people, state, own, said):
    lead, other, _ = people
    draft = drafted(lead)
    Proposal.objects.filter(pk=draft.pk).update(state=state, serial=1, submitted_at=now())

    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        Signature.objects.create(proposal=draft, membership=lead if own else other, expires_at=now() + DAY)
    assert refusals.sentence(refused.value) == said


class Race:
    """A signature and the handing in at the same moment, each in a thread of its own."""

    def __init__(self, lead, other, *, guarded: bool):
        self.draft, self.lead, self.other, self.guarded = drafted(lead), lead, other, guarded
        services.invite(by=actor(lead), proposal=self.draft, members=[other])
        self.ready = threading.Barrier(2)

    def run(self) -> tuple[int, int]:
        """(how many signatures stand, for how many people the ledger's facts say it was)."""
        threads = [
            threading.Thread(target=self._in_thread, args=(act,)) for act in (self._sign, self._submit)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        facts = Proposal.objects.get(pk=self.draft.pk)
        stand = Signature.objects.filter(proposal=facts, state="accepted").count()
        return stand, people_told(facts)

    def _in_thread(self, act):
        try:
            self.ready.wait(10)
            act()
        except Refused:
            pass
        finally:
            connection.close()

    def _sign(self):
        if self.guarded:
            sign(self.draft, self.other)
        else:
            unguarded_sign(self.draft, self.other)

    def _submit(self):
        services.submit(by=actor(self.lead), proposal=self.draft)


def unguarded_sign(draft, member):
    """What a program without the lock would do: look, wait a moment, write; the database's own guard off too."""
    row = Signature.objects.get(proposal=draft, membership=member)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT pg_sleep(0.4)")
        Signature.objects.filter(pk=row.pk).update(state="accepted", answered_at=now(), comment=F("comment"))


def people_told(proposal) -> int:
    from_ledger = proposal.organization.dutyrecord_set.filter(
        matter_ref=f"proposals:{proposal.pk}", voided_at=None
    )
    return from_ledger.values_list("people", flat=True).first()


@pytest.mark.django_db(transaction=True)
def test_of_a_signature_and_a_handing_in_one_is_first_and_the_ledger_agrees(ground, county):
    """With the locks whoever signed is counted and whoever came too late is refused; without them they part."""
    for _ in range(3):
        lead, other = person(county)[0], person(county)[0]
        stand, told = Race(lead, other, guarded=True).run()
        assert told == stand + 1
    lead, other = person(county)[0], person(county)[0]
    assert Race(lead, other, guarded=False).run() == (1, 1)
