"""Did you mean."""

import pytest

from core.similar import not_found, suggest

SECTORS = ["教育界", "体育界", "科技界", "社会科学界", "妇联", "工会", "工商联"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("教育届", "教育界"),
        ("妇连", "妇联"),
        (" 科技 ", "科技界"),
        ("工商连", "工商联"),
        ("社科界", "社会科学界"),
    ],
)
def test_nearest_by_character_or_sound(typed, meant):
    assert suggest(typed, SECTORS) == meant


@pytest.mark.parametrize("typed", ["农业银行", "", "12345"])
def test_nothing_near(typed):
    assert suggest(typed, SECTORS) is None


def test_sentences():
    assert not_found("教育届", SECTORS, "界别") == "找不到界别“教育届”，是否为“教育界”？"
    assert not_found("农业银行", SECTORS, "界别") == "找不到界别“农业银行”。"
