"""Schemes told for people: the rules in sentences, and what two versions differ in."""

from dataclasses import dataclass

from appraisals.engine.scheme import parse
from appraisals.engine.sentences import indicator_sentence


@dataclass(frozen=True, slots=True)
class Rule:
    """One indicator on the version's page."""

    path: str
    key: str
    name: str
    exam: str
    enabled: bool
    sentence: str
    quote: str
    note: str


@dataclass(frozen=True, slots=True)
class RuleSection:
    path: str
    key: str
    name: str
    bonus: bool
    rules: list[Rule]


def rules_of(document: dict) -> list[RuleSection]:
    """Sections and indicators in the order of the document."""
    scheme = parse(document)
    return [
        RuleSection(
            f"sections.{number}", section.key, section.name, section.bonus,
            [_rule(number, place, section, item) for place, item in enumerate(section.indicators)],
        )
        for number, section in enumerate(scheme.sections)
    ]  # fmt: skip


def _rule(number, place, section, item) -> Rule:
    sentence = indicator_sentence(item, named=False) if item.method else "暂无分值"
    return Rule(
        f"sections.{number}.indicators.{place}", item.key, item.name, item.exam or section.exam or "", item.enabled,
        sentence, item.quote or "", item.note or "",
    )  # fmt: skip


def flat(value, path: str = "") -> dict[str, object]:
    """A document as path → plain value; parts with a key are told by it, so that moving is no change."""
    if isinstance(value, dict):
        return {
            path_: one
            for key, item in value.items()
            for path_, one in flat(item, f"{path}.{key}" if path else key).items()
        }
    if isinstance(value, list):
        made = {}
        for number, item in enumerate(value):
            name = item.get("key", number) if isinstance(item, dict) else number
            made |= flat(item, f"{path}[{name}]")
        return made
    return {path: value}


def compared(old: dict, new: dict) -> list[tuple[str, object, object]]:
    """(place, in the old, in the new) of every value that differs."""
    before, after = flat(old), flat(new)
    names = [*before, *(name for name in after if name not in before)]
    return [
        (name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    ]
