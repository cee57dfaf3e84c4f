"""A table of members: read, matched, compared, refused as a whole, stored in bulk; export comes back unchanged."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from core.audit import verify
from core.jobs import run
from core.models import AuditEntry, Job
from core.reader import read_upload
from documents.models import ImportBatch
from documents.services import confirm, hand_in
from members.models import Affiliation, Membership, Office, Person
from members.queries import profiles_on
from members.resources.export import export_register
from members.resources.importer import check, store
from tests.factories import TERM, make_actor, make_membership
from tests.members.make_files import HEADER, ROWS, book_of, members_xlsx

DATA = Path(__file__).resolve().parent.parent / "data" / "members.xlsx"
DAY = dt.date(2024, 6, 30)
STEPS = SimpleNamespace(step=lambda *_: None)
VALID = "110101199003070134"


def batch_of(county, content: bytes, name="名册.xlsx") -> ImportBatch:
    batch = ImportBatch(organization=county, kind="members", name=name)
    batch.file.save(name, ContentFile(content), save=False)
    return batch


def checked(county, header, *rows):
    return check(batch_of(county, book_of(header, rows)), STEPS)


def imported(county, by, header, *rows):
    batch = batch_of(county, book_of(header, rows))
    batch.counts = check(batch, STEPS).counts
    return store(batch, by, STEPS)


def sentences(preview):
    return [str(error) for error in preview.errors]


def test_the_file_in_the_repository_is_the_one_that_the_script_makes():
    kept, made = (
        read_upload(SimpleUploadedFile("名册.xlsx", content), max_rows=100)
        for content in (DATA.read_bytes(), members_xlsx())
    )
    assert (kept.header, kept.rows) == (made.header, made.rows)


def test_twelve_members_come_in_with_everything_said_of_them(county, checker):
    counts = imported(county, checker, HEADER, *ROWS)
    assert counts == {"新增": 12, "修改": 0, "无变化": 0}
    by_number = {profile.number: profile for profile in profiles_on(county, DAY)}
    chair, standing = by_number["0001"], by_number["0003"]
    assert chair.offices(DAY) == {"chair"} and chair.protocol_order(DAY) == 1
    assert standing.labels("committee", DAY) == ("提案委员会", "经济委员会")
    assert standing.label("party", DAY) == "民进会员"
    assert [held.post for held in chair.at("study_group", DAY)] == ["组长"]
    person = Person.objects.get(name="单晓禾")
    assert (person.pinyin, person.birth_date, person.gender) == ("shanxiaohe", dt.date(1988, 7, 9), "female")
    assert (person.employer, person.post) == ("第一中学", "副校长")
    assert Membership.objects.filter(during=TERM).count() == 12
    assert AuditEntry.objects.filter(act="导入新增").count() == 12
    assert "19900000003" not in str(list(AuditEntry.objects.values("before", "after")))
    assert verify() == []


def test_the_same_table_again_changes_nothing(county, checker):
    imported(county, checker, HEADER, *ROWS)
    assert imported(county, checker, HEADER, *ROWS) == {"新增": 0, "修改": 0, "无变化": 12}


def test_checking_stores_nothing(county):
    preview = check(batch_of(county, members_xlsx()), STEPS)
    assert preview.counts == {"新增": 12, "修改": 0, "无变化": 0}
    assert not preview.errors and len(preview.rows) == 12
    assert not Person.objects.exists()


def test_changes_are_shown_old_against_new_and_places_change_from_today(county, checker):
    imported(county, checker, HEADER, *ROWS)
    header = ("编号", "名字", "手机", "界别", "专门委员会")
    rows = [
        ("0004", "田屿白", "19900000044", "教育界", "经济委员会(主任)"),
        ("0005", "欧阳月初", "", "", ""),
    ]
    preview = checked(county, header, *rows)
    assert preview.counts == {"新增": 0, "修改": 1, "无变化": 1}
    assert preview.columns == ["行", "姓名", "手机号", "界别"]
    assert [cell["text"] for cell in preview.rows[0]] == ["2", "田屿白", "19900000044", "教育界"]
    assert [cell["old"] for cell in preview.rows[0]] == [None, None, "19900000004", "农业界"]
    assert [cell["change"] for cell in preview.rows[0]] == ["", "", "changed", "changed"]
    imported(county, checker, header, *rows)
    spans = Affiliation.objects.filter(membership__number="0004", kind="sector").order_by("during")
    first, second = spans
    assert (str(first), str(second)) == ("农业界", "教育界")
    assert first.during.upper == second.during.lower > DAY
    assert second.during.upper == TERM.upper
    assert Affiliation.objects.filter(membership__number="0004", kind="committee").count() == 1
    assert Person.objects.get(name="欧阳月初").phone == "19900000005"


def test_two_committees_are_kept_added_and_left_each_in_its_slot(county, checker):
    imported(county, checker, HEADER, *ROWS)
    imported(county, checker, ("编号", "姓名", "专委会"), ("0003", "单晓禾", "经济委员会(副主任)"))
    today = max(Affiliation.objects.values_list("during", flat=True), key=lambda span: span.lower).lower
    held = list(Affiliation.objects.filter(membership__number="0003", kind="committee"))
    standing = [(str(row), row.slot) for row in held if row.during.upper == TERM.upper]
    assert [name for name, _ in standing] == ["经济委员会副主任"]
    assert {str(row) for row in held if row.during.upper == today} == {"提案委员会", "经济委员会"}


def test_every_error_is_told_by_row_and_column_with_what_may_be_meant(county):
    preview = checked(
        county,
        ("姓名", "手机", "界别", "专委会", "出生日期", "身份证号", "性别", "党派", "民族"),
        ("安知行", "1990000", "教育届", "提案委", "一九八〇年", "", "男性", "民革", "汉"),
        ("宁未央", 19900000002.0, "农业界", "经济委、提案委、教科委", "1980-2-30", "110101199003070135", "未", "农工", "汉人"),
        ("", "19900000003", "农业界", "", "", "", "", "", ""),
        ("田屿白", "19900000004", "", "", "", "11010119900307E13", "", "", ""),
        ("丁川", "19900000005", "教育界", "文史委", "1980-1-1", VALID, "女", "", ""),
    )  # fmt: skip
    said = sentences(preview)
    expected = [
        ("第 2 行“手机”", "“1990000”不是手机号"),
        ("第 2 行“界别”", "找不到界别“教育届”"),
        ("第 2 行“界别”", "是否为“教育界”"),
        ("第 2 行“出生日期”", "“一九八〇年”看不出是哪一天"),
        ("第 3 行“专委会”", "多于两个"),
        ("第 3 行“出生日期”", "“1980-2-30”这一天不存在"),
        ("第 3 行“身份证号”", "校验位不对"),
        ("第 3 行“性别”", "“未”不是性别"),
        ("第 3 行“党派”", "是否为“农工党”"),
        ("第 3 行“民族”", "找不到民族“汉人”"),
        ("第 4 行“姓名”", "姓名没有填写"),
        ("第 5 行“身份证号”", "被表格存成了数字"),
        ("第 6 行“专委会”", "找不到专委会“文史委”"),
        ("第 6 行“出生日期”", "与身份证号不符，身份证号表明为1990年3月7日"),
        ("第 6 行“性别”", "与身份证号不符，身份证号表明为“男”"),
    ]
    for place, sentence in expected:
        assert any(one.startswith(place) and sentence in one for one in said), (place, sentence, said)
    assert not [one for one in said if one.startswith(("第 2 行“性别”", "第 2 行“民族”"))]


def test_a_new_member_needs_a_sector_and_a_first_day_within_the_term(county):
    preview = checked(
        county, ("姓名", "界别", "任职日期"), ("安知行", "", ""), ("宁未央", "教育界", "2041-1-1")
    )
    found = [(error.row, error.column, error.message) for error in preview.errors]
    assert found == [
        (2, "界别", "新委员须填写界别。"),
        (3, "任职日期", "不在第十届任期之内（2022年1月1日起）。"),
    ]


def test_wrong_headers_are_told_together_and_nothing_is_read(county):
    preview = checked(county, ("姓 名", "届别", "专委会", "身高", "手机", "联系电话"), ("安知行",) * 6)
    said = "".join(sentences(preview))
    assert "“身高”无法识别" in said and "“手机号”" in said
    assert preview.counts == {"新增": 0, "修改": 0, "无变化": 0}
    assert "缺少“姓名”列" in "".join(sentences(checked(county, ("电话", "界别"), ("19900000001", "教育界"))))


@pytest.mark.parametrize(
    ("header", "rows", "sentence"),
    [
        (("姓名", "界别"), [("安知行", "教育界")] * 2, "“安知行”与第 2 行重复"),
        (
            ("姓名", "界别", "手机"),
            [("安知行", "教育界", "19900000001"), ("安 知 行", "农业界", "199 0000 0001")],
            "“安知行”与第 2 行重复",
        ),
        (
            ("姓名", "界别", "委员编号"),
            [("安知行", "教育界", "7"), ("宁未央", "农业界", "7")],
            "委员编号与第 2 行相同",
        ),
        (
            ("姓名", "界别", "身份证号"),
            [("安知行", "教育界", VALID), ("安之行", "农业界", VALID)],
            "身份证号与第 2 行相同",
        ),
    ],
)
def test_a_person_twice_in_the_file_is_refused(county, header, rows, sentence):
    preview = checked(county, header, *rows)
    assert len(preview.errors) == 1
    assert sentence in sentences(preview)[0] and sentences(preview)[0].startswith("第 3 行")


def test_a_person_twice_is_told_even_when_the_first_row_has_other_errors(county):
    preview = checked(
        county, ("姓名", "界别", "编号"), ("安知行", "教育届", "0500"), ("宁未央", "农业界", "0500")
    )
    assert [(error.row, error.column) for error in preview.errors] == [(2, "界别"), (3, "编号")]


def test_namesakes_told_apart_by_number_or_phone_are_two_members(county, checker):
    header = ("姓名", "界别", "手机")
    rows = [("丁川", "教育界", "19900000001"), ("丁川", "农业界", "19900000002")]
    assert imported(county, checker, header, *rows)["新增"] == 2


def test_a_row_that_could_be_two_persons_is_never_guessed(county):
    make_membership(county, "丁川", number="0008", phone="19900000008")
    preview = checked(county, ("姓名", "手机", "界别"), ("丁川", "19900000099", "教育界"))
    assert "名册中已有“丁川”（委员编号 0008）" in sentences(preview)[0]
    assert checked(county, ("姓名", "手机", "界别"), ("丁川", "19900000008", "教育界")).counts["修改"] == 1
    assert checked(county, ("姓名", "界别"), ("丁川", "教育界")).counts["修改"] == 1
    new = checked(county, ("姓名", "界别", "手机", "编号"), ("丁川", "教育界", "19900000099", "0009"))
    assert new.counts["新增"] == 1


def test_a_number_that_belongs_to_another_name_is_refused(county):
    make_membership(county, "丁川", number="0008")
    preview = checked(county, ("姓名", "编号", "界别"), ("卢溯", "0008", "教育界"))
    assert "委员编号 0008 在名册中是“丁川”，与“卢溯”不符" in sentences(preview)[0]


def test_the_identity_number_finds_a_member_whose_name_changed(county, checker):
    header = ("姓名", "身份证号", "界别")
    imported(county, checker, header, ("安知行", VALID, "教育界"))
    preview = checked(county, header, ("安之行", VALID, "教育界"))
    assert preview.counts == {"新增": 0, "修改": 1, "无变化": 0}
    assert VALID not in str(preview.rows)
    imported(county, checker, header, ("安之行", VALID, "教育界"))
    person = Person.objects.get()
    assert (person.name, person.initials, person.gender) == ("安之行", "azx", "male")


def test_offices_come_in_but_are_not_taken_away_by_a_table(county, checker):
    header = ("姓名", "界别", "政协职务", "排位")
    imported(county, checker, header, ("安知行", "教育界", "副主席、常委", "3"))
    assert set(Office.objects.values_list("title", "protocol_order")) == {("vice_chair", 3), ("standing", 3)}
    preview = checked(county, header, ("安知行", "教育界", "常委", "3"))
    assert "名册中现任“副主席”，免职须在名册中登记" in sentences(preview)[0]
    imported(county, checker, header, ("安知行", "教育界", "副主席、常委", "2"))
    assert set(Office.objects.values_list("protocol_order", flat=True)) == {2}


def test_who_has_left_is_not_moved_by_a_table(county):
    member = make_membership(county, "安知行", number="0001", sector="教育界")
    Membership.objects.filter(pk=member.pk).update(state="resigned")
    preview = checked(county, ("姓名", "编号", "界别"), ("安知行", "0001", "农业界"))
    assert "该委员已辞去，不能再调整" in sentences(preview)[0]


def test_members_of_next_door_are_not_found_and_not_touched(county, tree, checker):
    make_membership(tree.other_county, "安知行", number="0001", phone="19900000001")
    counts = imported(
        county, checker, ("姓名", "编号", "手机", "界别"), ("安知行", "0001", "19900000001", "教育界")
    )
    assert counts["新增"] == 1
    assert Person.objects.filter(name="安知行").count() == 2


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig"])
def test_csv_of_either_encoding(county, checker, encoding):
    content = "名字,联系电话,界别,专门委员会,单位职务,届次,备注\n单晓禾,19900000001,教育界,提案委,第一中学 校长,十届,新任\n"
    batch = batch_of(county, content.encode(encoding), "名册.csv")
    batch.counts = check(batch, STEPS).counts
    assert store(batch, checker, STEPS) == {"新增": 1, "修改": 0, "无变化": 0}
    assert Person.objects.get().employer == "第一中学"


def test_what_changed_between_preview_and_confirmation_is_not_overwritten(county, checker):
    batch = batch_of(county, members_xlsx())
    batch.counts = check(batch, STEPS).counts
    make_membership(county, "安知行", number="0001", phone="19900000001")
    with pytest.raises(Exception, match="名册在核对之后有变动"):
        store(batch, checker, STEPS)
    assert Person.objects.count() == 1


def test_export_and_import_of_it_changes_nothing(county, operator, checker):
    imported(county, checker, HEADER, *ROWS)
    book = export_register(by=operator, rows=Membership.objects.visible_to(operator))
    preview = check(batch_of(county, book), STEPS)
    assert sentences(preview) == []
    assert preview.counts == {"新增": 0, "修改": 0, "无变化": 12}


def test_personal_columns_are_exported_for_the_secretariat_only(county, operator, checker, tree):
    imported(county, checker, HEADER, *ROWS)
    office = make_actor(county, "proposal_office")
    for actor, has in ((operator, True), (office, False)):
        content = export_register(by=actor, rows=Membership.objects.visible_to(actor))
        table = read_upload(SimpleUploadedFile("名册.xlsx", content), max_rows=100, known_headers={"姓名"})
        assert ("手机号" in table.header) is has
        assert "身份证号" not in table.header
        assert [row.cells[table.header.index("姓名")] for row in table.rows][:2] == ["安知行", "宁未央"]
    entry = AuditEntry.objects.filter(act="导出委员名册").first()
    assert entry.after == {"人数": 12, "含个人信息": False}


def test_through_the_pages_of_two_people(county, operator, checker, django_capture_on_commit_callbacks):
    upload = SimpleUploadedFile("名册.xlsx", DATA.read_bytes())
    batch = hand_in(by=operator, kind="members", file=upload)
    run(batch.job_id)
    batch.refresh_from_db()
    assert (batch.state, batch.counts) == ("ready", {"新增": 12, "修改": 0, "无变化": 0})
    assert not Person.objects.exists()
    confirm(by=checker, batch=batch, sha256=batch.sha256)
    run(Job.objects.get(task="documents.store_batch").pk)
    batch.refresh_from_db()
    assert batch.state == "stored"
    assert Membership.objects.count() == 12


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_check_do_not_grow(county, count, django_assert_num_queries):
    batch = batch_of(county, book_of(HEADER, ROWS[:count]))
    with django_assert_num_queries(9):
        assert check(batch, STEPS).counts["新增"] == count


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_storing_do_not_grow(county, checker, count, django_assert_num_queries):
    batch = batch_of(county, book_of(HEADER, ROWS[3 : 3 + count]))
    batch.counts = check(batch, STEPS).counts
    with django_assert_num_queries(18):
        store(batch, checker, STEPS)
