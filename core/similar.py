"""«Did you mean»: the nearest known word to one that is not known."""

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from core.names import pinyin

LIKENESS = 60


def suggest(value: str, choices: Iterable[str]) -> str | None:
    """The choice nearest by characters or by sound, None when nothing is near.

    Sound counts because most slips of a Chinese input method are homophones (教育届 for 教育界).
    """
    value = value.strip()
    if not value:
        return None
    sound = _sound(value)
    scored = [(_likeness(value, sound, choice), choice) for choice in choices]
    best = max(scored, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] >= LIKENESS else None


def not_found(value: str, choices: Iterable[str], what: str = "") -> str:
    """One sentence: «找不到界别“教育届”，是否为“教育界”？»."""
    nearest = suggest(value, choices)
    return f"找不到{what}“{value}”，是否为“{nearest}”？" if nearest else f"找不到{what}“{value}”。"


@lru_cache(maxsize=2048)
def _sound(text: str) -> str:
    return pinyin(text)


def _likeness(value: str, sound: str, choice: str) -> float:
    by_sound = fuzz.ratio(sound, _sound(choice)) - 20 if sound else 0
    return max(fuzz.ratio(value, choice), by_sound)
