"""Kinds of tables that can be handed in. Each app registers its own importer when it starts."""

from collections.abc import Callable
from dataclasses import dataclass, field

from core.table import Table


@dataclass
class Preview:
    """What an importer found in a table, without having stored anything.

    `counts`: label → number («新增» 12). `errors`: `core.reader.RowError`s; any one refuses the whole table.
    `columns` and `rows` show the first differences: each row is a list of cells
    `{"text": …, "old": … or None, "change": "" | "new" | "changed"}`. `table` is the table as read, for the
    copy with marked errors; without it the file is read again.
    """

    counts: dict[str, int] = field(default_factory=dict)
    errors: list = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[list[dict]] = field(default_factory=list)
    table: Table | None = None


@dataclass(frozen=True)
class Importer:
    """One kind of table: `check` reads and compares, `store` writes all of it in the caller's transaction.

    `check(batch, progress) -> Preview`; `store(batch, by, progress) -> dict` of counts;
    `template() -> bytes` is an empty xlsx with the right headers and an example row;
    `may_hand_in(actor)`, `may_confirm(actor)` are policies.
    """

    kind: str
    label: str
    check: Callable
    store: Callable
    template: Callable[[], bytes]
    may_hand_in: Callable
    may_confirm: Callable


_importers: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    _importers[importer.kind] = importer


def kinds_open_to(actor) -> list[str]:
    """Kinds of tables whose files the actor may see: those the actor may hand in or confirm."""
    return [
        importer.kind
        for importer in _importers.values()
        if importer.may_hand_in(actor) or importer.may_confirm(actor)
    ]


def importer_of(kind: str) -> Importer:
    return _importers[kind]


def all_importers() -> list[Importer]:
    return list(_importers.values())
