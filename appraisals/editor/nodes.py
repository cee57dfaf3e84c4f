"""The fields of one part of a scheme as nodes to draw, from the engine's readers and a plain document."""

import dataclasses
from dataclasses import dataclass, field
from decimal import Decimal

from appraisals.editor.labels import HELP, LONG, MAIN, MANY, label_of
from appraisals.engine.scheme.spec import Choice, Day, Many, One, Tagged, Words, YesNo
from appraisals.engine.words import SCOPES
from appraisals.engine.words import label_of as word_label

MOST_RADIOS = 4
SPOKEN = SCOPES
REQUIRED_OF = {"all": "全部", "any": "任一"}
REFERENCES = frozenset(
    {"of", "indicators", "indicator", "section", "gate", "grades", "grade_ceiling", "under"}
)
"""Fields that name other parts of the scheme: chosen from what there is."""


@dataclass(slots=True)
class Node:
    """One thing on the page. `kind` names its template: text, long, check, radio, select, multi, date,
    group, rows or tagged. `more` are the fields under «更多»."""

    kind: str
    name: str
    label: str
    help: str = ""
    value: str = ""
    options: list = field(default_factory=list)
    children: list = field(default_factory=list)
    more: list = field(default_factory=list)
    more_open: bool = False
    errors: list = field(default_factory=list)
    required: bool = False
    said: bool = False
    """Whether the document says it; a default does not count."""

    @property
    def id(self) -> str:
        return "id_" + self.name.replace(".", "_")

    @property
    def filled(self) -> bool:
        if self.kind in ("group", "tagged"):
            return any(child.filled for child in (*self.children, *self.more))
        return bool(self.children) if self.kind == "rows" else self.said


@dataclass(frozen=True, slots=True)
class Page:
    """What drawing needs to know: faults by field name, and what of the scheme can be referred to."""

    errors: dict
    references: dict
    kinds: dict

    def faults(self, name: str, *, below: bool) -> list:
        found = list(self.errors.get(name, ()))
        if below:
            found += [
                text for key, texts in self.errors.items() if key.startswith(name + ".") for text in texts
            ]
        return found


def fields_of(cls):
    """(document key, reader, default) of each field."""
    for item in dataclasses.fields(cls):
        yield item.name.rstrip("_"), item.metadata["read"], item.default


def draw(cls, data: dict, prefix: str, page: Page, skip=frozenset()) -> tuple[list, list]:
    """(main nodes, further nodes) of an object."""
    shown = MAIN.get(cls.__name__)
    main, more = [], []
    for key, reader, default in fields_of(cls):
        if key not in skip:
            node = node_of(cls, key, reader, default, data.get(key), _join(prefix, key), page)
            (main if shown is None or key in shown else more).append(node)
    return main, more


def _join(prefix: str, key: str) -> str:
    return f"{prefix}.{key}" if prefix else key


def node_of(cls, key, reader, default, value, name, page: Page) -> Node:
    """The node of one field."""
    label = label_of(cls, key)
    required = default is dataclasses.MISSING
    if isinstance(reader, Tagged):
        return _tagged(reader, value, name, label, page)
    if isinstance(reader, One):
        return _group(reader.cls, value or {}, name, label, page)
    if isinstance(reader, Many):
        return _rows(reader.cls, rows_of(value), name, label, HELP.get(key, ""), page)
    node = _leaf(cls, key, reader, default, value, name, page)
    node.label, node.required, node.said = label, required, value not in (None, "", [])
    node.errors = page.faults(name, below=True)
    return node


def rows_of(value) -> list:
    """Rows of a list; a lone number is a row that says only points."""
    if value is None:
        return []
    return value if isinstance(value, list) else [{"points": value}]


def _group(cls, value, name, label, page) -> Node:
    main, more = draw(cls, value, name, page)
    return Node(
        "group", name, label, children=main, more=more, more_open=any(node.filled or node.errors for node in more),
        errors=page.faults(name, below=False),
    )  # fmt: skip


def _rows(cls, rows, name, label, help_text, page) -> Node:
    children = [
        _group(cls, row, f"{name}.{number}", f"{number + 1}", page) for number, row in enumerate(rows)
    ]
    return Node("rows", name, label, help_text, children=children, errors=page.faults(name, below=False))


def _tagged(reader, value, name, label, page) -> Node:
    value = value or {}
    chosen = value.get("type", "")
    options = [("", "请选择", not chosen)]
    options += [(code, cls.label, code == chosen) for code, cls in reader.classes.items()]
    select = Node(
        "select", f"{name}.type", label, options=options, errors=page.faults(f"{name}.type", below=False)
    )
    children = [select]
    more = []
    if chosen in reader.classes:
        main, more = draw(reader.classes[chosen], value, name, page)
        children += main
    return Node("tagged", name, label, children=children, more=more, errors=page.faults(name, below=False))


def _leaf(cls, key, reader, default, value, name, page: Page) -> Node:
    help_text = HELP.get(key, "")
    if key in REFERENCES:
        return _reference(
            key, value, name, page, many=isinstance(value, list | tuple) or isinstance(reader, Words)
        )
    if type(reader).__name__ == "Kinds":
        return Node("multi", name, "", options=_options(page.kinds, value or []))
    if isinstance(reader, YesNo):
        said = default if value is None and default is not dataclasses.MISSING else value
        return Node("check", name, "", help_text, value="true" if said else "")
    if isinstance(reader, Choice):
        return _choice(reader, default, value, name, help_text)
    if isinstance(reader, Words):
        return _words(reader, default, value, name, help_text)
    if type(reader).__name__ == "Require":
        said = _or_default(value, default)
        return Node("text", name, "", help_text, value=REQUIRED_OF.get(said, str(said)))
    if type(reader).__name__ == "ScopeName":
        return Node("text", name, "", help_text, value=spoken(_or_default(value, default)))
    kind = "date" if isinstance(reader, Day) else "long" if key in LONG else "text"
    return Node(kind, name, "", help_text, value=shown(_or_default(value, default)))


def _or_default(value, default):
    return default if value is None and default is not dataclasses.MISSING else value


def _choice(reader, default, value, name, help_text) -> Node:
    chosen = _or_default(value, default)
    options = [(code, label, code == chosen) for code, label in reader.table.items()]
    if default is None:
        options.insert(0, ("", "不写", chosen is None))
    return Node("radio" if len(options) <= MOST_RADIOS else "select", name, "", help_text, options=options)


def _words(reader, default, value, name, help_text) -> Node:
    chosen = _or_default(value, default) or []
    chosen = [chosen] if isinstance(chosen, str) else list(chosen)
    if reader.table and not reader.open:
        return Node("checks", name, "", help_text, options=_options(reader.table, chosen))
    table = reader.table or SPOKEN
    text = "、".join(spoken(word) if "+" in word else word_label(word, table) for word in chosen)
    return Node("text", name, "", help_text or MANY, value=text)


def _reference(key, value, name, page: Page, *, many: bool) -> Node:
    chosen = list(value) if isinstance(value, list | tuple) else [value] if value else []
    known = page.references.get(key, {})
    if many:
        return Node("checks", name, "", options=_options(known, chosen))
    return Node("select", name, "", options=[("", "不写", not chosen), *_options(known, chosen)])


def _options(known: dict, chosen) -> list:
    """The chosen values in their order (even one no longer known), then the others."""
    chosen = [chosen] if isinstance(chosen, str) else list(chosen)
    first = [(code, known.get(code, code), True) for code in chosen]
    return first + [(code, label, False) for code, label in known.items() if code not in chosen]


def spoken(value: str) -> str:
    """Scopes of ranking in words: committee+office → 专委会+职务."""
    return "+".join(SPOKEN.get(part, part) for part in value.split("+"))


def shown(value) -> str:
    """A plain value as typed: 0.6 stays 0.6, 1/3 stays 1/3."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return str(value)
