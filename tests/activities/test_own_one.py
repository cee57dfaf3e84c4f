"""One activity on the phone: answer, leave, the reason where one is not expected, what came of it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities import services
from activities.models import Activity, LeaveRequest
from activities.queries.own import no_leave_because, one
from core.clock import now
from core.workflow import Refused
from documents.choices import Label
from documents.models import Attachment
from documents.services import attach
from duties.models import DutyRecord
from members.models import StatusChange
from tests.activities.ground import (
    as_member,
    entry_of,
    held,
    in_days,
    make_member,
    published,
    session,
    tick,
)
from tests.activities.own_ground import at, granted, moved

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(county):
    return make_member(county, "丁一")


@pytest.fixture
def phone(client, sign_in, county, member):
    sign_in(county, user=member.person.user)
    return client


def page(phone, activity) -> str:
    response = phone.get(reverse("activities:activity", args=[activity.pk]))
    assert response.status_code == 200
    return response.content.decode()


def post(phone, name: str, pk: int, **data):
    """The page that follows, with what was said."""
    return phone.post(reverse(f"activities:{name}", args=[pk]), data, follow=True).content.decode()


def ask(phone, activity, **data):
    values = {"reason_kind": "sick", "reason": "住院治疗"} | data
    return post(phone, "activity_leave", activity.pk, **values)


def test_the_page_says_where_when_who_and_what(phone, operator, checker):
    activity = published(
        operator,
        checker,
        session(10),
        title="三季度协商会",
        content="一、通报情况",
        contact="李晓 0713-6200000",
    )
    attach(
        by=operator, owner_type="activities.activity", owner_id=activity.pk,
        file=SimpleUploadedFile("日程.txt", "日程".encode()),
    )  # fmt: skip
    text = page(phone, activity)

    for words in (
        "三季度协商会",
        "第一会议室",
        "一、通报情况",
        "日程.txt",
        "应当出席",
        "09:00–12:00",
        "08:00 开始签到",
    ):
        assert words in text
    assert 'href="tel:07136200000"' in text


def test_materials_marked_as_sensitive_stay_with_the_office(phone, operator, checker):
    activity = published(operator, checker)
    file = attach(
        by=operator, owner_type="activities.activity", owner_id=activity.pk,
        file=SimpleUploadedFile("内部名单.txt", "名单".encode()),
    )  # fmt: skip
    Attachment.objects.filter(pk=file.pk).update(label=Label.SENSITIVE)

    assert "内部名单.txt" not in page(phone, activity)
    assert phone.get(reverse("documents:download", args=[file.pk])).status_code == 404


def test_coming_with_car_and_meal_and_changing_it(phone, operator, checker, member):
    activity = published(operator, checker, offers_car=True, offers_meal=True)
    assert "已答复参加" in post(
        phone, "activity_answer", activity.pk, answer="attend", wants_car="on", wants_meal="on"
    )
    entry = entry_of(activity, member)
    assert (entry.answer, entry.wants_car, entry.wants_meal) == ("attend", True, True)

    post(phone, "activity_answer", activity.pk, answer="attend", wants_meal="on")
    entry.refresh_from_db()
    assert (entry.wants_car, entry.wants_meal) == (False, True)


def test_must_attend_cannot_be_declined(phone, operator, checker, member):
    activity = published(operator, checker)
    text = post(phone, "activity_answer", activity.pk, answer="decline")

    assert "这是应当出席的会议，不能参加的请提交请假申请。" in text
    assert 'value="decline"' not in text
    assert entry_of(activity, member).answer == "none"


def test_signing_up_and_changing_ones_mind(phone, operator, checker, member):
    activity = published(operator, checker, code="lecture")
    assert "不参加" in page(phone, activity)
    post(phone, "activity_answer", activity.pk, answer="attend")
    assert "改为不参加" in page(phone, activity)
    post(phone, "activity_answer", activity.pk, answer="decline")

    assert entry_of(activity, member).answer == "decline"


def test_after_the_deadline_the_buttons_are_gone_and_the_door_is_shut(phone, operator, checker, member):
    activity = published(operator, checker, answer_by=in_days(5))
    Activity.objects.filter(pk=activity.pk).update(answer_by=now() - dt.timedelta(hours=1))

    assert "截止，如有变化请与联系人联系" in page(phone, activity)
    assert "答复时间已过，请与经办人联系。" in post(phone, "activity_answer", activity.pk, answer="attend")
    assert entry_of(activity, member).answer == "none"


def test_leave_for_everything_with_evidence(phone, operator, checker, member):
    activity = published(operator, checker, session(10), session(11))
    chosen = [one.pk for one in activity.sittings.all()]
    text = ask(phone, activity, sittings=chosen, file=SimpleUploadedFile("诊断.txt", "诊断".encode()))
    leave = LeaveRequest.objects.get()

    assert "请假申请已提交" in text and "请假待批" in text
    assert (leave.sittings, leave.asked_late, leave.by_staff) == ([], False, False)
    assert Attachment.objects.get().owner_id == str(leave.pk)


def test_leave_for_one_half_day(phone, operator, checker, member):
    activity = published(operator, checker, session(10), session(11))
    first = activity.sittings.first()
    ask(phone, activity, sittings=[first.pk])

    assert LeaveRequest.objects.get().sittings == [first.pk]


def test_the_form_says_who_decides_how_long_before_and_how_often(phone, operator, checker):
    activity = published(operator, checker, session(10), session(11), code="plenary")
    text = phone.get(reverse("activities:activity_leave", args=[activity.pk])).content.decode()
    last = activity.sittings.first().day - dt.timedelta(days=3)

    assert "请假由秘书长批准" in text
    assert f"应在会前 3 天（{last.year}年{last.month}月{last.day}日前）提出。" in text
    assert "至多申请 2 次，还可以申请 2 次" in text


def test_short_notice_is_taken_and_said_beforehand(phone, operator, checker):
    activity = published(operator, checker, session(1), code="plenary")
    text = phone.get(reverse("activities:activity_leave", args=[activity.pk])).content.decode()
    assert "现在已不足 3 天：仍可提出，会注明“未按时限提出”" in text

    ask(phone, activity)
    assert LeaveRequest.objects.get().asked_late
    assert "未按时限提出" in page(phone, activity)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"reason_kind": ""}, "请选择事由类别。"),
        ({"reason": " "}, "请写明请假事由。"),
        ({"reason": "长" * 201}, "请假事由不超过 200 字。"),
        ({"sittings": []}, "请至少选择一个时段。"),
        ({"sittings": ["999999"]}, "所选时段已经开始或不在您的应到时段中"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_written(phone, operator, checker, data, sentence):
    activity = published(operator, checker, session(10), session(11))
    values = {"sittings": [activity.sittings.first().pk]} | data

    assert sentence in ask(phone, activity, **values)
    assert not LeaveRequest.objects.exists()


def situation(name, activity, member, operator):
    if name == "begun":
        return moved(activity, 24 * 30)
    if name == "waiting":
        granted(activity, member, operator, state="waiting")
    if name == "granted":
        granted(activity, member, operator)
    if name == "used up":
        granted(activity, member, operator, state="withdrawn")
        granted(activity, member, operator, state="refused")
    if name == "cancelled":
        services.cancel(by=operator, activity=activity, reason="防汛")
    return activity


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("begun", "活动已经开始，不能再请假。"),
        ("waiting", "已有待批的请假申请，请等待批复，或先撤回再重新申请。"),
        ("granted", "尚未开始的时段都已准假，不必再申请。"),
        ("used up", "这类活动至多申请 2 次请假，已经用完，请与联系人联系。"),
        ("cancelled", "这项活动现在不能请假。"),
    ],
)
def test_where_leave_is_refused_the_page_says_why_as_the_verb_does(
    phone, operator, checker, member, name, sentence
):
    activity = situation(name, published(operator, checker, session(10)), member, operator)
    before = LeaveRequest.objects.count()

    assert sentence in phone.get(reverse("activities:activity_leave", args=[activity.pk])).content.decode()
    with pytest.raises(Refused):
        services.ask_leave(
            by=as_member(member), entry=entry_of(activity, member), reason_kind="sick", reason="病"
        )
    ask(phone, activity)
    assert LeaveRequest.objects.count() == before


def test_once_begun_only_what_is_to_come_is_offered(phone, operator, checker):
    activity = moved(published(operator, checker, at(24), at(48), at(72)), 25)
    begun, *left = activity.sittings.order_by("starts_at")
    text = phone.get(reverse("activities:activity_leave", args=[activity.pk])).content.decode()
    assert f'value="{begun.pk}"' not in text

    ask(phone, activity, sittings=[one.pk for one in left])
    assert LeaveRequest.objects.get().sittings == [one.pk for one in left]


def test_taking_leave_back(phone, operator, checker, member):
    activity = published(operator, checker)
    leave = granted(activity, member, operator)
    assert "销假，改为到会" in page(phone, activity)

    assert "已撤回请假申请" in post(phone, "leave_withdraw", leave.pk)
    leave.refresh_from_db()
    assert leave.state == "withdrawn"
    assert "待答复" in page(phone, activity)


def test_leave_of_another_member_is_not_there(phone, operator, checker, county):
    other = make_member(county, "别人")
    leave = granted(published(operator, checker), other, operator)

    assert phone.post(reverse("activities:leave_withdraw", args=[leave.pk])).status_code == 404
    leave.refresh_from_db()
    assert leave.state == "approved"


def suspend(membership, since):
    StatusChange.objects.create(
        membership=membership, kind="suspended", reason="接受调查", body="chairpersons", meeting="第三次主席会议",
        decided_on=since, effective_on=since,
    )  # fmt: skip


def test_each_half_day_says_why_one_is_not_expected(client, sign_in, operator, checker, county):
    """Took office on the second of four days, suspended from the third; the fourth is for others."""
    first = in_days(10).date()
    member = make_member(county, "丁一", during=DateRange(first + dt.timedelta(days=1), dt.date(2036, 1, 1)))
    other = make_member(county, "别人")
    suspend(member, first + dt.timedelta(days=2))
    activity = published(
        operator,
        checker,
        session(10),
        session(11),
        session(11, 5, audience={"members": [other.pk]}),
        session(12),
    )
    sign_in(county, user=member.person.user)
    text = page(client, activity)

    assert text.count("不在应到<") == 3
    assert text.index("当日尚未就任") < text.index("通知其他委员参加") < text.index("当日暂停履职")


def test_the_hour_of_sign_in_offers_the_own_code(phone, operator, checker, member):
    activity = moved(published(operator, checker, at(4)), 3.5)
    assert "现在可以签到" in page(phone, activity)

    services.begin(by=operator, activity=activity)
    tick(operator, activity, member)
    text = page(phone, activity)
    assert "现在可以签到" not in text and "名单登记" in text


def test_the_result_leads_to_the_record_and_to_an_objection(phone, operator, checker, member):
    activity = held(operator, checker, session(-2), session(-1))
    tick(operator, activity, member, late=[entry_of(activity, member).pk])
    services.settle(by=operator, activity=activity)
    records = DutyRecord.objects.filter(bearer__membership=member)
    text = page(phone, activity)

    assert records.count() == 2
    for record in records:
        assert reverse("duties:record", args=[record.pk]) in text
        assert reverse("duties:objection", args=[record.pk]) in text
    assert "名单登记，迟到" in text and "缺席" in text


def test_the_history_tells_what_concerns_me_newest_first(phone, operator, checker, member, county):
    activity = published(operator, checker, session(10), session(11))
    other = make_member(county, "别人")
    services.add_entry(by=operator, activity=activity, membership=other, reason="补充")
    post(phone, "activity_answer", activity.pk, answer="attend")
    ask(phone, activity, sittings=[activity.sittings.first().pk])
    services.refuse_leave(by=operator, leave=LeaveRequest.objects.get(), opinion="人数不足")
    text = page(phone, activity)

    places = [
        text.index(f'tl-what">{words}')
        for words in ("不同意请假", "本人提出请假", "本人答复：参加", "发布通知")
    ]
    assert places == sorted(places)
    assert "人数不足" in text and "列入名单" not in text


def test_who_was_taken_off_reads_the_reason_and_no_more(phone, operator, checker, member):
    activity = published(operator, checker, content="内部议程")
    services.remove_entry(by=operator, entry=entry_of(activity, member), reason="改由他人参加")
    text = page(phone, activity)

    assert "您已不在这项活动的名单中" in text and "改由他人参加" in text and "内部议程" not in text


def test_who_came_without_being_invited_has_no_leave_to_ask(operator, checker, member, county):
    invited = make_member(county, "应到")
    activity = moved(published(operator, checker, at(4), audience={"members": [invited.pk]}), 3.5)
    services.begin(by=operator, activity=activity)
    services.walk_in(by=operator, activity=activity, membership=member)

    mine = one(as_member(member), activity.pk)
    assert no_leave_because(mine) == "您不在这项活动的应到名单中，不必请假。"


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(phone, operator, checker, member, count):
    activity = published(operator, checker, *(session(10 + number) for number in range(count)))
    granted(activity, member, operator, sittings=[activity.sittings.first()])
    address = reverse("activities:activity", args=[activity.pk])
    phone.get(address)

    with CaptureQueriesContext(connection) as asked:
        phone.get(address)
    assert len(asked) == 16
