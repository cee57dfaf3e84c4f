"""Which kind, role, stage, level, result and flag a word in a table means; each word is looked up once."""

import re

from django.db.models import Q

from core.similar import suggest
from duties.choices import BearerKind
from duties.facts import AXES, allowed, unknown
from duties.models import DutyKind
from organizations.models import Organization

SEPARATORS = re.compile(r"[、，,;；/\s]+")


class Words:
    """`kind_of` and `code_of` return (what is meant, ""), or (None, a Chinese sentence)."""

    def __init__(self, organization: Organization):
        kinds = DutyKind.objects.filter(Q(organization=organization) | Q(organization=None))
        self.kinds: dict[str, DutyKind] = {}
        for kind in kinds.order_by("organization_id"):  # one's own first: NULL sorts last
            self.kinds.setdefault(_plain(kind.label), kind)
            self.kinds.setdefault(kind.code, kind)
        self._found: dict[tuple, tuple] = {}

    def kind_of(self, word: str, bearer: str = BearerKind.MEMBER) -> tuple[DutyKind | None, str]:
        """The kind, as far as it may be earned by this kind of bearer."""
        key = ("kind", bearer, word)
        if key not in self._found:
            self._found[key] = self._kind(word, bearer)
        return self._found[key]

    def code_of(self, kind: DutyKind, axis: str, word: str) -> tuple[str | None, str]:
        key = (kind.pk, axis, word)
        if key not in self._found:
            self._found[key] = self._code(kind, axis, word)
        return self._found[key]

    def flags_of(self, kind: DutyKind, words: str) -> tuple[list[str], str]:
        """Several flags in one cell, apart by 、 or a comma."""
        found = [self.code_of(kind, "flags", word) for word in SEPARATORS.split(words.strip()) if word]
        wrong = next((said for code, said in found if code is None), "")
        return [code for code, _ in found if code], wrong

    def _kind(self, word: str, bearer: str) -> tuple[DutyKind | None, str]:
        if not word:
            return None, "事项没有填写。"
        kind = self.kinds.get(_plain(word)) or self.kinds.get(word)
        if kind is None:
            near = suggest(word, {kind.label for kind in self.kinds.values()})
            return None, f"找不到履职事项“{word}”" + (f"，是否为“{near}”？" if near else "。")
        if not kind.enabled:
            return None, f"履职事项“{kind.label}”已停用。"
        if kind.bearer_kinds and bearer not in kind.bearer_kinds:
            return None, f"“{kind.label}”不计给{BearerKind(bearer).label}。"
        return kind, ""

    def _code(self, kind: DutyKind, axis: str, word: str) -> tuple[str | None, str]:
        named = allowed(kind, axis)
        for code, label in named.items():
            if word == code or _plain(word) == _plain(label):
                return code, ""
        return None, unknown(kind, AXES.get(axis, "标记"), word, named.values())


def _plain(word: str) -> str:
    return "".join(word.split()).replace("(", "（").replace(")", "）")
