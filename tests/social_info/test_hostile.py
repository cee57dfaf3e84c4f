"""Bad input and bad luck: markup, odd characters, sizes, posted states, strangers' rows, races."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from core.clock import today
from core.uploads import UploadRefused
from core.workflow import Refused, Stale
from documents import services as documents
from social_info import services
from social_info.models import Issue, Report, Reporter, Version
from social_info.services import editing
from social_info.services.numbers import next_number
from tests.factories import found_tree, make_actor
from tests.social_info import ground

MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">点我</a>',
    "{{ request.user.password }}",
    "{% load static %}",
    "<style>*{display:none}</style>",
]


@pytest.fixture
def writer(client, house, sign_in):
    user = User.objects.get(pk=house.member.user_id)
    sign_in(house.organization, user=user)
    return user


def form(**more):
    return (
        {"draft_key": "k", "revision": 0, "label": "internal", "topic": "other", "submit": "1"}
        | ground.TEXT
        | more
    )


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_kept_as_the_characters_it_is_and_runs_nowhere(client, writer, house, sign_in, text):
    client.post(reverse("social_info:new"), form(title=f"标题{text}"[:60], situation=text, suggestions=text))
    report = Report.objects.get()
    assert report.situation == text
    pages = [client.get(reverse("social_info:report", args=[report.pk])).content.decode()]
    pages.append(client.get(reverse("social_info:own")).content.decode())
    sign_in(house.organization, user=User.objects.get(pk=house.editor.user_id))
    pages.append(client.get(reverse("admin:social_info_report_change", args=[report.pk])).content.decode())
    pages.append(client.get(reverse("admin:social_info_report_changelist")).content.decode())
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page
        assert "<style>*" not in page


@pytest.mark.parametrize("name", ["title", "situation", "suggestions", "area", "source_note"])
@pytest.mark.parametrize("text", ["前\0后", "前\ud800后"])
def test_characters_that_cannot_be_stored_are_named(house, name, text):
    with pytest.raises(ValidationError, match="无法识别的字符"):
        services.start_report(by=house.member, **{name: text})
    assert not Report.objects.exists()


def test_a_nul_in_a_post_is_one_sentence_and_no_draft(client, writer):
    answer = client.post(reverse("social_info:save"), {"draft_key": "k", "title": "前\0后"})
    assert answer.status_code == 400
    assert "无法识别的字符" in answer.json()["error"]
    answer = client.post(reverse("social_info:new"), form(title="前\0后"))
    assert answer.status_code == 200
    assert not Report.objects.exists()
    assert client.get(reverse("social_info:find"), {"q": "a\0b"}).status_code == 200


def test_three_megabytes_are_refused_before_they_are_read(client, writer):
    answer = client.post(reverse("social_info:save"), {"draft_key": "k", "situation": "长" * 1_000_000})
    assert answer.status_code == 400
    assert not Report.objects.exists()


def test_a_draft_beyond_all_measure_is_not_kept(house):
    with pytest.raises(ValidationError, match="情况反映不能超过 20000 字"):
        services.start_report(by=house.member, situation="长" * 20_001)


def test_a_posted_state_label_or_author_changes_nothing_it_should_not(client, writer, house):
    client.post(
        reverse("social_info:new"), form(state="issued", created_by=1, number=99, organization=1, sent_up="1")
    )
    report = Report.objects.get()
    assert (report.state, report.number, report.sent_up) == ("submitted", 1, False)
    assert report.created_by_id == writer.pk
    assert client.post(reverse("social_info:new"), form(draft_key="x", label="secret")).status_code == 200
    assert client.post(reverse("social_info:save"), {"draft_key": "y", "label": "secret"}).status_code == 400
    assert Report.objects.count() == 1


def test_nobody_writes_into_anothers_draft(client, writer, house):
    theirs = ground.write(house.other)
    for name in ("edit", "report", "take_back", "delete", "speak", "attach"):
        url = reverse(f"social_info:{name}", args=[theirs.pk])
        answer = client.get(url) if name in ("edit", "report") else client.post(url, {"text": "你好"})
        assert answer.status_code == 404, name
    assert (
        client.post(
            reverse("social_info:save"), {"pk": theirs.pk, "revision": 0, "title": "改了"}
        ).status_code
        == 404
    )
    theirs.refresh_from_db()
    assert theirs.title == ground.TEXT["title"]


def test_merging_across_organisations_is_refused_and_nothing_is_half_merged(house, tree):
    theirs = ground.editing(ground.desk(tree.other_county))
    mine, second = ground.editing(house), ground.editing(house, house.other)
    with pytest.raises(Refused, match="不同政协组织"):
        services.merge(by=house.editor, main=mine, sources=[second, theirs])
    with pytest.raises(Refused):
        services.compile_reports(by=house.editor, reports=[mine, theirs], title="综合")
    assert set(Report.objects.values_list("state", flat=True)) == {"editing"}


def test_merging_into_itself_into_a_merged_one_or_twice_is_refused(house):
    main, one = ground.editing(house), ground.editing(house, house.other)
    with pytest.raises(Refused, match="并入它自己"):
        services.merge(by=house.editor, main=main, sources=[main])
    services.merge(by=house.editor, main=main, sources=[one])
    with pytest.raises(Refused):
        services.merge(by=house.editor, main=main, sources=[one])
    third = ground.editing(house)
    with pytest.raises(Refused, match="本身是综合信息"):
        services.merge(by=house.editor, main=third, sources=[main])


def test_a_member_of_another_organisation_cannot_be_named(house, tree):
    stranger = ground.membership_of(ground.member(tree.other_county, "邻县委员"))
    report = ground.write(house.member)
    with pytest.raises(ValidationError, match="不属于本会"):
        services.name_reporters(
            by=house.member, report=report, names=[services.Name("member", membership=stranger)]
        )


def test_after_signing_nothing_is_edited(house):
    report = ground.signed(house)
    with pytest.raises(Refused, match="不能再改采编稿"):
        services.save_version(by=house.editor, report=report, title="改", body="改", seen=1)
    with pytest.raises(Refused, match="不能再修改"):
        services.save_draft(by=house.member, report=report, revision=report.revision, title="改")


def test_the_database_keeps_the_original_the_versions_and_what_was_issued(house):
    report = ground.issued(house)
    for rows, values in (
        (Report.objects.filter(pk=report.pk), {"situation": "改"}),
        (Version.objects.filter(report=report), {"body": "改"}),
        (Issue.objects.all(), {"number": 9}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk)._raw_delete("default")


def test_two_editors_do_not_overwrite_each_other(house):
    report = ground.MAKE["editing"](house)
    services.save_version(by=house.head, report=report, title="二稿", body="二稿正文", seen=1)
    with pytest.raises(Stale, match="已被他人更新"):
        services.save_version(by=house.editor, report=report, title="又一稿", body="又一稿正文", seen=1)


def test_a_correspondent_has_no_desk_and_no_one_hands_in_for_another(house):
    correspondent = make_actor(house.organization, Role.CORRESPONDENT)
    with pytest.raises(Refused):
        services.enter(by=correspondent, names=[], **ground.TEXT)
    report = ground.write(house.member)
    with pytest.raises(Refused):
        services.submit(by=house.other, report=report)
    with pytest.raises(Refused):
        services.start_report(by=house.chair, **ground.TEXT)


def test_a_citizen_without_a_phone_is_refused_by_the_database_too(house):
    report = ground.write(house.member)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reporter.objects.create(report=report, position=9, kind="citizen", name="群众")


def test_an_adoption_in_the_future_or_before_time_is_refused(house):
    report = ground.issued(house)
    for day in (today().replace(year=today().year + 1, day=1), today().replace(year=1990, day=1)):
        with pytest.raises(ValidationError, match="采用日期应在"):
            services.adopt(
                by=house.editor, report=report, level="city", kind="single", body="市政协", adopted_on=day
            )


def test_a_file_of_another_kind_is_refused(house):
    report = ground.write(house.member)
    with pytest.raises(UploadRefused):
        documents.attach(
            by=house.member,
            owner_type="social_info.report",
            owner_id=report.pk,
            file=SimpleUploadedFile("a.html", b"<b>"),
        )


def test_a_unit_answers_once_and_only_its_own(house):
    report = ground.forwarded(house)
    referral = report.referrals.get()
    with pytest.raises(Refused):
        services.reply(by=house.chair, referral=referral, text="答复")
    services.reply(by=house.liaison, referral=referral, text="已列入计划。")
    with pytest.raises(Refused):
        services.reply(by=house.liaison, referral=referral, text="再答")
    referral.refresh_from_db()
    assert referral.reply == "已列入计划。"


def test_a_long_compiled_text_is_cut_to_what_a_version_may_hold(house):
    assert len(editing._side_by_side([Report(title="长", situation="长" * 20_000)])) == 20_000


# Races, with the guard and without it


@pytest.mark.django_db(transaction=True)
def test_twenty_issues_at_once_are_numbered_one_to_twenty_without_a_gap():
    house = ground.desk(found_tree().county)
    issues = [
        ground.issue_of(house, ground.signed(house, ground.editing(house, title=f"第{n}篇"))).pk
        for n in range(20)
    ]
    failures = at_once(issues, lambda pk: _publish(house, pk))
    assert failures == []
    numbers = sorted(Issue.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 21))
    assert ground.agrees(house.organization)


def _publish(house, pk):
    services.publish_issue(by=house.editor, issue=Issue.objects.get(pk=pk), issued_on=today())


@pytest.mark.django_db(transaction=True)
def test_the_control_without_the_counter_gives_a_number_twice():
    """The same load, each taking the highest number plus one: the database refuses what is taken twice."""
    house = ground.desk(found_tree().county)
    taken, gate = [], threading.Barrier(8)

    def naive(_):
        with transaction.atomic():
            last = (
                Report.objects.filter(year=today().year)
                .order_by("-number")
                .values_list("number", flat=True)
                .first()
            )
            gate.wait(10)
            taken.append((last or 0) + 1)

    at_once(range(8), naive)
    assert len(set(taken)) < len(taken)
    counted = []

    def guarded(_):
        with transaction.atomic():
            counted.append(next_number(house.organization.pk, "control", today().year))

    at_once(range(8), guarded)
    assert sorted(counted) == list(range(1, 9))


@pytest.mark.django_db(transaction=True)
def test_one_adoption_clicked_eight_times_at_once_is_one_fact():
    house = ground.desk(found_tree().county)
    report = ground.issued(house)
    said = {"level": "province", "kind": "single", "body": "省政协", "adopted_on": today()}
    failures = at_once(range(8), lambda _: services.adopt(by=house.editor, report=report, **said))
    assert len(failures) == 7
    assert all(isinstance(one, Refused) for one in failures)
    assert report.adoptions.filter(level="province").count() == 1
    assert ground.agrees(house.organization)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_wins():
    house = ground.desk(found_tree().county)
    for _ in range(5):
        report = ground.handed_in(house.member)
        failures = at_once(
            ("return", "decline"),
            lambda step, report=report: services.move(
                by=house.editor, report=report, step=step, reason="不具体"
            ),
        )
        report.refresh_from_db()
        assert report.state in ("returned", "not_adopted")
        assert len(failures) == 1
    assert ground.agrees(house.organization)


def at_once(items, work) -> list[Exception]:
    """Every item in a thread of its own; what each raised."""
    failures = []

    def run(item):
        try:
            work(item)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(item,)) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failures
