"""The tags that draw the components."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template

from core.choices import JobState
from core.templatetags import ui


def draw(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal("15.00"), "15"), (Decimal("12.50"), "12.5"), (Decimal("16.666"), "16.67"), (Decimal("0.00"), "0"),
        (Decimal("-2.00"), "−2"), (Decimal("-0.001"), "0"), (Decimal("100"), "100"), (7, "7"), (None, "—"), ("", "—"),
        (Decimal("0.125"), "0.13"),
    ],
)  # fmt: skip
def test_points_lose_idle_zeros_only(value, words):
    assert ui.points(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(Decimal("15"), "15.00"), (Decimal("16.666"), "16.67"), (Decimal("-2"), "−2.00"), (Decimal("-0.001"), "0.00"), (None, "—")],
)  # fmt: skip
def test_points_of_a_column_keep_their_places(value, words):
    assert ui.fixed(value) == words


@pytest.mark.parametrize(
    ("values", "written"),
    [
        (["10.00", "9.50", None], ["10.00", "9.50", "—"]),
        (["10.00", "9.00", "-1.00"], ["10", "9", "−1"]),
        (["10.004", "9"], ["10", "9"]),
    ],
)
def test_a_column_of_points_stands_in_line(values, written):
    columns = [{"label": "姓名", "value": "name"}, {"label": "总分", "value": "total", "kind": "points"}]
    rows = [{"name": "甲", "total": value and Decimal(value)} for value in values]

    html = draw("{% include 'components/table.html' %}", columns=columns, rows=rows)

    cells = re.findall(r'data-label="总分"[^>]*>\s*(\S+)\s*</td>', html)
    assert cells == written


@pytest.mark.parametrize(
    ("value", "words"), [(Decimal("3.50"), "+3.5"), (Decimal("-2"), "−2"), (0, "0"), (Decimal("-0.004"), "0")]
)
def test_a_change_carries_its_sign(value, words):
    assert ui.signed(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(Decimal("0.715"), "71.5%"), (1, "100%"), (0, "0%"), (Decimal("0.66666"), "66.7%"), (None, "—")],
)
def test_a_share_is_written_as_percentage(value, words):
    assert ui.percent(value) == words


def test_a_badge_takes_words_and_colour_from_the_choice():
    html = draw("{% badge state %}", state=JobState.FAILED)
    assert html == '<span class="badge-tone tone-red">未完成</span>'


def test_a_badge_escapes_words_given_by_hand():
    html = draw("{% badge words 'gold' %}", words="<b>表扬</b>")
    assert html == '<span class="badge-tone tone-gold">&lt;b&gt;表扬&lt;/b&gt;</span>'


def test_an_unknown_tone_is_refused():
    with pytest.raises(ValueError, match="no such tone: pink"):
        draw("{% badge '草稿' 'pink' %}")


@pytest.mark.parametrize(
    ("day", "words", "css"),
    [
        (date(2026, 3, 3), "已超期 2 天", "due-late"),
        (date(2026, 3, 5), "今天到期", "due-near"),
        (date(2026, 3, 8), "还有 3 天", "due-near"),
        (date(2026, 3, 9), "还有 4 天", 'class="due "'),
        (
            datetime(2026, 3, 5, 17, 0, tzinfo=UTC),
            "还有 1 天",
            "due-near",
        ),  # 1 o'clock of 6 March in Shanghai
    ],
)
def test_a_date_says_how_near_it_is(day, words, css):
    html = draw("{% due day today %}", day=day, today=date(2026, 3, 5))
    assert words in html
    assert css in html


COLUMN = {"label": "列", "value": "owner.name"}


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        ("农业界", "text", "农业界"), (None, "text", "—"), (date(2026, 3, 5), "text", "2026年3月5日"),
        (datetime(2026, 3, 5, 6, 30, tzinfo=UTC), "text", "2026年3月5日 14:30"), (Decimal("88.50"), "points", "88.50"),
        (Decimal("0.86"), "percent", "86%"), (0, "number", 0),
    ],
)  # fmt: skip
def test_a_cell_is_written_as_offices_write(value, kind, words):
    assert ui.cell({"owner": {"name": value}}, COLUMN | {"kind": kind}) == words


def test_a_cell_with_a_state_is_a_badge():
    assert "tone-green" in ui.cell({"state": JobState.DONE}, {"label": "状态", "value": "state"})


def test_a_cell_may_be_computed_and_may_lead_somewhere():
    column = {"label": "姓名", "value": lambda row: row["a"] + row["b"], "url": lambda row: f"/m/{row['a']}/"}
    assert ui.cell({"a": "乔", "b": "安禾"}, column) == "乔安禾"
    assert ui.row_url({"a": "乔"}, column) == "/m/乔/"
    assert ui.row_url({"a": "乔"}, {"label": "姓名", "value": "a"}) == ""


class Reply(forms.Form):
    phone = forms.CharField(
        label="手机号码", help_text="11 位", error_messages={"required": "请填写手机号码。"}
    )
    reason = forms.CharField(label="事由", required=False, widget=forms.Textarea)
    answer = forms.ChoiceField(label="能否参加", choices=[("y", "参加")], widget=forms.RadioSelect)
    paper = forms.FileField(label="材料", required=False)


def test_a_field_ties_label_help_and_error_to_the_control():
    html = draw("{% field form.phone %}", form=Reply({}))
    assert '<label for="id_phone">手机号码' in html
    assert "（必填）" in html
    assert 'id="id_phone_helptext"' in html
    assert 'id="id_phone_error"' in html
    assert "请填写手机号码。" in html
    assert 'aria-invalid="true"' in html
    assert 'class="form-control is-invalid"' in html


def test_an_optional_field_has_no_mark():
    assert "必填" not in draw("{% field form.reason %}", form=Reply())


def test_choices_are_a_group_with_a_legend():
    html = draw("{% field form.answer %}", form=Reply())
    assert "<fieldset" in html
    assert "<legend>能否参加" in html


def test_a_file_area_carries_the_warning():
    html = draw("{% field form.paper drop=True %}", form=Reply())
    assert "data-drop" in html
    assert "严禁上传涉密信息" in html


def test_the_error_summary_counts_and_links():
    html = draw('{% include "components/error_summary.html" %}', form=Reply({}))
    assert "有 2 处需要修改" in html
    assert '<a href="#id_phone">手机号码：请填写手机号码。</a>' in html
    assert draw('{% include "components/error_summary.html" %}', form=Reply()).strip() == ""


SPEC = {
    "kind": "bars", "title": "农业界出席率最低：71%", "labels": ["农业界", "教育界</script>"], "label_name": "界别",
    "unit": "%", "series": [{"name": "出席率", "values": [Decimal("71.00"), 88]}],
}  # fmt: skip


def test_a_chart_brings_its_table_and_its_data():
    html = draw('{% chart spec "c1" %}', spec=SPEC)
    assert '<h3 class="chart-title" id="c1-title">农业界出席率最低：71%</h3>' in html
    assert '<td class="num">71</td>' in html
    assert '<script id="c1-data" type="application/json">' in html
    assert 'data-chart="c1-data"' in html


def test_a_label_cannot_leave_the_data_block():
    html = draw('{% chart spec "c1" %}', spec=SPEC)
    assert html.count("</script>") == 1


def test_pages_keep_the_other_parameters(rf):
    html = draw(
        '{% include "components/pagination.html" with unit="位委员" %}',
        request=rf.get("/", {"q": "乔", "page": 2}),
        page_obj=Paginator(range(45), 20).page(2),
    )
    assert "45</span> 位委员" in html
    assert "第 2 / 3 页" in html
    assert "q=%E4%B9%94&amp;page=3" in html
