"""Pairs of characters as the index's words; questions that only a phrase answers."""

import pytest
from django.contrib.postgres.search import SearchVector
from django.db.models import TextField, Value

from core import bigrams
from core.models import Heartbeat


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("提案", "提案"),
        ("提案办理", "提案 案办 办理"),
        ("2026年提案", "2026 年提 提案"),
        ("ＡＢＣ社区，５Ｇ基站", "abc 社区 5g 基站"),
        ("水", "水"),
        ("城区（老旧）小区", "城区 老旧 小区"),
        ("it's a_b", "it s a b"),
        ("，。！ \n", ""),
        ("", ""),
        ("𠮷野家", "𠮷野 野家"),
    ],
)
def test_words_of_the_index(text, expected):
    assert bigrams.tokens(text) == expected


def found(text, question) -> bool:
    vector = SearchVector(Value(bigrams.tokens(text), output_field=TextField()), config=bigrams.CONFIG)
    rows = Heartbeat.objects.annotate(found=vector).filter(found=bigrams.query(question))
    return rows.exists()


@pytest.fixture
def one_row(db):
    Heartbeat.objects.create(name="one")


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("关于加快老旧小区改造的提案", "老旧小区", True),
        ("关于加快老旧小区改造的提案", "小区改造 提案", True),
        ("关于加快老旧小区改造的提案", "小区加快", False),
        ("老旧，小区", "老旧小区", False),
        ("区小老旧小", "小区", False),
        ("建设 5G 基站", "5g 基站", True),
        ("建设 5G 基站", "4g 基站", False),
        ("第 12 号", "12", True),
        ("O'Brien & Co | ! (x):*", "o'brien", True),
        ("普通文字", "文字':* | !普通", True),
    ],
)
def test_a_run_is_found_only_whole(one_row, text, question, answer):
    assert found(text, question) is answer


@pytest.mark.parametrize("question", ["水", "水 提案", "", "，！", "   "])
def test_single_characters_and_nothing_are_not_for_the_index(question):
    assert bigrams.query(question) is None


def test_a_pasted_flood_is_still_a_question(one_row):
    assert found("a" * 3000, "a" * 3000)
    assert not found("提案", "办理" * 5000)
