"""请假: who asks, who decides, how often, and until when."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction

from accounts.choices import Role
from activities import services
from activities.models import LeaveRequest
from activities.queries.access import may_read_leave
from core.workflow import Refused, Stale
from documents.models import Attachment
from notices.models import Message
from tests.activities.ground import as_member, entry_of, in_days, make_member, published, session
from tests.factories import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(county):
    return make_member(county, "丁一")


@pytest.fixture
def second(county):
    """Another 经办人."""
    return make_actor(county, Role.OPERATOR)


@pytest.fixture
def activity(operator, checker, member):
    return published(operator, checker, session(10), session(10, 5), session(11))


def ask(by, activity, member, **fields):
    values = {"reason_kind": "sick", "reason": "住院治疗"} | fields
    return services.ask_leave(by=by, entry=entry_of(activity, member), **values)


def test_a_member_asks_and_the_office_agrees(activity, member, operator):
    leave = ask(as_member(member), activity, member)

    assert (leave.number, leave.state, leave.by_staff, leave.asked_late) == (1, "waiting", False, False)
    assert entry_of(activity, member).answer == "leave"
    assert Message.objects.get(user=operator.user_id, title__startswith="请假").body == ""

    services.approve_leave(by=operator, leave=leave)

    leave.refresh_from_db()
    assert (leave.state, leave.decided_by_id) == ("approved", operator.user_id)
    assert Message.objects.filter(user=member.person.user, title="请假申请同意：农业农村工作座谈会").exists()


def test_leave_for_some_half_days_leaves_the_answer_open(activity, member):
    first = activity.sittings.order_by("starts_at").first()

    leave = ask(as_member(member), activity, member, sittings=[first])

    assert leave.sittings == [first.pk]
    assert entry_of(activity, member).answer == "none"


def test_asking_for_somebody_is_marked_and_decided_by_another(activity, member, operator, second):
    leave = ask(operator, activity, member)

    assert leave.by_staff
    with pytest.raises(Refused, match="非申请人本人"):
        services.approve_leave(by=operator, leave=leave)
    services.approve_leave(by=second, leave=leave)
    with pytest.raises(IntegrityError, match="leave_takes_two_people"), transaction.atomic():
        LeaveRequest.objects.create(
            entry=leave.entry, number=2, reason_kind="sick", reason="病", state="approved",
            asked_by_id=operator.user_id, decided_by_id=operator.user_id,
        )  # fmt: skip


def test_what_one_clerk_asks_the_checker_may_decide(activity, member, operator, checker):
    """In an office of three there is no second 经办人."""
    leave = ask(operator, activity, member)

    assert Message.objects.filter(user=checker.user_id, title__startswith="请假申请待批").exists()
    services.approve_leave(by=checker, leave=leave)


def test_nobody_asks_for_another_member(activity, member, county, neighbour):
    other = make_member(county, "王二")
    for stranger in (as_member(other), neighbour):
        with pytest.raises(Refused, match="只能由委员本人或经办人请假"):
            ask(stranger, activity, member)


def test_a_plenary_needs_the_secretary_general(operator, checker, member, second):
    """全会请假由秘书长批准 (湖南): entered by the 复核人 with the name."""
    activity = published(operator, checker, code="plenary")
    leave = ask(as_member(member), activity, member)

    with pytest.raises(Refused):
        services.approve_leave(by=second, leave=leave, approver="周秘书长")
    with pytest.raises(ValidationError, match="填写批准人"):
        services.approve_leave(by=checker, leave=leave)
    services.approve_leave(by=checker, leave=leave, approver="周某某")

    leave.refresh_from_db()
    assert (leave.state, leave.approver) == ("approved", "周某某")


@pytest.mark.parametrize(("days", "late"), [(2, True), (3, False), (4, False)])
def test_less_notice_than_the_kind_demands_is_marked(operator, checker, member, days, late):
    activity = published(operator, checker, session(days), code="plenary")

    assert ask(as_member(member), activity, member).asked_late is late


def test_two_requests_are_the_most(activity, member, operator):
    me = as_member(member)
    for number in (1, 2):
        leave = ask(me, activity, member)
        assert leave.number == number
        services.refuse_leave(by=operator, leave=leave, opinion="人手不足")

    with pytest.raises(Refused, match="至多申请 2 次"):
        ask(me, activity, member)


def test_one_waits_at_a_time(activity, member):
    ask(as_member(member), activity, member)
    with pytest.raises(Refused, match="已有待批"):
        ask(as_member(member), activity, member)


def test_what_is_granted_is_not_asked_for_again(activity, member, operator):
    services.approve_leave(by=operator, leave=ask(as_member(member), activity, member))
    with pytest.raises(Refused, match="已经准假"):
        ask(as_member(member), activity, member, sittings=[activity.sittings.first()])


def test_leave_after_the_start_is_refused_and_nothing_is_written(operator, checker, member):
    activity = published(operator, checker, session(-1), session(5))
    first, second = activity.sittings.order_by("starts_at")

    for sittings in ([], [first]):
        with pytest.raises(Refused, match="已经开始，不能再请假"):
            ask(as_member(member), activity, member, sittings=sittings)
    assert not LeaveRequest.objects.exists()
    assert ask(as_member(member), activity, member, sittings=[second]).sittings == [second.pk]


def test_another_activitys_half_day_is_refused(activity, operator, checker, member):
    other = published(operator, checker)
    with pytest.raises(Refused, match="应到的单元"):
        ask(as_member(member), activity, member, sittings=list(other.sittings.all()))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason_kind": "holiday"}, "请选择事由类别"),
        ({"reason": "  "}, "请写明请假事由"),
        ({"reason": "长" * 201}, "不超过 200 字"),
    ],
)
def test_bad_words_are_refused(activity, member, fields, sentence):
    with pytest.raises(ValidationError, match=sentence):
        ask(as_member(member), activity, member, **fields)


def test_refusing_takes_a_reason(activity, member, operator):
    leave = ask(as_member(member), activity, member)
    with pytest.raises(Refused, match="须写明理由"):
        services.refuse_leave(by=operator, leave=leave, opinion=" ")
    services.refuse_leave(by=operator, leave=leave, opinion="须到会表决")
    assert entry_of(activity, member).answer == "none"


def test_granted_leave_can_be_called_off_before_it_begins(activity, member, operator):
    leave = ask(as_member(member), activity, member)
    services.approve_leave(by=operator, leave=leave)

    services.withdraw_leave(by=as_member(member), leave=leave)

    assert LeaveRequest.objects.get().state == "withdrawn"
    services.answer(by=as_member(member), entry=entry_of(activity, member), answer="attend")


def test_a_decision_is_never_rewritten(activity, member, operator):
    leave = ask(as_member(member), activity, member)
    services.approve_leave(by=operator, leave=leave)

    for change in ({"reason": "别的"}, {"state": "refused"}, {"state": "withdrawn", "reason": "别的"}):
        with pytest.raises(DatabaseError, match="已经办结"), transaction.atomic():
            LeaveRequest.objects.filter(pk=leave.pk).update(**change)


def test_of_two_who_decide_the_second_is_told(activity, member, operator, second):
    leave = ask(as_member(member), activity, member)
    same = LeaveRequest.objects.get(pk=leave.pk)
    services.approve_leave(by=operator, leave=leave)

    with pytest.raises(Stale, match="已是“同意”"):
        services.refuse_leave(by=second, leave=same, opinion="不同意")


def test_a_paper_comes_with_it_and_only_those_concerned_read_it(activity, member, county, operator):
    paper = SimpleUploadedFile("证明.pdf", b"%PDF-1.4 certificate")

    leave = ask(as_member(member), activity, member, file=paper)

    assert Attachment.objects.get().owner_id == str(leave.pk)
    assert may_read_leave(as_member(member), leave.pk)
    assert may_read_leave(operator, leave.pk)
    assert not may_read_leave(as_member(make_member(county, "王二")), leave.pk)
    assert not may_read_leave(make_actor(county, Role.LEADER), leave.pk)


def test_a_file_of_another_kind_is_refused_whole(activity, member):
    with pytest.raises(ValidationError):
        ask(as_member(member), activity, member, file=SimpleUploadedFile("证明.pdf", b"MZ..."))
    assert not LeaveRequest.objects.exists()


def test_answers(activity, member, operator):
    me = as_member(member)
    with pytest.raises(Refused, match="应当出席"):
        services.answer(by=me, entry=entry_of(activity, member), answer="decline")
    entry = services.answer(by=me, entry=entry_of(activity, member), answer="attend", wants_car=True)
    assert (entry.answer, entry.wants_car) == ("attend", False)  # no car is offered
    entry = services.answer(by=operator, entry=entry, answer="attend")
    assert entry.answered_by_id == operator.user_id


def test_an_answer_after_its_date_is_refused(operator, checker, member):
    activity = published(operator, checker, must_attend=False, answer_by=in_days(5), offers_meal=True)
    entry = services.answer(
        by=as_member(member), entry=entry_of(activity, member), answer="attend", wants_meal=True
    )
    assert entry.wants_meal
    type(activity).objects.filter(pk=activity.pk).update(answer_by=in_days(-1) - dt.timedelta(hours=1))

    with pytest.raises(Refused, match="答复时间已过"):
        services.answer(by=as_member(member), entry=entry_of(activity, member), answer="decline")
    services.answer(by=operator, entry=entry_of(activity, member), answer="decline")
