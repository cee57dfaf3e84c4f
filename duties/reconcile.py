"""Does the ledger say what the tables of the producing apps imply?"""

from collections.abc import Callable, Iterable

from duties.facts import Fact
from duties.models import DutyRecord
from organizations.models import Organization

BY_PEOPLE = ("manual:", "import:")
"""Facts written by hand or imported have no table behind them."""
COMPARED = ("bearer_id", "occurred_on", "stage", "role", "level", "result", "expected", "quantity", "people")

_expected: dict[tuple[str, str], Callable[[Organization], Iterable[Fact]]] = {}


def register_expected(
    kind_code: str, function: Callable[[Organization], Iterable[Fact]], *, prefix: str = ""
) -> None:
    """`function(organization)` yields every `Fact` of this kind that an app's tables imply.

    Where several apps write one kind, each names the `prefix` of its own source keys.
    """
    _expected[kind_code, prefix] = function


def differences(organization: Organization) -> list[str]:
    """Chinese sentences, one for each fact missing, surplus or different; empty when all agree."""
    found = []
    for (code, prefix), function in sorted(_expected.items(), key=lambda item: item[0]):
        wanted = {fact.source_key: fact for fact in function(organization)}
        standing = {record.source_key: record for record in _standing(organization, code, prefix)}
        found += [f"{code} {key}：台账缺少" for key in sorted(wanted.keys() - standing.keys())]
        found += [f"{code} {key}：台账多出" for key in sorted(standing.keys() - wanted.keys())]
        for key in sorted(wanted.keys() & standing.keys()):
            found += [f"{code} {key}：{said}" for said in _unlike(wanted[key], standing[key])]
    return found


def _standing(organization: Organization, code: str, prefix: str):
    rows = DutyRecord.objects.filter(
        organization=organization, kind__code=code, voided_at=None, source_key__startswith=prefix
    )
    for prefix in BY_PEOPLE:
        rows = rows.exclude(source_key__startswith=prefix)
    return rows.iterator(chunk_size=5000)


def _unlike(fact: Fact, record: DutyRecord):
    for name in COMPARED:
        wanted = fact.bearer.pk if name == "bearer_id" else getattr(fact, name)
        if wanted != getattr(record, name):
            label = "计分对象" if name == "bearer_id" else DutyRecord._meta.get_field(name).verbose_name
            yield f"{label}应为“{wanted}”，台账为“{getattr(record, name)}”"
