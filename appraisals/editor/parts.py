"""Which part of a scheme a page edits: its class, its place in the document, and its title."""

import copy
import re
from dataclasses import dataclass

from appraisals.engine.scheme.model import (
    Indicator,
    Scheme,
    Section,
)
from appraisals.engine.scheme.spec import Many, One

BASE = "base"
APART = frozenset(
    {"sections", "once_per_work", "gates", "grades", "consequences", "ranking", "year", "readings", "kinds"}
)
"""Keys of the scheme that have pages of their own."""
SINGLE = ("grades", "ranking", "year")
LISTS = ("gates", "once_per_work", "consequences", "readings", "kinds")
_SECTION = re.compile(r"^sections\.(\d+)$")
_INDICATOR = re.compile(r"^sections\.(\d+)\.indicators\.(\d+)$")


@dataclass(frozen=True, slots=True)
class Part:
    """`path` as in the address; `cls` reads it; `skip` are keys edited elsewhere; `wrapped` lists are edited
    under their own key."""

    path: str
    cls: type
    skip: frozenset = frozenset()
    wrapped: bool = False

    @property
    def fault_path(self) -> str:
        """The path by which the engine names faults here."""
        return "" if self.path == BASE or self.wrapped else re.sub(r"\.(\d+)", r"[\1]", self.path)


def part_of(path: str) -> Part | None:
    """The part at `path`, or None when there is no such page."""
    if path == BASE:
        return Part(path, Scheme, APART)
    if _SECTION.match(path):
        return Part(path, Section, frozenset({"indicators"}))
    if _INDICATOR.match(path):
        return Part(path, Indicator)
    readers = {item.name: item.metadata["read"] for item in Scheme.__dataclass_fields__.values()}
    if path in SINGLE and isinstance(readers[path], One):
        return Part(path, readers[path].cls)
    if path in LISTS and isinstance(readers[path], Many):
        return Part(path, Scheme, frozenset(readers) - {path}, wrapped=True)
    return None


def take(document: dict, part: Part) -> dict | None:
    """The part's own document; {} when it is not written yet, None when the place does not exist."""
    if part.path == BASE or part.wrapped:
        return {key: value for key, value in document.items() if key not in part.skip}
    node = document
    for step in part.path.split("."):
        if isinstance(node, list):
            if int(step) >= len(node):
                return None
            node = node[int(step)]
        else:
            node = node.get(step, {} if part.path in SINGLE else None)
        if node is None:
            return None
    return {key: value for key, value in node.items() if key not in part.skip}


def put(document: dict, part: Part, value: dict) -> dict:
    """A copy of the document with the part replaced; keys edited elsewhere stay."""
    made = copy.deepcopy(document)
    if part.path == BASE or part.wrapped:
        return {key: one for key, one in made.items() if key in part.skip} | value
    *steps, last = part.path.split(".")
    node = made
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node[step]
    if isinstance(node, list):
        kept = {key: one for key, one in node[int(last)].items() if key in part.skip}
        node[int(last)] = value | kept
    elif value:
        node[last] = value
    else:
        node.pop(last, None)
    return made


def move(document: dict, path: str, offset: int) -> dict:
    """A copy with a section or indicator moved up (−1) or down (+1) among its neighbours."""
    made, rows, place = _siblings(document, path)
    if 0 <= place + offset < len(rows):
        rows.insert(place + offset, rows.pop(place))
    return made


def remove(document: dict, path: str) -> dict:
    """A copy without a section or indicator."""
    made, rows, place = _siblings(document, path)
    del rows[place]
    return made


def _siblings(document: dict, path: str):
    made = copy.deepcopy(document)
    *steps, last = path.split(".")
    node = made
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node[step]
    return made, node, int(last)


def add(document: dict, where: str) -> tuple[dict, str]:
    """A copy with a new section (`sections`) or indicator (`sections.N.indicators`), and the new part's path."""
    made = copy.deepcopy(document)
    node = made
    *steps, last = where.split(".")
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node[step]
    rows = node.setdefault(last, [])
    taken = {
        item["key"] for section in made["sections"] for item in (section, *section.get("indicators", ()))
    }
    head = "s" if last == "sections" else "i"
    number = next(n for n in range(1, 10_000) if f"{head}{n}" not in taken)
    row = {"key": f"{head}{number}", "name": "新板块" if head == "s" else "新指标"}
    rows.append(row if head == "s" else row | {"enabled": False, "note": "待填写"})
    return made, f"{where}.{len(rows) - 1}"


def faults_by_field(faults, part: Part) -> tuple[dict, list]:
    """Faults of this part by field name, and the others as (path, message)."""
    head = part.fault_path
    here, elsewhere = {}, []
    for path, message in faults:
        if head and path != head and not path.startswith(head + "."):
            elsewhere.append((path, message))
            continue
        name = re.sub(r"\[(\d+)\]", r".\1", path[len(head) :].lstrip("."))
        if not head and name.split(".")[0] in part.skip:
            elsewhere.append((path, message))
        else:
            here.setdefault(name, []).append(message)
    return here, elsewhere
