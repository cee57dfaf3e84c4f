"""The door: members' own codes and names, sent by a staff phone now or later, taken once and at the server's time."""

import json
import uuid

import pytest

from accounts.choices import Role
from activities.choices import ActivityState
from activities.models import Activity, DoorScan, Presence, RosterEntry, SignFlag
from activities.services import signing_keys
from activities.signin import codes
from activities.signin.codes import Purpose
from core.models import AuditEntry
from notices.models import Message
from tests.activities.signin_ground import at, clock, invite, meeting, member
from tests.factories import make_membership

SOON = at(8, 52)
"""When the server hears of it, unless a test says otherwise."""


@pytest.fixture
def people(county):
    return [member(county, name) for name in ("魏听澜", "丁川", "卢溯")]


@pytest.fixture
def sitting(county, people):
    return meeting(county, *people)


@pytest.fixture
def phone(county, sign_in, client):
    sign_in(county, Role.OPERATOR)
    return client


def shown(membership, moment) -> str:
    """The code on the member's phone, issued by the server at `moment`."""
    organization = membership.organization_id
    return codes.write(
        signing_keys.people_key(organization), Purpose.MEMBER, organization=organization,
        subject=membership.pk, moment=int(moment.timestamp()),
    )  # fmt: skip


def told(sitting, moment) -> str:
    """What the server last told the phone at `moment`."""
    return signing_keys.anchor(sitting, moment.timestamp())


def scan(sitting, seen, *, code="", entry=None, anchored=None, number=None) -> dict:
    """One scan at `seen`, counted on from `anchored`."""
    anchored = anchored or seen
    what = {"entry": entry.pk} if entry else {"code": code}
    elapsed = (seen - anchored).total_seconds()
    return {"uuid": str(number or uuid.uuid4()), "anchor": told(sitting, anchored), "elapsed": elapsed} | what


def send(phone, sitting, *scans, at_=SOON) -> list[tuple]:
    response = post(phone, sitting, {"scans": list(scans)}, at_)
    assert response.status_code == 200, response.content.decode()
    results = response.json()["results"]
    assert [one["uuid"] for one in results] == [one["uuid"] for one in scans]
    return [(one["outcome"], one["name"], one["sentence"]) for one in results]


def post(phone, sitting, body, at_=SOON):
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    with clock(at_):
        return phone.post(f"/activities/door/{sitting.pk}/scans/", data, content_type="application/json")


def entry(sitting, membership) -> RosterEntry:
    return RosterEntry.objects.get(activity=sitting.activity, membership=membership)


# Scanning


def test_a_members_code_is_taken_at_the_time_of_its_issue(phone, sitting, people):
    one = scan(sitting, at(8, 51, 20), code=shown(people[0], at(8, 50, 40)))
    result = send(phone, sitting, one)
    presence = Presence.objects.get()

    assert result == [("done", "魏听澜", "已签到 8:50")]
    assert (presence.method, presence.scanned_at, presence.late) == ("token", at(8, 50, 40), False)
    assert presence.entry == entry(sitting, people[0])
    assert presence.recorded_by is not None


def test_sent_again_it_is_the_same_answer_and_no_second_row(phone, sitting, people):
    """The same number, a second scan of the same person, and both in one request."""
    first = scan(sitting, at(8, 51), code=shown(people[0], at(8, 50)))
    second = scan(sitting, at(8, 51, 30), code=shown(people[0], at(8, 51)))

    for _ in range(3):
        assert send(phone, sitting, first, second) == [
            ("done", "魏听澜", "已签到 8:50"),
            ("already", "魏听澜", "此前已签到 8:50"),
        ]
    assert (Presence.objects.count(), DoorScan.objects.count()) == (1, 2)
    assert AuditEntry.objects.filter(act="现场扫码签到").count() == 1
    assert Message.objects.count() == 1


def test_scans_of_an_hour_without_network_keep_their_times(phone, sitting, people):
    """Told 8:40, cut off, three people come, sent at 10:15 by a phone whose own clock nobody asks."""
    queue = [
        scan(sitting, at(8, 41, 5), code=shown(people[0], at(8, 41)), anchored=at(8, 40)),
        scan(sitting, at(9, 12), entry=entry(sitting, people[1]), anchored=at(8, 40)),
        scan(sitting, at(9, 30), code=shown(people[2], at(9, 29)), anchored=at(8, 40)),
    ]

    assert send(phone, sitting, *queue, at_=at(10, 15)) == [
        ("done", "魏听澜", "已签到 8:41"),
        ("done", "丁川", "已签到 9:12，迟到"),
        ("done", "卢溯", "已签到 9:29，迟到"),
    ]
    assert [
        (one.scanned_at, one.late, one.method) for one in Presence.objects.order_by("entry__position")
    ] == [
        (at(8, 41), False, "token"),
        (at(9, 12), True, "list"),
        (at(9, 29), True, "token"),
    ]


def test_the_server_may_hear_of_it_after_sign_in_has_closed(phone, sitting, people):
    one = scan(sitting, at(8, 51), code=shown(people[0], at(8, 51)), anchored=at(8, 50))

    assert send(phone, sitting, one, at_=at(15)) == [("done", "魏听澜", "已签到 8:51")]


def test_who_signed_in_by_phone_before_keeps_that_time(phone, sitting, people):
    mine = entry(sitting, people[0])
    with clock(at(8, 30)):
        Presence.objects.create(sitting=sitting, entry=mine, method="qr")

    assert send(phone, sitting, scan(sitting, at(8, 52), code=shown(people[0], at(8, 51)))) == [
        ("already", "魏听澜", "此前已签到 8:30")
    ]
    assert SignFlag.objects.count() == 0


def test_an_earlier_scan_that_arrives_after_a_late_sign_in_is_shown_to_staff(phone, sitting, people):
    mine = entry(sitting, people[0])
    with clock(at(9, 30)):
        Presence.objects.create(sitting=sitting, entry=mine, method="qr", late=True)
    one = scan(sitting, at(8, 52), code=shown(people[0], at(8, 51)), anchored=at(8, 40))

    assert send(phone, sitting, one, at_=at(10)) == [("already", "魏听澜", "此前已签到 9:30，迟到")]
    flag = SignFlag.objects.get()
    assert (flag.kind, flag.entry, flag.detail) == ("earlier", mine, "现场扫码 8:51，已有签到 9:30 迟到")


# What is refused


def nothing_written() -> bool:
    return (Presence.objects.count(), DoorScan.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("issued", "seen", "outcome"),
    [
        (at(8, 50), at(8, 52), "done"),
        (at(8, 50), at(8, 52, 1), "expired"),
        (at(8, 20), at(8, 52), "expired"),
        (at(8, 53), at(8, 52), "future"),
        (at(9, 52), at(8, 52), "future"),
    ],
)
def test_a_code_older_than_two_minutes_or_from_the_future_is_refused(
    phone, sitting, people, issued, seen, outcome
):
    result = send(phone, sitting, scan(sitting, seen, code=shown(people[0], issued)), at_=at(8, 52, 2))

    assert result[0][:2] == (outcome, "魏听澜")
    assert nothing_written() == (outcome != "done")
    assert list(SignFlag.objects.values_list("kind", flat=True)) == ["future"] * (outcome == "future")


def test_a_queue_does_not_make_an_old_code_fresh(phone, sitting, people):
    """A picture of a code of 8:30, shown at 9:20 to a phone without network."""
    one = scan(sitting, at(9, 20), code=shown(people[0], at(8, 30)), anchored=at(8, 40))

    assert send(phone, sitting, one, at_=at(10))[0][0] == "expired"
    assert nothing_written()


def turned(text: str, place: int) -> str:
    return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]


def test_forged_codes_are_refused_and_counted(phone, county, tree, sitting, people):
    good = shown(people[0], at(8, 51))
    theirs = shown(member(tree.other_county, "邻县委员"), at(8, 51))
    hall = signing_keys.screen_code(sitting, Purpose.ARRIVE, at(8, 52).timestamp())
    wrong = [
        *(turned(good, place) for place in range(28)),
        theirs,
        hall,
        told(sitting, at(8, 51)),
        "x",
        "签" * 28,
    ]
    results = send(phone, sitting, *(scan(sitting, at(8, 52), code=code) for code in wrong))

    assert {outcome for outcome, _, _ in results} == {"forged"}
    assert results[0][2] == "不是本会委员的签到码"
    assert nothing_written()
    assert SignFlag.objects.get().times == 33


def test_a_member_who_is_not_invited_is_named_and_seen_by_staff(phone, county, sitting):
    stranger = make_membership(county, "覃青禾")

    assert send(phone, sitting, scan(sitting, at(8, 52), code=shown(stranger, at(8, 51)))) == [
        ("not_listed", "覃青禾", "不在本场次名单中，未签到")
    ]
    assert nothing_written()
    assert (SignFlag.objects.get().kind, SignFlag.objects.get().detail) == ("stranger", "现场扫码 覃青禾")


def test_who_belongs_to_another_session_is_not_taken_here(phone, county, sitting):
    other = member(county, "覃青禾")
    theirs = invite(sitting, other, expected=[])

    assert send(phone, sitting, scan(sitting, at(8, 52), code=shown(other, at(8, 51))))[0][0] == "not_listed"
    assert send(phone, sitting, scan(sitting, at(8, 52), entry=theirs))[0][0] == "not_listed"
    assert nothing_written()


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [(at(7, 59), "签到 8:00 才开始，未签到"), (at(11, 31), "签到已于 11:30 截止，请办理补签")],
)
def test_outside_the_window_nobody_is_taken(phone, sitting, people, moment, sentence):
    by_code = scan(sitting, moment, code=shown(people[0], moment))
    by_name = scan(sitting, moment, entry=entry(sitting, people[1]))
    results = send(phone, sitting, by_code, by_name, at_=moment)

    assert [one[2] for one in results] == [sentence, sentence]
    assert nothing_written()


def test_after_settlement_it_takes_late_entry(phone, sitting, people):
    Activity.objects.update(state=ActivityState.SETTLED)
    one = scan(sitting, at(8, 52), code=shown(people[0], at(8, 51)))

    assert send(phone, sitting, one, at_=at(15))[0][2] == "会议已结算或取消，请办理补签"
    assert nothing_written()


def test_a_picked_name_cannot_be_dated_by_the_phone(phone, sitting, people):
    """An anchor of ours is needed; running time that leads beyond now counts as now."""
    mine = entry(sitting, people[0])
    far = scan(sitting, at(8, 52), entry=mine) | {"elapsed": 9_000_000}
    assert send(phone, sitting, far, at_=at(9, 20))[0][2] == "已签到 9:20，迟到"

    other = meeting(sitting.activity.organization, title="常委会会议")
    for anchor in (
        told(other, at(8, 30)),
        turned(told(sitting, at(8, 30)), 27),
        shown(people[1], at(8, 30)),
        "x",
    ):
        one = scan(sitting, at(8, 52), entry=entry(sitting, people[1])) | {"anchor": anchor}
        assert send(phone, sitting, one, at_=at(9, 20))[0][0] == "expired"
    assert Presence.objects.count() == 1


def test_an_anchor_of_the_day_before_yesterday_is_too_old(phone, sitting, people):
    old = scan(sitting, at(8, 40), entry=entry(sitting, people[0]))

    assert send(phone, sitting, old, at_=at(8, 40).replace(day=6, hour=9))[0][2].startswith("离线时间过长")
    assert nothing_written()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "x",
        "[]",
        "{}",
        '{"scans": []}',
        '{"scans": {}}',
        '{"scans": [1]}',
        '{"scans": [{}]}',
        '{"scans": [{"uuid": "x", "anchor": "a", "elapsed": 0, "code": "c"}]}',
        '{"scans": [{"uuid": "6f1c1c4e-0000-4000-8000-000000000000", "anchor": "a", "elapsed": -1, "code": "c"}]}',
        '{"scans": [{"uuid": "6f1c1c4e-0000-4000-8000-000000000000", "anchor": "a", "elapsed": NaN, "code": "c"}]}',
        '{"scans": [{"uuid": "6f1c1c4e-0000-4000-8000-000000000000", "anchor": 1, "elapsed": 0, "code": "c"}]}',
        '{"scans": [{"uuid": "6f1c1c4e-0000-4000-8000-000000000000", "anchor": "a", "elapsed": 0}]}',
        '{"scans": [{"uuid": "6f1c1c4e-0000-4000-8000-000000000000", "anchor": "a", "elapsed": 0, "entry": true}]}',
        '{"scans": [{"uuid": "6f1c1c4e-0000-4000-8000-000000000000", "anchor": "a", "elapsed": 0, "code": "c", "entry": 1}]}',
        '{"scans": [{"uuid": "6f1c1c4e-0000-4000-8000-000000000000", "anchor": "a", "elapsed": 0, "code": {"a": 1}}]}',
        b"\xff\xfe",
        "[" * 50_000,
    ],
)  # fmt: skip
def test_what_our_page_never_sends_is_answered_in_one_sentence(phone, sitting, body):
    response = post(phone, sitting, body)

    assert response.status_code == 400
    assert response.json() == {"error": "扫码记录的格式不对，未写入：每次 1 至 100 条"}
    assert nothing_written()


def test_a_hundred_at_once_and_not_one_more(phone, county, sitting, people, django_assert_num_queries):
    many = [scan(sitting, at(8, 52), code=shown(people[0], at(8, 51))) for _ in range(101)]

    assert post(phone, sitting, {"scans": many}).status_code == 400
    assert nothing_written()
    assert len(send(phone, sitting, *many[:100])) == 100
    assert Presence.objects.count() == 1


def test_three_scans_cost_what_one_costs(county, phone, people, django_assert_num_queries):
    phone.get("/activities/door/worker.js")  # the first request of a session notes when it was seen
    for number in (1, 3):
        sitting = meeting(county, *people, title=f"{number} 人会议")
        scans = [scan(sitting, at(8, 52), code=shown(one, at(8, 51))) for one in people[:number]]
        with django_assert_num_queries(21):
            post(phone, sitting, {"scans": scans})


# Who keeps the door


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OPERATOR, 200),
        (Role.CHECKER, 200),
        (Role.COMMITTEE_OFFICE, 404),
        (Role.LEADER, 404),
        (Role.MEMBER, 404),
    ],
)
def test_who_may_keep_the_door(county, sitting, people, sign_in, client, role, status):
    sign_in(county, role)
    one = scan(sitting, at(8, 52), code=shown(people[0], at(8, 51)))
    address = f"/activities/door/{sitting.pk}/"

    assert client.get(address).status_code == status
    assert client.get(f"{address}roster/").status_code == status
    assert post(client, sitting, {"scans": [one]}).status_code == status
    assert Presence.objects.count() == (1 if status == 200 else 0)


def test_the_neighbour_finds_no_door(tree, sitting, sign_in, client):
    sign_in(tree.other_county, Role.OPERATOR)

    assert client.get(f"/activities/door/{sitting.pk}/").status_code == 404
    assert post(client, sitting, {"scans": [scan(sitting, at(8, 52), code="x")]}).status_code == 404


def test_the_roster_for_the_phone_names_who_is_expected_and_who_came(county, phone, sitting, people):
    invite(sitting, member(county, "他组委员"), expected=[])
    with clock(at(8, 41)):
        Presence.objects.create(sitting=sitting, entry=entry(sitting, people[1]), method="qr")
    with clock(at(8, 52)):
        answer = phone.get(f"/activities/door/{sitting.pk}/roster/").json()

    assert [(one["name"], one["at"]) for one in answer["people"]] == [
        ("魏听澜", ""),
        ("丁川", "8:41"),
        ("卢溯", ""),
    ]
    assert abs(answer["seconds"] - at(8, 52).timestamp()) < 5
    assert codes.read(answer["anchor"]).purpose == Purpose.ANCHOR


def test_the_worker_rules_over_the_doors_pages_only(phone):
    response = phone.get("/activities/door/worker.js")

    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in response
    assert b"caches.open" in response.content


# The member's own code


def test_the_members_page_shows_a_fresh_code_every_time(county, people, client):
    client.force_login(people[0].person.user)
    pages = []
    for moment in (at(8, 50), at(8, 51)):
        with clock(moment):
            pages.append(client.get("/activities/code/").content.decode())

    assert all("魏听澜" in page and 'class="code-square"' in page for page in pages)
    assert "08:50:0" in pages[0]
    squares = [page.split('class="code-square"')[1].split("</svg>")[0] for page in pages]
    assert squares[0] != squares[1]


def test_who_is_no_member_has_no_code(county, sign_in, client):
    sign_in(county, Role.OPERATOR)

    assert client.get("/activities/code/").status_code == 404
    assert client.get("/activities/code/square/").status_code == 404
