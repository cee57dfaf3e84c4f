"""Signing in by the code on the hall's screen, as a phone does it; every wrong way is answered and writes nothing."""

import pytest
from django.test import Client

from activities.choices import ActivityState, EntrySource
from activities.models import Activity, Presence, RosterEntry, SignDevice, SignFlag
from activities.services import signing_keys
from activities.signin.codes import Purpose
from core.models import AuditEntry
from notices.models import Message
from tests.activities.signin_ground import at, clock, invite, meeting, member, screen
from tests.factories import make_actor, make_user

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.fixture
def wei(county):
    return member(county, "魏听澜")


@pytest.fixture
def sitting(county, wei):
    return meeting(county, wei)


class Phone:
    """A browser of its own; `code` is what its camera sees."""

    def __init__(self, membership=None):
        self.client = Client(raise_request_exception=False)
        if membership is not None:
            self.client.force_login(membership.person.user)

    def opens(self, code):
        return self.client.get(f"/activities/sign/{code}/")

    def presses(self, code):
        return self.client.post(f"/activities/sign/{code}/")


def text_of(response) -> str:
    return response.content.decode()


def written() -> tuple[int, int]:
    return Presence.objects.count(), SignDevice.objects.count()


# The right way


def test_opened_and_pressed_it_is_written_once_with_the_databases_time(sitting, wei):
    phone = Phone(wei)
    with clock(at(8, 52)):
        opened = phone.opens(screen(sitting))
        pressed = phone.presses(screen(sitting))
    presence = Presence.objects.get()

    assert (opened.status_code, pressed.status_code) == (200, 200)
    assert '<button class="btn btn-primary sign-button" type="submit">签到</button>' in text_of(opened)
    assert "已签到" in text_of(pressed)
    assert "08:52" in text_of(pressed)
    assert "按时到会" in text_of(pressed)
    assert abs((presence.signed_at - at(8, 52)).total_seconds()) < 5
    assert (presence.method, presence.late, presence.entry.membership) == ("qr", False, wei)


def test_opening_writes_nothing(sitting, wei):
    with clock(at(8, 52)):
        Phone(wei).opens(screen(sitting))

    assert written() == (0, 0)


def test_sent_three_times_it_is_one_row_one_message_one_audit_entry(sitting, wei):
    phone = Phone(wei)
    with clock(at(8, 52)):
        code = screen(sitting)
        answers = [phone.presses(code) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert all("已签到" in text_of(answer) for answer in answers)
    assert written() == (1, 1)
    assert AuditEntry.objects.filter(act="签到").count() == 1
    assert list(Message.objects.filter(user=wei.person.user).values_list("title", flat=True)) == [
        "您已签到：十届一次全体会议"
    ]


def test_the_code_of_the_step_before_is_good_too(sitting, wei):
    with clock(at(8, 52, 5)):
        assert Phone(wei).presses(screen(sitting, seconds=10)).status_code == 200


def test_after_ten_minutes_it_is_late(sitting, wei):
    with clock(at(9, 10, 2)):
        page = text_of(Phone(wei).presses(screen(sitting)))

    assert "迟到" in page
    assert Presence.objects.get().late


def test_a_stranger_logs_in_first_and_comes_back_to_the_button(sitting, wei):
    """The code has long changed when the password is typed; this browser opened it while it was good."""
    user = wei.person.user
    user.set_password("Right-horse-2026")
    user.save()
    phone = Phone()
    with clock(at(8, 52)):
        code = screen(sitting)
        sent_away = phone.opens(code)
    with clock(at(8, 53, 30)):
        data = {
            "username": user.username,
            "password": "Right-horse-2026",
            "next": f"/activities/sign/{code}/",
        }
        back = phone.client.post("/accounts/login/", data)
        opened = phone.opens(code)
        pressed = phone.presses(code)

    assert sent_away["Location"] == f"/accounts/login/?next=/activities/sign/{code}/"
    assert back["Location"] == f"/activities/sign/{code}/"
    assert (opened.status_code, pressed.status_code) == (200, 200)
    assert Presence.objects.count() == 1


def test_who_opened_the_code_in_time_may_press_the_button_three_minutes_long(sitting, wei):
    phone = Phone(wei)
    with clock(at(8, 52)):
        code = screen(sitting)
        phone.opens(code)
    with clock(at(8, 55, 10)):
        late_press = phone.presses(code)
    with clock(at(8, 54, 50)):
        pressed = phone.presses(code)

    assert (late_press.status_code, pressed.status_code) == (410, 200)


def test_one_who_is_on_leave_and_comes_all_the_same_signs_in(county, wei):
    sitting = meeting(county)
    invite(sitting, wei, answer="leave")
    with clock(at(8, 52)):
        assert Phone(wei).presses(screen(sitting)).status_code == 200


def test_a_walk_in_entered_by_staff_signs_in(county, wei):
    sitting = meeting(county)
    invite(sitting, wei, expected=[], source=EntrySource.WALK_IN, change_reason="临时列席")
    with clock(at(8, 52)):
        assert Phone(wei).presses(screen(sitting)).status_code == 200


def test_signing_in_costs_few_statements(sitting, wei, django_assert_num_queries):
    """The first press and a repeat, session, person and role included."""
    phone = Phone(wei)
    with clock(at(8, 52)):
        code = screen(sitting)
        phone.opens(code)
        with django_assert_num_queries(16):
            phone.presses(code)
        with django_assert_num_queries(7):
            phone.presses(code)


# Signing out


def test_signing_out_notes_the_time_and_who_left_early(sitting, wei):
    phone = Phone(wei)
    with clock(at(8, 52)):
        phone.presses(screen(sitting))
    with clock(at(10, 59)):
        early = phone.presses(screen(sitting, Purpose.LEAVE))
    assert "早退" in text_of(early)
    assert Presence.objects.get().left_early

    with clock(at(11, 31)):
        page = text_of(phone.presses(screen(sitting, Purpose.LEAVE)))
    presence = Presence.objects.get()

    assert "按时离会" in page
    assert (presence.left_early, presence.left_at.minute) == (False, 31)


def test_who_has_not_signed_in_cannot_sign_out(sitting, wei):
    with clock(at(11)):
        answer = Phone(wei).presses(screen(sitting, Purpose.LEAVE))

    assert answer.status_code == 409
    assert "您还没有签到，不能签退" in text_of(answer)
    assert written() == (0, 0)


def test_before_the_start_nobody_signs_out(sitting, wei):
    phone = Phone(wei)
    with clock(at(8, 52)):
        phone.presses(screen(sitting))
        answer = phone.presses(screen(sitting, Purpose.LEAVE))

    assert "现在不能签退" in text_of(answer)
    assert Presence.objects.get().left_at is None


# Wrong codes


def refused(answer, status, sentence):
    assert (answer.status_code, sentence in text_of(answer)) == (status, True), text_of(answer)[-1500:]
    assert written() == (0, 0)


def flags() -> list[tuple]:
    return list(SignFlag.objects.order_by("id").values_list("kind", "times"))


FORGED = "签到码无效：它不是本次会议大屏上的二维码"
EXPIRED = "签到码已过期：大屏上的二维码每 10 秒更换一次"
FUTURE = "签到码的时间与系统时间不符，未签到"


def test_every_flipped_bit_is_refused_by_the_page(sitting, wei):
    """168 bits of the current and 168 of the previous code, each sent by a phone; counted on one row."""
    phone = Phone(wei)
    with clock(at(8, 52, 5)):
        codes = [screen(sitting), screen(sitting, seconds=10)]
        for code in codes:
            for place, letter in enumerate(code):
                for bit in range(6):
                    turned = ALPHABET[ALPHABET.index(letter) ^ 1 << bit]
                    answer = phone.presses(code[:place] + turned + code[place + 1 :])
                    assert answer.status_code == 400
        refused(phone.presses("A" * 28), 400, FORGED)
        assert phone.presses(screen(sitting)).status_code == 200
    assert sum(times for kind, times in flags()) == 337
    assert {kind for kind, _ in flags()} == {"forged"}


def test_a_forged_code_is_counted_also_when_it_is_only_opened(sitting, wei):
    with clock(at(8, 52)):
        refused(Phone(wei).opens("A" * 28), 400, FORGED)
        refused(Phone().opens("A" * 28), 302, "")
    assert flags() == [("forged", 1)]


def test_a_photograph_is_dead_after_twenty_seconds(sitting, wei):
    with clock(at(8, 52)):
        code = screen(sitting)
    with clock(at(8, 52, 9.5)):
        assert Phone(wei).opens(code).status_code == 200
    with clock(at(8, 52, 21)):
        refused(Phone(wei).presses(code), 410, EXPIRED)
    assert flags() == []


def test_a_ticket_of_another_browser_or_code_does_not_help(sitting, wei):
    phone = Phone(wei)
    with clock(at(8, 51)):
        phone.opens(screen(sitting))
    with clock(at(8, 52)):
        code = screen(sitting)
    with clock(at(8, 52, 30)):
        refused(phone.presses(code), 410, EXPIRED)
        phone.client.cookies["sign_ticket"] = f"{code} 1772671920.0:forged"
        refused(phone.presses(code), 410, EXPIRED)


def test_a_clock_set_forward_or_back_makes_codes_worthless(sitting, wei):
    """Codes made while the server's clock was wrong: an hour ahead, an hour behind."""
    with clock(at(8, 52)):
        refused(Phone(wei).presses(screen(sitting, seconds=-3600)), 400, FUTURE)
        refused(Phone(wei).presses(screen(sitting, seconds=3600)), 410, EXPIRED)
    assert flags() == [("future", 1)]


def test_what_the_phone_says_of_the_time_is_ignored(sitting, wei):
    phone = Phone(wei)
    with clock(at(9, 30)):
        data = {"signed_at": "2026-03-05T08:00", "moment": "1772668800"}
        phone.client.post(f"/activities/sign/{screen(sitting)}/", data)
    presence = Presence.objects.get()

    assert (presence.late, abs((presence.signed_at - at(9, 30)).total_seconds()) < 5) == (True, True)


def test_another_meetings_code_does_not_open_this_one(county, sitting, wei):
    """The seal of one meeting under the number of the other."""
    other = meeting(county, wei, title="常委会会议")
    with clock(at(8, 52)):
        mine, theirs = screen(sitting), screen(other)
        refused(Phone(wei).presses(mine[:12] + theirs[12:]), 400, FORGED)
    assert flags() == [("forged", 1)]


def test_a_code_signs_in_where_it_says_and_nowhere_else(county, wei):
    """A meeting to which one is not invited: its own good code, and nothing is written."""
    other = meeting(county, member(county, "丁川"), title="主席会议")
    with clock(at(8, 52)):
        refused(Phone(wei).presses(screen(other)), 409, "您不在本场次的名单中，未签到")


def test_another_organisations_code_is_no_code_here(tree, wei):
    theirs = meeting(tree.other_county, member(tree.other_county, "邻县委员"))
    with clock(at(8, 52)):
        refused(Phone(wei).presses(screen(theirs)), 400, FORGED)
        refused(Phone(wei).opens(screen(theirs)), 400, FORGED)
    flag = SignFlag.objects.get()

    assert (flag.organization, flag.sitting) == (wei.organization, None)


@pytest.mark.parametrize("purpose", [Purpose.MEMBER, Purpose.DISPLAY, Purpose.ANCHOR])
def test_a_code_of_another_purpose_does_not_sign_in(sitting, wei, purpose):
    with clock(at(8, 52)):
        refused(Phone(wei).presses(screen(sitting, purpose)), 400, FORGED)


def test_a_renewed_key_ends_the_codes_of_the_old_one(county, sitting, wei):
    with clock(at(8, 52)):
        code = screen(sitting)
        signing_keys.renew_key(by=make_actor(county, "operator"), sitting=sitting)
        refused(Phone(wei).presses(code), 400, FORGED)
        assert Phone(wei).presses(screen(sitting)).status_code == 200


@pytest.mark.parametrize("code", ["x", "签到" * 14, "A" * 5000, "%00" * 28, "..%2F" * 5 + "abc"])
def test_garbage_is_answered_in_chinese(sitting, wei, code):
    answer = Phone(wei).presses(code)

    assert answer.status_code in (400, 404)
    assert written() == (0, 0)


# The wrong time, place or person


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        (at(7, 59, 50), "签到 8:00 开始，现在还不能签到"),
        (at(11, 30, 1), "签到已于 11:30 截止，未签到"),
    ],
)
def test_outside_the_window_nobody_signs_in(sitting, wei, moment, sentence):
    with clock(moment):
        refused(Phone(wei).presses(screen(sitting)), 409, sentence)


@pytest.mark.parametrize("state", [ActivityState.CANCELLED, ActivityState.SETTLED, ActivityState.ARCHIVED])
def test_a_meeting_that_is_over_or_called_off_takes_no_codes(sitting, wei, state):
    Activity.objects.update(state=state)
    with clock(at(8, 52)):
        refused(Phone(wei).presses(screen(sitting)), 409, "这场会议现在不能扫码签到")


def test_who_was_taken_off_the_roster_or_belongs_to_another_session_is_sent_to_the_staff(county, wei):
    sitting = meeting(county)
    entry = invite(sitting, wei, expected=[])
    with clock(at(8, 52)):
        refused(Phone(wei).presses(screen(sitting)), 409, "您不在本场次的名单中")
        RosterEntry.objects.filter(pk=entry.pk).update(
            expected=[sitting.pk], removed_at=at(8), change_reason="工作调动", source="added"
        )
        refused(Phone(wei).presses(screen(sitting)), 409, "您不在本场次的名单中")


def test_staff_without_a_membership_are_told_so(county, sitting):
    client = Client()
    client.force_login(make_user(county, "unit_liaison"))
    with clock(at(8, 52)):
        answer = client.post(f"/activities/sign/{screen(sitting)}/")

    refused(answer, 403, "您登录的账号不是本会委员的账号")


def test_a_stranger_who_presses_is_sent_to_log_in(sitting):
    with clock(at(8, 52)):
        answer = Phone().presses(screen(sitting))

    assert answer["Location"].startswith("/accounts/login/")
    assert (written(), flags()) == ((0, 0), [])


# One phone, one member


def change_hands(phone: Phone, membership) -> None:
    """The same phone logs out and another member logs in; the browser keeps its cookies."""
    phone.client.post("/accounts/logout/")
    phone.client.force_login(membership.person.user)


def test_the_second_member_on_one_phone_is_refused_and_seen_by_staff(county, sitting, wei):
    ding = member(county, "丁川")
    theirs = invite(sitting, ding)
    phone = Phone(wei)
    with clock(at(8, 52)):
        phone.presses(screen(sitting))
        change_hands(phone, ding)
        answers = [phone.presses(screen(sitting)) for _ in range(2)]
    flag = SignFlag.objects.get()

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "这部手机已为另一名委员签到，未签到" in text_of(answers[0])
    assert "魏听澜" not in text_of(answers[0])
    assert written() == (1, 1)
    assert (flag.kind, flag.times, flag.entry, flag.device_owner.membership) == ("device", 2, theirs, wei)
    assert AuditEntry.objects.filter(act="签到异常：一台设备为多人签到").count() == 1


def test_own_phone_after_the_refusal(county, sitting, wei):
    ding = member(county, "丁川")
    invite(sitting, ding)
    borrowed = Phone(wei)
    with clock(at(8, 52)):
        borrowed.presses(screen(sitting))
        change_hands(borrowed, ding)
        borrowed.presses(screen(sitting))
        assert Phone(ding).presses(screen(sitting)).status_code == 200
    assert written() == (2, 2)


def test_one_member_may_use_two_phones_and_a_phone_is_free_at_the_next_meeting(county, sitting, wei):
    ding = member(county, "丁川")
    other = meeting(county, ding, title="常委会会议")
    phone = Phone(wei)
    with clock(at(8, 52)):
        phone.presses(screen(sitting))
        assert Phone(wei).presses(screen(sitting)).status_code == 200
        change_hands(phone, ding)
        assert phone.presses(screen(other)).status_code == 200
    assert written() == (2, 2)


def test_a_changed_device_mark_is_a_new_device(sitting, wei):
    phone = Phone(wei)
    phone.client.cookies["sign_device"] = "made-up:value"
    with clock(at(8, 52)):
        assert phone.presses(screen(sitting)).status_code == 200
    assert phone.client.cookies["sign_device"].value != "made-up:value"


def test_marks_are_hidden_from_scripts_and_stay_on_their_path(sitting, wei):
    phone = Phone(wei)
    with clock(at(8, 52)):
        phone.opens(screen(sitting))
    for name in ("sign_device", "sign_ticket"):
        mark = phone.client.cookies[name]
        assert (mark["httponly"], mark["samesite"], mark["path"]) == (True, "Lax", "/activities/sign/")
    assert phone.client.cookies["sign_device"].value.split(":")[0] not in SignDevice.objects.values_list(
        "digest", flat=True
    )
