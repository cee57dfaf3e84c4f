"""The likest first; punctuation, width and case say nothing."""

import pytest

from core.likeness import likeness, most_alike, plain

TITLES = [
    (1, "关于加快老旧小区改造的建议"),
    (2, "关于加快推进老旧小区改造的提案"),
    (3, "关于发展乡村旅游的提案"),
    (4, "　"),
]


def test_what_is_compared_is_letters_alone():
    assert plain("《关于 ５Ｇ_基站》，（ABC）！") == "关于5g基站abc"


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("老旧小区", "老旧，小区！", 100),
        ("甲乙丙丁", "甲乙丙戊", 75),
        ("甲", "乙", 0),
        ("", "", 0),
        ("！", "甲", 0),
    ],
)
def test_the_score(one, other, score):
    assert likeness(one, other) == pytest.approx(score)


def test_the_likest_come_first_with_their_keys():
    found = most_alike("关于加快老旧小区改造的建议。", TITLES, least=60)

    assert [key for key, _ in found] == [1, 2]
    assert found[0][1] == 100
    assert found[1][1] == pytest.approx(100 * 2 * 11 / (13 + 15))  # 11 of 13 and of 15 characters in common


def test_limit_and_least_bound_the_answer():
    assert [key for key, _ in most_alike(TITLES[0][1], TITLES, least=0, limit=1)] == [1]
    assert most_alike("完全无关的内容", TITLES, least=90) == []
    assert most_alike("，", TITLES) == []
