"""Look-up by pinyin and printed order by strokes."""

import random

import pytest

from core.names import STROKE_KEY_LENGTH, initials, pinyin, stroke_key

# Invented names, ordered by hand: strokes of the surname, then the order of its strokes 横竖撇点折,
# then the given name the same way; a single given name before a double one it begins.
BY_STROKES = [
    "丁一",  # 2
    "万山",  # 3 横撇折
    "马力",  # 3 折折横
    "王川",  # 4, 川 3
    "王飞",  # 4, 飞 3 折撇点, after 川 撇竖竖
    "王飞燕",  # begins with 王飞
    "王伟",  # 4, 伟 6
    "石磊",  # 5 横撇竖折横
    "田禾",  # 5 竖折横竖横
    "刘洋",  # 6 点横撇点竖竖
    "李四光明",  # 7 横竖撇点
    "陈刚",  # 7 折竖横折
    "周正",  # 8
    "赵敏",  # 9
    "徐州",  # 10
    "黄河",  # 11
    "谢安石",  # 12 点折
    "戴维",  # 17
]


def test_names_are_ordered_by_surname_strokes():
    shuffled = BY_STROKES.copy()
    random.Random(7).shuffle(shuffled)

    assert sorted(shuffled, key=stroke_key) == BY_STROKES


@pytest.mark.parametrize(
    ("surname", "strokes"),
    [("丁", 2), ("万", 3), ("王", 4), ("石", 5), ("刘", 6), ("李", 7), ("陈", 7), ("周", 8)]
    + [("赵", 9), ("徐", 10), ("黄", 11), ("谢", 12), ("戴", 17)],
)
def test_key_begins_with_the_number_of_strokes(surname, strokes):
    assert stroke_key(surname)[:2] == f"{strokes:02d}"


def test_same_strokes_do_not_interleave():
    assert sorted(["已乙", "己乙", "已丁", "己丁"], key=stroke_key) == ["己乙", "己丁", "已乙", "已丁"]


def test_spaces_and_dots_of_printed_names_do_not_count():
    assert stroke_key("王\u3000伟") == stroke_key("王伟")
    assert stroke_key("阿依·买买提") == stroke_key("阿依买买提")


def test_unknown_characters_come_last_and_stay_in_a_fixed_order():
    assert sorted(["𠮷野", "A先生", "龘一", "丁一"], key=stroke_key) == ["丁一", "龘一", "A先生", "𠮷野"]


def test_key_fits_its_column():
    assert len(stroke_key("龘" * 30)) == STROKE_KEY_LENGTH
    assert stroke_key("阿依").isascii()
    assert stroke_key("") == ""


@pytest.mark.parametrize(
    ("name", "full", "short"),
    [
        ("单小明", "shanxiaoming", "sxm"),
        ("仇和平", "qiuheping", "qhp"),
        ("解放", "xiefang", "xf"),
        ("查文", "zhawen", "zw"),
        ("曾国", "zengguo", "zg"),
        ("区明", "ouming", "om"),
        ("尉迟山", "yuchishan", "ycs"),
        ("单于雪", "chanyuxue", "cyx"),
        ("任远", "renyuan", "ry"),
        ("覃川", "qinchuan", "qc"),
        ("吕山", "lvshan", "ls"),
        ("王 伟", "wangwei", "ww"),
        ("古丽·买买提", "gulimaimaiti", "glmmt"),
        ("", "", ""),
    ],
)
def test_pinyin_uses_the_surname_reading(name, full, short):
    assert pinyin(name) == full
    assert initials(name) == short


def test_a_surname_character_inside_a_given_name_keeps_its_everyday_reading():
    assert pinyin("王解放") == "wangjiefang"
