"""Schemes as documents: canonical, JSON-safe, the same after every way back; and readings of time."""

import json

import pytest

from appraisals.engine.scheme import (
    dump,
    dump_indicator,
    dump_yaml,
    load_yaml,
    parse,
    parse_indicator,
    read_yaml,
)
from appraisals.engine.shipped import load_kinds, load_shipped, slugs
from tests.appraisals.engine.helpers import points, result_of

INDICATOR = """
key: x
name: 提案
select: {kinds: 提案, stages: 立案, valid_from: 2026-01-01, certified_only: true}
method: {type: rate, points: 7.50, minimum: 2/3, full_at: 95%}
limits: {per: [{window: day, max_count: 1}, {window: [day, matter], cap: 2}]}
"""


def test_one_indicator_comes_back_canonical():
    indicator = parse_indicator(read_yaml(INDICATOR))
    assert dump_indicator(indicator) == {
        "key": "x",
        "name": "提案",
        "select": [
            {"kinds": ["提案"], "stages": ["filed"], "valid_from": "2026-01-01", "certified_only": True}
        ],
        "method": {"type": "rate", "points": "7.5", "minimum": "2/3", "full_at": "0.95"},
        "limits": {"per": [{"window": "day", "max_count": 1}, {"window": ["day", "matter"], "cap": 2}]},
    }


@pytest.mark.parametrize("slug", slugs())
def test_shipped_schemes_survive_every_way_back(slug):
    scheme = load_shipped(slug)
    assert parse(json.loads(json.dumps(dump(scheme))), kinds=load_kinds()) == scheme
    assert load_yaml(dump_yaml(scheme)) == scheme


def test_every_part_survives():
    text = """
slug: t
name: 试
sections: [{key: s, name: 板块, weight: 1/3, indicators: [{key: a, name: 甲, select: proposal, method: {type: once, points: 1}}]}]
gates: [{key: g, name: 要求, require: 1, conditions: [{indicator: a, by: rate, at_least: 60%}]}]
year: {combine: weights, weights: [1/3, 2/3]}
ranking: {scopes: [all, 专委会+职务]}
"""
    scheme = load_yaml(text)
    document = dump(scheme)
    assert document["year"] == {"combine": "weights", "weights": ["1/3", "2/3"]}
    assert document["ranking"] == {"scopes": ["all", "committee+office"]}
    assert document["gates"][0]["require"] == 1
    assert parse(document) == load_yaml(dump_yaml(scheme)) == scheme


def test_json_floats_are_exact():
    document = {"key": "x", "name": "n", "select": "proposal", "method": {"type": "per_unit", "points": 7.1}}
    assert dump_indicator(parse_indicator(document))["method"]["points"] == "7.1"


RULE = "select: proposal\naudience: {committees: 提案委}\nmethod: {type: per_unit, points: 2}"
MOVED = "{committees: [{name: 提案委, until: 2026-09-30}, {name: 文史委, from: 2026-10-01}]}"


@pytest.mark.parametrize(("when", "expected"), [("period_end", None), ("longest", "2")])
def test_committee_changed_in_the_period(when, expected):
    facts = "[{who: 甲, kind: proposal}]"
    assert points(RULE, facts, MOVED, head=f"affiliation_at: {when}") == expected


def test_scope_of_ranking_follows_the_reading():
    head = "affiliation_at: longest\nranking: {scopes: [committee]}"
    result = result_of(
        "select: proposal\nmethod: {type: once, points: 1}", bearers=f"{{甲: {MOVED}}}", head=head
    )
    assert result.ranks.places["committee"] == {"提案委": {"甲": 1}}
