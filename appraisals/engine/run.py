"""One call for what a case asks: a half, a year, or a year made of two halves."""

from .score import score


def run_case(case):
    """The result of a case file."""
    return score(case.scheme, case.period, case.bearers, case.facts, term=case.term)
