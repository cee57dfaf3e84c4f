"""What a term constitutes in an invented organisation."""

from members.demo import words
from organizations.choices import GroupKind
from organizations.models import Committee, Group, Organization, Sector, Term
from organizations.models import chinese_number as chinese


class Place:
    """The units of the organisation's latest term; what is missing is constituted."""

    def __init__(self, organization: Organization, study_groups: int, work_groups: int):
        self.term: Term = organization.terms.first()
        self.sectors = self._units(Sector, [{"name": name} for name, *_ in words.SECTORS])
        names = [{"name": name, "short_name": short} for name, short in words.COMMITTEES]
        self.committees = self._units(Committee, names)
        self.study_groups = self._groups(GroupKind.STUDY, _study_names(study_groups))
        self.work_groups = self._groups(GroupKind.WORK, _work_names(work_groups))

    def _units(self, model, wanted: list[dict]) -> list:
        if not model.objects.filter(term=self.term).exists():
            rows = [model(term=self.term, position=at, **one) for at, one in enumerate(wanted, start=1)]
            model.objects.bulk_create(rows)
        return list(model.objects.filter(term=self.term).order_by("position", "id"))

    def _groups(self, kind: str, names: list[str]) -> list[Group]:
        rows = Group.objects.filter(term=self.term, kind=kind)
        if not rows.exists():
            Group.objects.bulk_create(
                [
                    Group(term=self.term, kind=kind, name=name, position=at)
                    for at, name in enumerate(names, start=1)
                ]
            )
        return list(rows.order_by("position", "id"))


def _study_names(count: int) -> list[str]:
    """By area: 城关学习组 …"""
    towns = [words.TOWNS[at] if at < len(words.TOWNS) else f"第{chinese(at + 1)}片区" for at in range(count)]
    return [f"{town}学习组" for town in towns]


def _work_names(count: int) -> list[str]:
    """By sector: 第一工作组(经济) …"""
    return [
        f"第{chinese(at + 1)}工作组·{words.WORK_GROUP_NAMES[at % len(words.WORK_GROUP_NAMES)]}"
        for at in range(count)
    ]
