"""One call for what a case asks: a half, a year, or a year made of two halves."""

from .score import score
from .year import score_year


def run_case(case):
    """(result, {half: result}) of a case file; without halves the second is empty."""
    if case.scheme.year is not None and case.period.kind == "year":
        made = score_year(case.scheme, case.period.start.year, case.bearers, case.facts, term=case.term)
        return made.year, {"h1": made.h1, "h2": made.h2}
    return score(case.scheme, case.period, case.bearers, case.facts, term=case.term), {}
