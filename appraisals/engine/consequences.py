"""What follows for a bearer from grades and from events over the term."""

from .bearer import ConditionResult, bounded, count_condition, enough, measure_of
from .profiles import belongs
from .scheme.model import fits_period
from .tallies import owner_of


def consequences_of(scheme, period, term, bearer, score, profile, cells, grade) -> tuple:
    """The texts that apply, in the order of the scheme."""
    found = []
    for number, item in enumerate(scheme.consequences):
        if not fits_period(item, period) or (item.at == "term_end" and period.end < term.end):
            continue
        if not belongs(item.audience, profile, profile.offices[0][0]):
            continue
        if _by_grade(item, bearer, grade) or _by_events(item, number, bearer, period, score, cells):
            found.append(item.text)
    return tuple(found)


def _by_grade(item, bearer, grade):
    if not item.grades:
        return False
    needed = int(item.in_a_row)
    row = [*bearer.history, grade][-needed:]
    return len(row) == needed and all(one in item.grades for one in row)


def _by_events(item, number, bearer, period, score, cells):
    if not item.conditions:
        return False
    results = [
        _condition(condition, number, place, bearer, period, score, cells)
        for place, condition in enumerate(item.conditions)
    ]
    return enough(item.require, results)


def _condition(condition, number, place, bearer, period, score, cells):
    if condition.select:
        earliest = period.earlier(int(condition.in_a_row) - 1).start
        if condition.in_a_row > 1 and bearer.tenure.start > earliest:
            return ConditionResult(condition.name, 0, False)
        return count_condition(condition, owner_of("consequence", number), place, cells)
    if condition.section:
        section = score.section(condition.section)
        value = section.points if section else 0
    else:
        value = measure_of(score.line(condition.indicator), condition.by)
    return ConditionResult(condition.name, value, bounded(condition, value))
