"""Facts of groups and units by name: found or made on first need, told by row and column when unclear."""

import pytest

from duties.choices import BearerKind
from duties.models import Bearer, DutyKind, DutyRecord
from organizations.models import Group
from tests.duties.test_import import confirm, ground, hand_in  # noqa: F401

pytestmark = pytest.mark.django_db
HEADER = ["委员编号", "姓名", "计分对象", "对象类别", "事项", "日期", "事由", "数量", "文件编号"]
KIND = "信息（样例）"


@pytest.fixture(autouse=True)
def info_kind(county):
    return DutyKind.objects.create(
        organization=county, code="sample-info", label=KIND, unit="条",
        bearer_kinds=["member", "group", "reporting_unit"],
    )  # fmt: skip


def row(other="", word="", number="", name="", title="关于停车的信息", kind=KIND, quantity=1):
    return [number, name, other, word, kind, "2026-03-07", title, quantity, "信息〔2026〕1号"]


def test_members_groups_and_units_stand_in_one_table(county, operator, checker):
    group = Group.objects.get(term__organization=county, name="第一工作组")
    rows = [
        row("第一工作组", "活动组"), row("县总工会", "报送单位", title="甲"), row("县总工会", "报送单位", title="乙"),
        row(number="0001", title="丙"),
    ]  # fmt: skip

    batch = hand_in(operator, rows, HEADER)
    assert batch.errors == []
    assert batch.counts == {"总行数": 4, "新增": 4, "台账已有": 0}
    assert [cells[0]["text"] for cells in batch.preview["rows"]] == [
        "第一工作组", "县总工会", "县总工会", "0001 乔安禾",
    ]  # fmt: skip
    assert not Bearer.objects.exists()
    confirm(checker, batch)

    found = DutyRecord.objects.order_by("id").select_related("bearer")
    assert [(one.bearer.kind, str(one.bearer)) for one in found] == [
        ("group", str(group)), ("reporting_unit", "县总工会"), ("reporting_unit", "县总工会"), ("member", "乔安禾"),
    ]  # fmt: skip
    assert found[0].bearer.group == group
    assert found[1].bearer == found[2].bearer
    assert found[1].source_key == ("import:信息〔2026〕1号:reporting_unit=县总工会:sample-info:2026-03-07:1")


def test_repeating_the_table_changes_nothing_and_a_known_unit_needs_no_kind(operator, checker):
    confirm(checker, hand_in(operator, [row("县总工会", "报送单位")], HEADER))

    again = confirm(checker, hand_in(operator, [row("县总工会"), row("县总工会", title="另一件")], HEADER))

    assert again.counts == {"总行数": 2, "新增": 1, "台账已有": 1}
    assert Bearer.objects.filter(kind=BearerKind.REPORTING_UNIT).count() == 1


def test_a_group_is_known_by_its_name_alone(county, operator, checker):
    confirm(checker, hand_in(operator, [row("第二学习组")], HEADER))

    assert DutyRecord.objects.get().bearer.group.name == "第二学习组"


@pytest.mark.parametrize(
    ("given", "column", "sentence"),
    [
        ({"other": "县总工会"}, "计分对象", "找不到计分对象“县总工会”。首次出现的单位，请在“对象类别”列写明类别。"),
        ({"other": "第一工作"}, "计分对象", "找不到计分对象“第一工作”，是否为“第一工作组”？首次出现的单位，请在“对象类别”列写明类别。"),
        ({"other": "老年大学", "word": "活动组"}, "计分对象", "找不到计分对象“老年大学”。"),
        ({"other": "县总工会", "word": "学校"}, "对象类别", "对象类别应为活动组、支部、报送单位、承办单位，不能是“学校”。"),
        ({"other": "县总工会", "word": "报送单位", "number": "0001"}, "计分对象", "委员与其他计分对象只能填写一个。"),
        ({"other": "县总工会", "word": "承办单位"}, "事项", "“信息（样例）”不计给承办单位。"),
        ({"other": "会" * 61, "word": "报送单位"}, "计分对象", "超过 60 个字。"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_row_and_column(operator, given, column, sentence):
    told = hand_in(operator, [row(**given)], HEADER).errors

    assert [one[1:] for one in told][:1] == [[column, sentence]]
    assert not Bearer.objects.exists()


def test_a_name_that_two_groups_bear_is_refused(county, operator):
    study = Group.objects.get(term__organization=county, name="第一学习组")
    Group.objects.create(term=study.term, kind="work_group", name="第一学习组")

    told = hand_in(operator, [row("第一学习组")], HEADER).errors

    assert told[0][2] == "有 2 个名为“第一学习组”的计分对象，请先在名称上区分。"


def test_a_group_of_the_county_next_door_is_not_found(tree, operator):
    elsewhere = tree.other_county.terms.get()
    Group.objects.create(term=elsewhere, kind="work_group", name="邻县工作组")

    told = hand_in(operator, [row("邻县工作组", "活动组")], HEADER).errors

    assert told[0][2].startswith("找不到计分对象“邻县工作组”")
