"""The worked cases agree; the command tells what does not."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from appraisals.engine.cases import check_file
from appraisals.engine.shipped import load_shipped, slugs

CASES = sorted(Path(__file__).with_name("cases").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_worked_case(path):
    report = check_file(path)
    assert report.error is None
    assert report.differences == ()
    assert report.members >= 4


def test_each_shipped_scheme_has_worked_cases():
    assert {path.stem for path in CASES} >= set(slugs())


@pytest.mark.parametrize("slug", slugs())
def test_each_indicator_quotes_or_explains(slug):
    scheme = load_shipped(slug)
    assert scheme.readings
    for indicator in scheme.indicators:
        assert scheme.example or indicator.quote or indicator.note, indicator.key
        assert indicator.enabled or indicator.note


@pytest.mark.parametrize(
    "slug",
    ["anqing_2018", "guangzhou_2012", "hefei_2015", "xuanwei_zhi", "minjian_bj_2014", "guangshui_2017_group"],
)
def test_partly_known_documents_promise_no_grade(slug):
    assert load_shipped(slug).grades is None


def test_the_example_says_that_it_is_one():
    scheme = load_shipped("shuangkao_example")
    assert scheme.example
    assert "没有公开来源给出分值" in scheme.note
    assert len(scheme.indicators) == 14


def check(*files):
    out = StringIO()
    code = 0
    try:
        call_command("check_cases", *map(str, files), stdout=out)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue().splitlines()


def test_agreement():
    code, lines = check(Path(__file__).with_name("cases") / "guangshui_2017.yaml")
    assert (code, lines) == (0, ["cases: 6 of 6 members agree"])


def test_differences(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(
        """
scheme: guangshui_2017
period: 2017
facts: {甲: [{kind: project_service}], 乙: []}
expect:
  甲: {lines: {project: 15, notes: none}, counts: {project: 2}, sections: {duty: 15}, total: 30, grade: 优秀, rank: 2}
  乙: {total: 10, consequences: [约谈]}
""",
        "utf-8",
    )
    code, lines = check(path)
    assert code == 1
    assert lines == [
        f"{path}：7 处不一致",
        "  甲：指标 project 数量 应为 2，算得 1",
        "  甲：指标 notes 得分 应为 不适用，算得 0",
        "  甲：指标 project 得分 应为 15，算得 20",
        "  甲：板块 duty 得分 应为 15，算得 20",
        "  甲：名次（all） 应为 2，算得 1",
        "  甲：等次 应为 优秀，算得 无",
        "  乙：处理 应为 约谈，算得 无",
        "cases: 0 of 2 members agree",
    ]


def test_a_missing_file(tmp_path):
    path = tmp_path / "none.yaml"
    assert check(path) == (
        1,
        [f"{path}：无法读取", "  读不到文件：没有这个文件", "cases: 0 of 0 members agree"],
    )
