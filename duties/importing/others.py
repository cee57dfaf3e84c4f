"""Which bearer besides members a row means: a group, or a unit known by its name."""

from dataclasses import dataclass, field

from core.similar import suggest
from duties.choices import BearerKind
from duties.importing.roster import NotFound
from duties.models import Bearer
from organizations.models import Group, Organization

NAMED = {kind.label: kind for kind in BearerKind if kind not in (BearerKind.MEMBER, BearerKind.GROUP)}
LONGEST = 60


@dataclass(frozen=True)
class Other:
    """A bearer that is no member: a group by its number, or a unit by its name."""

    kind: str
    name: str
    group_id: int | None = None

    @property
    def key(self) -> str:
        """Stands where members have their number."""
        return f"{self.kind}={self.group_id or self.name}"


@dataclass
class Others:
    """Groups of the newest term that has the name, and units that have earned before."""

    groups: dict[str, list[Other]] = field(default_factory=dict)
    units: dict[str, list[Other]] = field(default_factory=dict)

    @classmethod
    def of(cls, organization: Organization) -> "Others":
        found, terms = cls(), {}
        rows = Group.objects.filter(term__organization=organization).order_by("-term__number", "pk")
        for pk, name, term in rows.values_list("pk", "name", "term"):
            if terms.setdefault(name, term) == term:
                found.groups.setdefault(name, []).append(Other(BearerKind.GROUP, name, pk))
        named = Bearer.objects.filter(organization=organization).exclude(name="").order_by("pk")
        for kind, name in named.values_list("kind", "name"):
            found.units.setdefault(name, []).append(Other(kind, name))
        return found

    def find(self, word: str, name: str) -> Other:
        """`word` is the label of the kind, or nothing where the name says enough; raises NotFound."""
        if len(name) > LONGEST:
            raise NotFound("bearer", f"计分对象的名称超过 {LONGEST} 个字。")
        if word in NAMED:
            return Other(NAMED[word], name)
        if word and word != BearerKind.GROUP.label and word != "编组":
            raise NotFound(
                "bearer_kind", f"对象类别应为{'、'.join([BearerKind.GROUP.label, *NAMED])}，不能是“{word}”。"
            )
        known = (
            self.groups
            if word
            else self.groups
            | {unit: [*self.groups.get(unit, []), *found] for unit, found in self.units.items()}
        )
        return _one(name, known, by_kind=not word)


def _one(name: str, known: dict[str, list[Other]], *, by_kind: bool) -> Other:
    found = known.get(name, [])
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound("bearer", f"有 {len(found)} 个名为“{name}”的计分对象，请先在名称上区分。")
    near = suggest(name, list(known))
    said = f"找不到计分对象“{name}”" + (f"，是否为“{near}”？" if near else "。")
    raise NotFound("bearer", said + ("首次出现的单位，请在“对象类别”列写明类别。" if by_kind else ""))
