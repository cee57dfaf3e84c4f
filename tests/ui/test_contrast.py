"""Words can be read: at least 4.5 : 1 for text (WCAG 2.2 AA), 3 : 1 for what is only seen."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parents[2] / "static/css/tokens.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", TOKENS.split("@media")[0]))


def luminance(value):
    channels = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself():
    assert contrast("ink", "ink") == 1
    COLOURS.update(black="#000000", white="#ffffff")
    assert round(contrast("black", "white"), 1) == 21.0


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "card"), ("ink", "page"), ("ink-2", "card"), ("ink-2", "page"), ("ink-2", "hover"), ("ink-3", "card"),
        ("on-red", "red"), ("on-red", "red-deep"), ("on-red-2", "red"), ("on-red-2", "red-raised"), ("red", "card"),
        ("red-deep", "red-soft"), ("draft-ink", "draft-soft"), ("blue-ink", "blue-soft"), ("blue-ink", "card"),
        ("blue-ink", "page"), ("amber-ink", "amber-soft"), ("amber-ink", "card"), ("danger-ink", "danger-soft"),
        ("danger-ink", "card"), ("green-ink", "green-soft"), ("green-ink", "card"), ("gold-ink", "gold-soft"),
        ("card", "ink"), ("ink", "blue-soft"), ("ink", "amber-soft"), ("primary-600", "card"), ("base-500", "base-50"),
    ],
)  # fmt: skip
def test_text_on_its_ground(text, ground):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(
    "mark", ["line-strong", "gold", "chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6"]
)
def test_marks_and_edges_can_be_seen(mark):
    assert contrast(mark, "card") >= 3
