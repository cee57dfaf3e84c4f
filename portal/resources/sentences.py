"""One Chinese sentence for a stored line."""

from decimal import Decimal

from appraisals.engine.sentences import number


def stored_sentence(indicator, count: Decimal, raw: Decimal, points: Decimal) -> str:
    """«3 件，计 15 分，封顶 12 分», from what the line keeps."""
    text = f"{number(count)} {indicator.unit}，计 {number(raw)} 分"
    if points < raw:
        return f"{text}，封顶 {number(points)} 分"
    return f"{text}，保底 {number(points)} 分" if points > raw else text
