"""The SHA-256 by which two results are known to be the same, on any machine, in any order."""

import hashlib
import json
from decimal import Decimal
from fractions import Fraction

from .rounding import plain


def canonical(value):
    """A value as JSON can hold it: decimals as plain strings, sets and mappings in order."""
    if isinstance(value, Decimal):
        return format(plain(value), "f")
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, dict):
        return {str(key): canonical(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [canonical(one) for one in value]
    return value


def digest_of(value) -> str:
    """SHA-256 (hex) of the canonical JSON of a plain value."""
    text = json.dumps(canonical(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def result_document(scores, ranks, grades, lists) -> dict:
    """What a digest covers: counts, raw and counted points of every line, sections, totals, ranks,
    grades and lists; bearers by key, never by name."""
    return {
        "scores": {
            score.bearer: {
                "lines": {line.key: [line.count, line.raw, line.points] for line in score.lines},
                "sections": {one.key: one.points for one in score.sections},
                "gates": {one.key: one.met for one in score.gates},
                "total": score.points,
            }
            for score in scores
        },
        "ranks": {scope: units for scope, units in ranks.places.items() if units},
        "grades": grades,
        "lists": lists,
    }
