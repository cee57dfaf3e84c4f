"""Which column of an uploaded table is which field."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from core.similar import suggest
from core.table import ERROR_NOTES, column_letter, plain_header


@dataclass
class HeaderMatch:
    columns: dict[str, int] = field(default_factory=dict)  # field → index into Row.cells
    errors: list[str] = field(default_factory=list)  # Chinese sentences; empty when the table can be read

    def value(self, cells: Sequence, name: str) -> object:
        """The cell of a field, None when the file has no such column."""
        at = self.columns.get(name)
        return None if at is None else cells[at]


def match_header(
    header: Sequence[str], synonyms: Mapping[str, Sequence[str]], required: Collection[str] = ()
) -> HeaderMatch:
    """Match titles to fields; ``synonyms`` gives each field's titles, the first being its proper one.

    Blanks, case, full width, stars and notes in brackets do not count: «姓 名*» and «姓名(必填)» are
    «姓名». Unknown, missing and double columns are reported together.
    """
    titles = {plain_header(title): name for name, listed in synonyms.items() for title in listed}
    match = HeaderMatch()
    for index, title in enumerate(header):
        if title.strip() not in ("", ERROR_NOTES):
            _place(match, index, title, titles, synonyms)
    missing = [synonyms[name][0] for name in synonyms if name in required and name not in match.columns]
    match.errors += [f"缺少“{title}”列。" for title in missing]
    return match


def _place(match: HeaderMatch, index: int, title: str, titles: dict[str, str], synonyms: Mapping) -> None:
    plain = plain_header(title)
    name = titles.get(plain) or titles.get(re.sub(r"[((\[【].*$", "", plain))
    if name is None:
        near = suggest(title, [listed for group in synonyms.values() for listed in group])
        hint = f"，是否为“{near}”？" if near else "，请改名或删除该列。"
        match.errors.append(f"{column_letter(index)} 列的表头“{title}”无法识别{hint}")
    elif name in match.columns:
        first = column_letter(match.columns[name])
        match.errors.append(f"{first} 列和 {column_letter(index)} 列都是“{synonyms[name][0]}”，请保留一列。")
    else:
        match.columns[name] = index
