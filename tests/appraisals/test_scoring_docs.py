"""docs/scoring.md: every example runs, and no key of the format goes without a word."""

import dataclasses
import re
from pathlib import Path

import pytest

from appraisals.engine import casefile_rows, words
from appraisals.engine.casefile import parse_case
from appraisals.engine.cases import compare
from appraisals.engine.run import run_case
from appraisals.engine.scheme import (
    dump,
    dump_yaml,
    load_yaml,
    methods,
    model,
    outcomes,
    parse,
    parts,
    read_yaml,
)
from appraisals.engine.shipped import KINDS_FILE, load_kinds

TEXT = Path(__file__).resolve().parents[2].joinpath("docs/scoring.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.M | re.S)
BASE = {
    "slug": "doc",
    "name": "文档示例",
    "sections": [
        {
            "key": "base",
            "name": "板块",
            "indicators": [
                {
                    "key": "proposal",
                    "name": "提案",
                    "select": "proposal",
                    "method": {"type": "per_unit", "points": 1},
                }
            ],
        }
    ],
}
OWN_KINDS = {**load_kinds(), "主席会议评定": "主席会议评定"}


def scheme_of(document):
    """What an example shows, completed to a whole scheme."""
    if isinstance(document, list):
        section = {"key": "base", "name": "板块", "indicators": document}
        return {**BASE, "sections": [section]}
    return {**BASE, **document}


@pytest.mark.parametrize("block", BLOCKS, ids=[f"example {n}" for n in range(1, len(BLOCKS) + 1)])
def test_example(block):
    document = read_yaml(block)
    if "expect" in document:
        case = parse_case(document)
        assert compare("", case, *run_case(case)).differences == ()
    else:
        scheme = parse(scheme_of(document), kinds=OWN_KINDS)
        assert parse(dump(scheme)) == load_yaml(dump_yaml(scheme)) == scheme


def test_there_are_examples_of_everything():
    assert len(BLOCKS) >= 24
    for tag in methods.METHODS:
        assert f"type: {tag}" in TEXT


def documented():
    modules = (parts, methods, model, outcomes, casefile_rows)
    for module in modules:
        for name, cls in vars(module).items():
            if isinstance(cls, type) and dataclasses.is_dataclass(cls) and cls.__module__ == module.__name__:
                for field in dataclasses.fields(cls):
                    yield f"{name}.{field.name.rstrip('_')}"


@pytest.mark.parametrize("field", sorted(set(documented())))
def test_key_is_in_the_document(field):
    key = field.split(".")[1]
    assert re.search(rf"\b{key}\b", TEXT), field


@pytest.mark.parametrize("table", ["ROLES", "STAGES", "LEVELS", "RESULTS", "FLAGS", "OFFICES", "BEARERS"])
def test_words_are_in_the_document(table):
    for code, label in getattr(words, table).items():
        assert f"{code} {label}" in TEXT


def test_kinds_carry_only_known_words():
    tables = {"roles": words.ROLES, "stages": words.STAGES, "levels": words.LEVELS, "flags": words.FLAGS}
    for row in read_yaml(KINDS_FILE.read_text("utf-8")):
        for axis, table in tables.items():
            assert set(row.get(axis, {}).items()) <= set(table.items())
