"""Identity numbers of GB 11643-1999."""

from datetime import date

import pytest

from core.identity import birth_date, parse_identity, sex

# The example number of the standard itself.
STANDARD = "11010519491231002X"


@pytest.mark.parametrize(
    "typed", [STANDARD, "11010519491231002x", " 110105 19491231 002X ", "11010519491231002X"]
)
def test_one_normal_form_however_typed(typed):
    assert parse_identity(typed) == STANDARD


def test_birth_date_and_sex_are_read_from_the_number():
    assert birth_date(STANDARD) == date(1949, 12, 31)
    assert sex(STANDARD) == "女"
    assert sex("440524188001010014") == "男"


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (110105194912310000.0, "存成了数字"),
        (110105194912310020, "存成了数字"),
        ("1.10105194912310E+17", "存成了数字"),
        ("110105194912310020.0", "存成了数字"),
        ("110105491231002", "18 位"),
        ("1101051949123100X2", "18 位"),
        ("", "18 位"),
        ("110105194912310021", "校验位"),
        ("11010519490229002X", "出生日期不存在"),
        ("11010518000101002X", "出生年份"),
        ("99010519491231002X", "地区代码"),
    ],
)
def test_wrong_numbers_are_refused_with_the_reason(value, sentence):
    with pytest.raises(ValueError, match=sentence):
        parse_identity(value)
