"""`load_scheme` takes files from anywhere and names what is wrong in them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from appraisals.engine.shipped import SCHEMES
from appraisals.models import SchemeVersion

GOOD = (SCHEMES / "guangshui_2017.yaml").read_text("utf-8")


def load(path, organization) -> str:
    out = StringIO()
    call_command("load_scheme", str(path), organization=organization.code, stdout=out)
    return out.getvalue()


def test_a_file_from_anywhere_becomes_a_draft_once(county, tmp_path):
    path = tmp_path / "方案.yaml"
    path.write_text(GOOD, "utf-8")
    assert "草稿" in load(path, county)
    load(path, county)
    version = SchemeVersion.objects.get()
    assert (version.number, version.state, version.created_by) == (1, "draft", None)


def test_a_changed_file_becomes_the_next_version(county, tmp_path):
    path = tmp_path / "a.yaml"
    for text in (GOOD, GOOD.replace("cap: 80", "cap: 70", 1)):
        path.write_text(text, "utf-8")
        load(path, county)
    assert list(SchemeVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("slug: x\nname: 甲\nsections:\n  - {key: s, name: 板块, cap: 5, floor: 9}\n", "板块 1 › 上限"),
        ("a: [1", "第 1 行"),
        (GOOD.replace("kinds: proposal,", "kinds: propozal,", 1), "propozal"),
    ],
)
def test_a_fault_is_told_with_its_place_and_nothing_is_stored(county, tmp_path, text, sentence):
    path = tmp_path / "bad.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(CommandError, match=sentence):
        load(path, county)
    assert not SchemeVersion.objects.exists()


def test_a_missing_file_and_an_unknown_organisation_are_named(county, tmp_path):
    with pytest.raises(CommandError, match="没有这个文件"):
        load(tmp_path / "none.yaml", county)
    with pytest.raises(CommandError, match="没有代码为“999”的政协组织"):
        call_command("load_scheme", str(SCHEMES / "guangshui_2017.yaml"), organization="999")
