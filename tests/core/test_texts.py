"""Typed text: what cannot be stored or shown is refused by name, nothing is cut off, mark-up stays text."""

import pytest
from django.core.exceptions import ValidationError

from core.texts import clean_text


def test_space_around_and_foreign_line_ends_go():
    assert clean_text(" 第一行\r\n第二行\r第三行\t尾 ", most=20, label="案由") == "第一行\n第二行\n第三行\t尾"


@pytest.mark.parametrize(
    "text", ["<b>加粗</b>", "<script>alert(1)</script>", "[点](javascript:alert(1))", "😀"]
)
def test_markup_is_kept_as_the_characters_it_is(text):
    assert clean_text(text, most=100, label="内容") == text


@pytest.mark.parametrize("text", ["前\0后", "前\ud800后", "\udfff"])
def test_nul_and_lone_surrogates_are_refused_with_the_place(text):
    with pytest.raises(ValidationError) as refusal:
        clean_text(text, most=100, label="案由")

    assert refusal.value.messages == ["案由中有无法识别的字符，请删除或重新输入"]


def test_other_control_characters_are_dropped():
    assert clean_text("前\x07\x1b后\x7f", most=2, label="案由") == "前后"


def test_a_text_too_long_is_refused_not_cut():
    with pytest.raises(ValidationError) as refusal:
        clean_text("字" * 51, most=50, label="案由")

    assert refusal.value.messages == ["案由不能超过 50 字，现有 51 字"]
    assert clean_text(f" {'字' * 50} ", most=50, label="案由") == "字" * 50
    assert len(clean_text("字" * 5000, most=None, label="正文")) == 5000
