"""The JSON that runs and publications keep, as the sheets read it."""

from decimal import Decimal

from appraisals.engine.words import OFFICE_ORDER, OFFICES, label_of

ANNOUNCED, COMMENDED = "通报", "表扬"
"""What the name of a cut list says it is for."""


def sections(stored: dict) -> dict[str, Decimal]:
    return {key: Decimal(points) for key, points in stored.items()}


def unmet(stored: dict) -> list[str]:
    """Keys of the minimum requirements that are not met."""
    return [key for key, (met, *_) in stored.items() if not met]


def office(profile: dict) -> str:
    """政协职务 alone («常委»); posts in a 专委会 or group are left out."""
    return "、".join(label_of(one, OFFICES) for one in OFFICE_ORDER if one in profile["offices"])


def printed(profile: dict, bearer: int) -> tuple:
    """Sort key of printed lists: protocol order of offices, surname strokes, number."""
    return profile["protocol_order"], profile["strokes"], profile["number"], bearer


def listed(run, purpose: str) -> frozenset[int] | None:
    """Bearers on the lists for a purpose as the engine cut them; None where the run has no such list."""
    lists = [units for name, units in run.summary.get("lists", {}).items() if purpose in name]
    if not lists:
        return None
    return frozenset(int(one) for units in lists for bearers in units.values() for one in bearers)
