"""Small schemes and facts written as a clerk writes them."""

from textwrap import dedent, indent

from appraisals.engine.casefile import parse_case
from appraisals.engine.run import run_case
from appraisals.engine.scheme import read_yaml
from appraisals.engine.sentences import line_sentence


def case_of(rule, facts="[]", bearers="{甲: {}}", head="", period="2026", expect="{甲: {}}"):
    """A case of one section with one indicator `x` (or several, in a rule that begins with «-»)."""
    rule = dedent(rule).strip()
    if not rule.startswith("- "):
        rule = "- key: x\n  name: 指标\n" + indent(rule, "  ")
    text = "\n".join(
        [
            "scheme:",
            "  slug: t",
            "  name: 试",
            indent(dedent(head).strip("\n"), "  "),
            "  sections:",
            "    - key: s",
            "      name: 板块",
            "      indicators:",
            indent(rule, "        "),
            f"period: {period}",
            f"bearers: {bearers}",
            "facts:",
            indent(dedent(facts).strip(), "  "),
            f"expect: {expect}",
        ]
    )
    return parse_case(read_yaml(text))


def result_of(*args, **named):
    return run_case(case_of(*args, **named))[0]


def line_of(rule, facts="[]", bearer="{}", key="x", **named):
    """The line `x` of the one bearer 甲, or None."""
    return result_of(rule, facts, bearers=f"{{甲: {bearer}}}", **named).of("甲").line(key)


def points(*args, **named):
    line = line_of(*args, **named)
    return None if line is None else str(line.points)


def sentence(rule, facts="[]", bearer="{}", **named):
    case = case_of(rule, facts, bearers=f"{{甲: {bearer}}}", **named)
    line = run_case(case)[0].of("甲").line("x")
    return line_sentence(case.scheme.indicators[0], line)
