"""What was typed on a page, back as the plain document of the part."""

import re

from appraisals.editor.nodes import REFERENCES, REQUIRED_OF, fields_of, shown, spoken
from appraisals.engine.scheme.spec import Choice, Many, One, Tagged, Words, YesNo

SEPARATORS = re.compile(r"[、，,;；\s]+")


def read(cls, post, prefix: str = "", skip=frozenset()) -> dict:
    """The document of an object; what is blank or at its default is left out."""
    found = {}
    for key, reader, default in fields_of(cls):
        if key in skip:
            continue
        value = _value(key, reader, post, f"{prefix}.{key}" if prefix else key)
        if not (value in ("", None, [], {}) or _is_default(reader, value, default)):
            found[key] = value
    return found


def _is_default(reader, value, default) -> bool:
    if isinstance(reader, YesNo):
        return value == default
    if isinstance(reader, Words):
        return tuple(value) == default
    if isinstance(reader, Choice):
        return value == default
    return isinstance(value, str) and value in _as_shown(default)


def _as_shown(default) -> set[str]:
    """How a default may stand on the page."""
    text = shown(default)
    return {text, REQUIRED_OF.get(text, text), spoken(text)}


def _value(key, reader, post, name):
    if isinstance(reader, Tagged):
        tag = post.get(f"{name}.type", "")
        return {"type": tag, **read(reader.classes[tag], post, name)} if tag in reader.classes else None
    if isinstance(reader, One):
        return read(reader.cls, post, name)
    if isinstance(reader, Many):
        return _rows(reader.cls, post, name)
    if isinstance(reader, YesNo):
        return name in post
    if key in REFERENCES and not isinstance(reader, Words):
        return post.get(name, "")
    if isinstance(reader, Words):
        return _words(key, reader, post, name)
    return post.get(name, "").strip()


def _words(key, reader, post, name) -> list:
    if key in REFERENCES or type(reader).__name__ == "Kinds" or (reader.table and not reader.open):
        return [one for one in post.getlist(name) if one]
    return [one for one in SEPARATORS.split(post.get(name, "").strip()) if one]


def _rows(cls, post, name):
    """The rows of a list in the order of the page; one row that says only points is a number."""
    rows = [read(cls, post, f"{name}.{number}") for number in row_numbers(post, name)]
    rows = [row for row in rows if row]
    return rows[0]["points"] if len(rows) == 1 and set(rows[0]) == {"points"} else rows


def row_numbers(post, name: str) -> list[int]:
    """Numbers of the rows that the page holds under `name`."""
    head = f"{name}."
    found = {key[len(head) :].split(".", 1)[0] for key in post if key.startswith(head)}
    return sorted(int(one) for one in found if one.isdecimal())


def change_rows(document: dict, act: str, name: str) -> dict:
    """The document with a row added to, or taken from, the list at `name` (`select.0` names a row)."""
    steps = name.split(".")
    if act == "remove":
        *steps, number = steps
    node = document
    for step in steps[:-1]:
        node = _down(node, step)
    rows = _as_rows(node, steps[-1])
    if act == "add":
        rows.append({})
    elif number.isdecimal() and int(number) < len(rows):
        del rows[int(number)]
    return document


def _down(node, step: str):
    if isinstance(node, list):
        while len(node) <= int(step):
            node.append({})
        return node[int(step)]
    if not isinstance(node.get(step), dict | list):
        node[step] = [{"points": node[step]}] if step in node else {}
    return node[step]


def _as_rows(node, key: str) -> list:
    value = node.get(key)
    if not isinstance(value, list):
        node[key] = [] if value is None else [{"points": value}]
    return node[key]
