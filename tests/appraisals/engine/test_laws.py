"""Laws that hold for any scheme and any facts."""

import datetime
import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appraisals.engine import words
from appraisals.engine.export import run_document
from appraisals.engine.facts import Bearer, Fact, Held, Period
from appraisals.engine.fold import Cell, Crowd, dimensions_in, fold
from appraisals.engine.scheme import dump, dump_yaml, load_yaml, parse
from appraisals.engine.score import score
from appraisals.engine.sentences import indicator_sentence, line_sentence
from appraisals.engine.shipped import load_shipped, slugs
from appraisals.verifier.verify import verify

KINDS = ("proposal", "social_info", "plenary_attendance")
BEARERS = ("b1", "b2", "b3")
PERIOD = Period.year(2026)
CALM = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

small = st.integers(0, 12)
value = st.decimals(0, 20, places=1)


def maybe(strategy):
    return st.none() | strategy


@st.composite
def selectors(draw):
    made = {"kinds": draw(st.lists(st.sampled_from(KINDS), min_size=1, unique=True))}
    for key, table in (
        ("stages", ("filed", "key")),
        ("roles", ("lead", "co_signer")),
        ("levels", ("city", "county")),
    ):
        chosen = draw(st.lists(st.sampled_from(table), unique=True, max_size=2))
        if chosen:
            made[key] = chosen
    return made


@st.composite
def rows(draw):
    made = []
    for _ in range(draw(st.integers(1, 3))):
        row = {"points": draw(value)}
        if draw(st.booleans()):
            row["roles"] = draw(st.sampled_from(("lead", "co_signer", "sole")))
        if draw(st.booleans()):
            row["levels"] = draw(st.sampled_from(("city", "county")))
        if draw(st.booleans()):
            row["cap"] = draw(value)
        if draw(st.booleans()):
            row["max_count"] = draw(st.integers(1, 4))
        made.append(row)
    return made


@st.composite
def limits(draw):
    made = {}
    if draw(st.booleans()):
        made["cap"] = draw(value)
    if draw(st.booleans()):
        made["max_count"] = draw(st.integers(1, 6))
    if draw(st.booleans()):
        window = draw(st.sampled_from(("day", "month", "matter")))
        made["per"] = [
            {"window": window, draw(st.sampled_from(("max_count", "cap"))): draw(st.integers(1, 5))}
        ]
    return made


@st.composite
def earning_methods(draw):
    """Methods under which a further fact can only help."""
    kind = draw(st.sampled_from(("flat", "rows", "tiers", "once", "reach", "table")))
    if kind == "flat":
        return {"type": "per_unit", "points": draw(value)}
    if kind == "rows":
        return {"type": "per_unit", "points": draw(rows())}
    if kind == "tiers":
        first = {"from": 1, "to": draw(st.integers(1, 3)), "points": draw(value)}
        return {"type": "per_unit", "tiers": [first, {"from": first["to"] + 1, "points": draw(value)}]}
    if kind == "once":
        return {"type": "once", "points": draw(value), "at_least": draw(st.integers(1, 4))}
    if kind == "reach":
        below = draw(st.sampled_from(("share", "none")))
        return {"type": "reach", "points": draw(value), "target": draw(st.integers(1, 5)), "below": below}
    combine = draw(st.sampled_from(("sum", "highest", "highest_per_matter", "each_level_once")))
    return {"type": "table", "rows": draw(rows()), "combine": combine, "match": "highest"}


@st.composite
def any_methods(draw):
    others = (
        {"type": "rate", "points": draw(value)},
        {"type": "deduct", "full": 20, "deductions": draw(value)},
        {"type": "penalty", "points": draw(value), "from": draw(st.sampled_from(("section", "total")))},
    )
    return draw(earning_methods() | st.sampled_from(others))


@st.composite
def schemes(draw, method):
    sections = []
    for number in range(draw(st.integers(1, 2))):
        indicators = [
            {
                "key": f"i{number}{place}",
                "name": "指标",
                "select": draw(selectors()),
                "method": draw(method),
                "limits": draw(limits()),
            }
            for place in range(draw(st.integers(1, 3)))
        ]
        section = {"key": f"s{number}", "name": "板块", "indicators": indicators, "start": draw(small)}
        if draw(st.booleans()):
            section["cap"] = draw(value)
        if draw(st.booleans()):
            keys = [item["key"] for item in indicators]
            section["shared_caps"] = [{"key": "shared", "of": keys, "cap": draw(value)}]
        sections.append(section)
    document = {"slug": "t", "name": "试", "sections": sections}
    keys = [item["key"] for section in sections for item in section["indicators"]]
    document["ranking"] = {"tie_breakers": [{"indicator": draw(st.sampled_from(keys)), "by": "count"}]}
    document["ranking"]["lists"] = [
        {"name": "前列", "top": "60%", "ties": draw(st.sampled_from(("in", "out")))}
    ]
    return parse(document)


@st.composite
def facts(draw, number):
    return Fact(
        id=f"f{number:03}",
        bearer=draw(st.sampled_from(BEARERS)),
        kind=draw(st.sampled_from(KINDS)),
        occurred_on=datetime.date(2026, draw(st.integers(1, 12)), draw(st.integers(1, 3))),
        matter=draw(st.sampled_from(("", "m1", "m2"))),
        stage=draw(st.sampled_from(("", "filed", "key"))),
        role=draw(st.sampled_from(("", "lead", "co_signer", "sole"))),
        level=draw(st.sampled_from(("", "city", "county"))),
        quantity=Decimal(draw(st.sampled_from(("1", "0.5", "2")))),
        expected=Decimal(draw(st.sampled_from(("0", "1", "2")))),
    )


@st.composite
def ledgers(draw):
    return [draw(facts(number)) for number in range(draw(st.integers(0, 9)))]


PEOPLE = [Bearer("b1", held=(Held("office", "standing_member"),)), Bearer("b2"), Bearer("b3")]


@CALM
@given(schemes(any_methods()), ledgers(), st.randoms())
def test_order_changes_nothing(scheme, ledger, random):
    shuffled, people = list(ledger), list(PEOPLE)
    random.shuffle(shuffled)
    random.shuffle(people)
    first, second = score(scheme, PERIOD, PEOPLE, ledger), score(scheme, PERIOD, people, shuffled)
    assert first.digest == second.digest
    assert [one.lines for one in first.scores] == [one.lines for one in second.scores]


@CALM
@given(schemes(earning_methods()), ledgers(), facts(999))
def test_a_further_fact_never_lowers_the_total(scheme, ledger, further):
    before = score(scheme, PERIOD, PEOPLE, ledger)
    after = score(scheme, PERIOD, PEOPLE, [*ledger, further])
    for one in before.scores:
        assert after.of(one.bearer).points >= one.points


@CALM
@given(schemes(any_methods()), ledgers())
def test_no_line_above_its_cap_and_totals_equal_sums(scheme, ledger):
    result = score(scheme, PERIOD, PEOPLE, ledger)
    items = {item.key: item for item in scheme.indicators}
    for one in result.scores:
        for line in one.lines:
            for row in items[line.key].limits.cap:
                assert line.points <= row.points
        lines = {line.key: line.points for line in one.lines}
        for section, made in zip(scheme.sections, one.sections, strict=True):
            own = [item for item in section.indicators if getattr(item.method, "from_", "") != "total"]
            assert made.lines == sum(lines[item.key] for item in own)
            assert made.points == made.start + made.lines - made.shared_cuts - made.cut
        total = one.total
        assert total.points == total.start + total.sections + total.bonus + total.penalties - total.cut
        assert total.sections == sum(made.points for made in one.sections)


@CALM
@given(schemes(any_methods()), ledgers(), st.permutations(BEARERS))
def test_renaming_members_permutes_nothing(scheme, ledger, names):
    new = dict(zip(BEARERS, names, strict=True))
    first = score(scheme, PERIOD, PEOPLE, ledger)
    renamed_people = [replace(one, key=new[one.key]) for one in PEOPLE]
    second = score(scheme, PERIOD, renamed_people, [replace(one, bearer=new[one.bearer]) for one in ledger])
    for old in BEARERS:
        assert first.of(old).lines == second.of(new[old]).lines
        assert first.of(old).points == second.of(new[old]).points
        assert first.ranks.of(old) == second.ranks.of(new[old])


@CALM
@given(schemes(any_methods()), ledgers())
def test_cells_say_all_that_a_line_needs(scheme, ledger):
    """Coarse cells cut from fine ones (as an SQL fold may give them) lead to the same cells."""
    crowd = Crowd(ledger)
    for item in scheme.indicators:
        for person in PEOPLE:
            own = [fact for fact in ledger if fact.bearer == person.key]
            cells = fold(item, own, person, scheme, crowd)
            wanted = dimensions_in(scheme, item)
            blank = Cell()
            for cell in cells:
                assert all(
                    getattr(cell, name) == getattr(blank, name)
                    for name in Cell._fields[:11]
                    if name not in wanted
                )
            assert sum(cell.n for cell in cells) <= len(own)


@CALM
@given(schemes(any_methods()), ledgers())
def test_every_rule_and_line_has_a_sentence(scheme, ledger):
    result = score(scheme, PERIOD, PEOPLE, ledger)
    for item in scheme.indicators:
        assert indicator_sentence(item).startswith("指标：")
        for one in result.scores:
            assert line_sentence(item, one.line(item.key))


@CALM
@given(schemes(any_methods()), ledgers())
def test_the_independent_verifier_agrees(scheme, ledger):
    run = run_document(scheme, PERIOD, score(scheme, PERIOD, PEOPLE, ledger))
    assert verify(json.loads(json.dumps(run)), dump(scheme)) == []


@CALM
@given(schemes(any_methods()))
def test_documents_go_and_come_back(scheme):
    assert parse(dump(scheme)) == scheme
    assert load_yaml(dump_yaml(scheme)) == scheme


def test_members_without_facts_get_what_the_text_says():
    for slug in slugs():
        scheme = load_shipped(slug)
        result = score(scheme, PERIOD, [Bearer("b1", kind=scheme.bearers[0])], [])
        for line in result.of("b1").lines:
            item = next(item for item in scheme.indicators if item.key == line.key)
            full = item.method.label == "满分起扣" or line.outside
            assert (line.points > 0) == full, (slug, line.key)


def test_labels_and_codes_are_each_other_s_only_names():
    tables = (words.ROLES, words.STAGES, words.LEVELS, words.RESULTS, words.FLAGS, words.OFFICES)
    for table in tables:
        assert len(set(table.values())) == len(table)
        for code, label in table.items():
            assert words.code_of(label, table) == words.code_of(code, table) == code
            assert words.label_of(code, table) == label
