"""Clusters, the 通报, ranking by two keys, year on year, and early warnings of the yearly minimum."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from accounts.choices import Role
from accounts.models import User
from core import jobs
from core.clock import today
from core.workflow import Refused
from social_info import charts, services
from social_info.models import ClusterScan, Report, ReportPolicy
from social_info.queries import figures
from social_info.resources.bulletin import bulletin_book, bulletin_word
from social_info.services import minimum
from tests.factories import give_office
from tests.social_info import ground

WATER = {
    "title": "关于东干渠清淤的情况反映",
    "situation": "东干渠多年没有清淤，灌溉季节下游六个村用不上水，群众多次反映。",
    "suggestions": "建议水利部门列入冬修计划，明确管护责任。",
}


def scan(house, percent=60):
    made = services.start_scan(
        by=house.editor, since=today() - dt.timedelta(days=30), until=today(), percent=percent
    )
    jobs.run(made.job_id)
    made.refresh_from_db()
    return made


def test_like_reports_stand_together_and_others_apart(house):
    one, two = (
        ground.handed_in(house.member),
        ground.handed_in(house.other, situation=ground.TEXT["situation"] + "请重视。"),
    )
    ground.handed_in(house.member, **WATER)
    made = scan(house)
    assert made.groups == [[one.pk, two.pk]]
    assert made.job.result == {"groups": 1}


def test_labelled_reports_never_enter_a_cluster(house):
    ground.handler(house.editor)
    ground.handed_in(house.member)
    ground.handed_in(house.other, label="sensitive")
    assert scan(house).groups == []


def test_a_draft_compiled_piece_is_opened_from_a_cluster(client, house, sign_in):
    rows = [ground.handed_in(house.member), ground.handed_in(house.other)]
    made = scan(house)
    sign_in(house.organization, user=User.objects.get(pk=house.editor.user_id))
    page = client.get(reverse("admin:social_info_clusterscan_change", args=[made.pk])).content.decode()
    link = f"{reverse('admin:social_info_report_compile')}?of={rows[0].pk}-{rows[1].pk}"
    assert link in page
    client.post(link, {"title": "电梯资金综合"})
    assert {row.state for row in Report.objects.filter(pk__in=[row.pk for row in rows])} == {"merged"}


def test_a_report_labelled_after_the_search_is_no_longer_shown_in_its_group(client, house, sign_in):
    rows = [ground.handed_in(house.member), ground.handed_in(house.other)]
    made = scan(house)
    services.relabel(by=house.editor, report=rows[0], label="sensitive", reason="涉及个人")
    sign_in(house.organization, user=User.objects.get(pk=house.editor.user_id))
    page = client.get(reverse("admin:social_info_clusterscan_change", args=[made.pk])).content.decode()
    assert "没有相近的信息" in page


@pytest.mark.parametrize(("days", "percent"), [(400, 60), (-2, 60), (10, 10)])
def test_a_window_too_wide_or_turned_round_is_refused(house, days, percent):
    with pytest.raises(ValidationError):
        services.start_scan(
            by=house.editor, since=today() - dt.timedelta(days=days), until=today(), percent=percent
        )
    assert not ClusterScan.objects.exists()


def test_only_the_desk_searches_for_clusters(house):
    with pytest.raises(Refused):
        services.start_scan(by=house.member, since=today(), until=today(), percent=60)


def adopted(house, actor, level, title="某事"):
    report = ground.issued(house, ground.editing(house, actor, title=title))
    if level != "county":
        services.adopt(
            by=house.editor,
            report=report,
            level=level,
            kind="single",
            body=f"{level}政协",
            adopted_on=today(),
        )
    return report


def test_the_ranking_has_two_keys_and_equals_share_a_rank(house):
    """covers S130"""
    third = ground.member(house.organization, "子衿")
    adopted(house, house.member, "province")
    ground.handed_in(house.member)
    adopted(house, house.other, "province")
    adopted(house, third, "province")
    lines = figures.ranking(house.editor, figures.year_to(today()), units=False)
    shown = [(one.rank, one.name, one.received, one.adopted, one.score) for one in lines]
    assert sorted(shown) == [
        (1, "卫风", 1, 1, Decimal(5)),
        (1, "子衿", 1, 1, Decimal(5)),
        (3, "甘棠", 2, 1, Decimal(5)),
    ]
    assert {one.name: one.rate for one in lines}["甘棠"] == Decimal("0.5")


def test_a_piece_in_a_compiled_one_counts_as_adopted_where_the_rule_says_so(house):
    main = ground.merged(house).merged_into
    ground.issued(house, main)
    span = figures.year_to(today())
    assert [one.adopted for one in figures.ranking(house.editor, span, units=False)] == [1, 1]
    ReportPolicy.objects.create(organization=house.organization, merged_counts_singly=False)
    assert [one.adopted for one in figures.ranking(house.editor, span, units=False)] == [0, 0]


def test_year_on_year_by_level(house):
    """covers S126"""
    report = adopted(house, house.member, "national")
    services.adopt(
        by=house.editor, report=report, level="province", kind="single", body="省政协",
        adopted_on=figures.year_to(today()).year_before().first,
    )  # fmt: skip
    now = figures.year_to(today())
    assert figures.by_level(house.editor, now) == {"national": 1, "province": 0, "city": 0, "county": 1}
    assert figures.by_level(house.editor, now.year_before()) == {
        "national": 0,
        "province": 1,
        "city": 0,
        "county": 0,
    }
    chart = charts.levels(house.chair, now)
    assert chart["title"] == "省级以上采用 1 篇，与上年同期持平"


def test_labelled_reports_are_not_counted_for_who_may_not_read_them(house):
    ground.handler(house.editor)
    ground.handed_in(house.member, label="sensitive")
    ground.handed_in(house.member)
    span = figures.year_to(today())
    assert figures.totals(house.head, span)["received"] == 1
    assert figures.totals(house.chair, span)["received"] == 1
    assert figures.totals(house.editor, span)["received"] == 2


def test_the_bulletin_as_word_and_as_book(house):
    adopted(house, house.member, "province", "关于公交的情况")
    words = "\n".join(
        one.text for one in Document(io.BytesIO(bulletin_word(house.editor, today()))).paragraphs
    )
    assert f"{today().year}年{today().month}月社情民意信息工作情况通报" in words
    assert "本月共收到社情民意信息 1 篇，被各级采用 1 篇，得到领导批示 0 件。" in words
    book = load_workbook(io.BytesIO(bulletin_book(house.editor, today())))
    assert book.sheetnames == ["各级采用", "报送单位", "委员", "采用明细"]
    cells = [cell for row in book["采用明细"].iter_rows(values_only=True) for cell in row]
    assert "关于公交的情况" in cells
    assert "甘棠" in cells


def test_the_bulletin_shows_the_rank_of_units(house):
    report = services.enter(
        by=house.editor, names=[services.Name("party", name="民盟某县总支")], **ground.TEXT
    )
    ground.issued(house, services.move(by=house.editor, report=report, step="accept"))
    lines = figures.ranking(house.editor, figures.year_to(today()), units=True)
    assert [(one.rank, one.name, one.received, one.adopted) for one in lines] == [(1, "民盟某县总支", 1, 1)]


def test_who_is_short_of_the_yearly_minimum_is_reminded_once_a_month(house):
    standing = ground.member(house.organization, "常委甲", Role.STANDING_MEMBER)
    give_office(ground.membership_of(standing), "standing")
    ground.handed_in(house.member)
    ground.handed_in(standing)
    short = {one.profile.name: one.missing for one in minimum.short_of_minimum(house.organization, today())}
    assert short == {"卫风": 1, "常委甲": 2}
    june = dt.date(today().year, 6, 1)
    assert minimum.warn(house.organization, day=june) == 2
    assert minimum.warn(house.organization, day=june) == 0
    assert minimum.warn(house.organization, day=dt.date(today().year, 7, 1)) == 0
    told = User.objects.get(pk=standing.user_id).messages_received.get(title__contains="还差")
    assert told.title == "今年的社情民意信息还差 2 篇"


def test_chairs_see_adoption_and_instructions(client, house, sign_in):
    report = adopted(house, house.member, "province", "关于公交的情况")
    services.instruct(
        by=house.editor, report=report, leader_name="某某", leader_post="省长", level="province", text="请研究解决",
        given_on=today(), source="",
    )  # fmt: skip
    sign_in(house.organization, user=User.objects.get(pk=house.chair.user_id))
    page = client.get(reverse("social_info:board")).content.decode()
    for words in ("省长某某", "请研究解决", "关于公交的情况", "省级以上采用 1 篇", "甘棠"):
        assert words in page
    assert client.get(reverse("social_info:report", args=[report.pk])).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_asks_the_same_number_of_questions(client, house, sign_in, rows, django_assert_num_queries):
    for n in range(rows):
        adopted(house, house.member, "city", f"第{n}篇")
    sign_in(house.organization, user=User.objects.get(pk=house.chair.user_id))
    client.get(reverse("social_info:board"))
    with django_assert_num_queries(38):
        client.get(reverse("social_info:board"))


def test_search_finds_words_in_the_middle_and_nothing_labelled(client, house, sign_in):
    ground.handler(house.editor)
    ground.handed_in(house.member)
    ground.handed_in(house.other, label="sensitive", title="敏感的电梯信息")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE social_info_report")
    sign_in(house.organization, user=User.objects.get(pk=house.chair.user_id))
    url = reverse("social_info:find")
    page = client.get(f"{url}?q=电梯").content.decode()
    assert ground.TEXT["title"] in page
    assert "敏感的电梯信息" not in page
    assert "没有符合条件的记录" in client.get(f"{url}?q=水渠").content.decode()
    assert ground.TEXT["title"] in client.get(f"{url}?q=梯").content.decode()
