"""The editor's pages say every part of a scheme and read it back unchanged.

covers S002
"""

import pytest
from django.http import QueryDict

from appraisals.editor.nodes import Page, draw
from appraisals.editor.parts import LISTS, SINGLE, add, faults_by_field, move, part_of, put, remove, take
from appraisals.editor.reading import change_rows, read
from appraisals.engine.digest import digest_of
from appraisals.engine.scheme import SchemeError, dump, parse
from appraisals.engine.shipped import load_kinds, load_shipped, slugs


def references(scheme) -> dict:
    keys = {item.key: item.name for item in (*scheme.indicators, *scheme.sections, *scheme.gates)}
    bands = {band.name: band.name for band in scheme.grades.bands} if scheme.grades else {}
    return dict.fromkeys(("indicator", "indicators", "of", "section", "gate"), keys) | {
        "under": {"highest": "分值高的一项", **keys}, "grades": bands, "grade_ceiling": bands,
    }  # fmt: skip


def typed(nodes) -> QueryDict:
    """What a browser sends when nothing on the page is touched."""
    post = QueryDict(mutable=True)
    for node in nodes:
        if node.kind in ("group", "tagged", "rows"):
            for key, values in typed([*node.children, *node.more]).lists():
                post.setlist(key, values)
        elif node.kind in ("radio", "select", "multi", "checks"):
            post.setlist(node.name, [value for value, _, chosen in node.options if chosen])
        elif node.kind == "check":
            if node.value:
                post[node.name] = node.value
        else:
            post[node.name] = node.value
    return post


def pages(document) -> list[str]:
    own = [
        path
        for number, section in enumerate(document["sections"])
        for path in (
            f"sections.{number}",
            *(f"sections.{number}.indicators.{place}" for place in range(len(section.get("indicators", ())))),
        )
    ]
    return ["base", *SINGLE, *LISTS, *own]


@pytest.mark.parametrize("slug", slugs())
def test_saving_any_page_untouched_changes_nothing(slug):
    scheme = load_shipped(slug)
    document = dump(scheme)
    page = Page({}, references(scheme), load_kinds() | {kind.code: kind.label for kind in scheme.kinds})
    for path in pages(document):
        part = part_of(path)
        main, more = draw(part.cls, take(document, part), "", page, part.skip)
        again = put(document, part, read(part.cls, typed([*main, *more]), skip=part.skip))
        assert digest_of(dump(parse(again))) == digest_of(document), path


INDICATOR = {
    "key": "i1", "name": "提案", "unit": "件", "select": [{"kinds": ["proposal"]}],
    "method": {"type": "per_unit", "points": 5}, "limits": {"cap": 12},
}  # fmt: skip


def document(**indicator) -> dict:
    return {
        "slug": "x",
        "name": "测试",
        "sections": [{"key": "s1", "name": "板块", "indicators": [INDICATOR | indicator]}],
    }


def faults(bad: dict, path: str = "sections.0.indicators.0") -> dict:
    with pytest.raises(SchemeError) as error:
        parse(bad, kinds={"proposal": "提案"})
    return faults_by_field(error.value.faults, part_of(path))[0]


def test_an_empty_selector_is_named_at_its_field():
    assert list(faults(document(select=[{"kinds": []}]))) == ["select.0.kinds"]
    assert list(faults(document(select=[]))) == ["select"]


def test_a_cap_below_its_floor_is_named_at_its_field():
    assert list(faults(document(limits={"cap": 5, "floor": 8}))) == ["limits.cap"]


def test_a_wrong_number_is_named_at_its_field():
    assert list(faults(document(method={"type": "per_unit", "points": "五"}))) == ["method.points"]


def test_overlapping_bands_are_named_at_the_band():
    bad = document() | {
        "grades": {
            "between": "lower",
            "bands": [{"name": "优", "min": 80}, {"name": "良", "min": 60, "max": 85}, {"name": "差"}],
        }
    }
    assert list(faults(bad, "grades")) == ["bands.1.max"]


def test_a_cycle_is_refused():
    excess = {"key": "i2", "name": "转入", "method": {"type": "excess", "of": ["i3"]}}
    other = {"key": "i3", "name": "又转入", "method": {"type": "excess", "of": ["i2"]}}
    bad = document()
    bad["sections"][0]["indicators"] += [excess, other]
    with pytest.raises(SchemeError, match="循环引用"):
        parse(bad)


def test_only_the_chosen_methods_fields_are_drawn():
    part = part_of("sections.0.indicators.0")
    main, _ = draw(part.cls, INDICATOR, "", Page({}, {}, {}), part.skip)
    method = next(node for node in main if node.name == "method")
    names = {node.name for node in (*method.children, *method.more)}
    assert names == {"method.type", "method.points", "method.tiers", "method.count", "method.step"}


def test_rows_are_added_and_removed_in_place():
    made = change_rows({"limits": {"cap": 12}}, "add", "limits.cap")
    assert made == {"limits": {"cap": [{"points": 12}, {}]}}
    assert change_rows(made, "remove", "limits.cap.0") == {"limits": {"cap": [{}]}}


def test_sections_and_indicators_are_added_moved_and_removed():
    start = document()
    more, path = add(start, "sections.0.indicators")
    assert path == "sections.0.indicators.1"
    assert parse(more).indicators[1].enabled is False
    swapped = move(more, "sections.0.indicators.1", -1)
    assert [item["name"] for item in swapped["sections"][0]["indicators"]] == ["新指标", "提案"]
    assert remove(swapped, "sections.0.indicators.0")["sections"] == start["sections"]


def test_what_stands_at_its_default_stays_folded():
    part = part_of("sections.0.indicators.0")
    _, more = draw(part.cls, INDICATOR, "", Page({}, {}, {}), part.skip)
    assert not any(node.filled for node in more)
    _, more = draw(part.cls, INDICATOR | {"note": "说明"}, "", Page({}, {}, {}), part.skip)
    assert [node.name for node in more if node.filled] == ["note"]
