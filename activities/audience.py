"""Who is invited: everyone, or the union of offices, 界别, 专委会, groups and named members.

The specification is plain JSON: `{"everyone": true}` or any of `offices` (codes of OfficeTitle), `sectors`,
`committees`, `groups`, `members` (ids). Empty means nobody for an activity, and the whole roster for a sitting.
"""

import datetime as dt

from django.core.exceptions import ValidationError

from members.choices import AffiliationKind, OfficeTitle
from members.models import Membership
from members.queries import Profile
from organizations.models import Committee, Group, Sector

STANDING = [title.value for title in OfficeTitle]
"""主席会议成员 and 常委: whoever sits in the 常务委员会."""
CHAIRPERSONS = [OfficeTitle.CHAIR.value, OfficeTitle.VICE_CHAIR.value, OfficeTitle.SECRETARY_GENERAL.value]
UNITS = {"sectors": Sector, "committees": Committee, "groups": Group}
WORDS = {"sectors": "界别", "committees": "专委会", "groups": "编组", "members": "委员"}
GROUP_KINDS = (
    AffiliationKind.STUDY_GROUP,
    AffiliationKind.WORK_GROUP,
    AffiliationKind.SECTOR_GROUP,
    AffiliationKind.AREA_GROUP,
)
HELD = {
    "sectors": (AffiliationKind.SECTOR,),
    "committees": (AffiliationKind.COMMITTEE,),
    "groups": GROUP_KINDS,
}
SHOWN = 5


def clean(spec: dict, organization_id: int, field: str = "audience") -> dict:
    """The specification without empty parts; raises ValidationError for what is unknown here."""
    if unknown := spec.keys() - {"everyone", "offices", "sectors", "committees", "groups", "members"}:
        raise ValidationError({field: f"通知对象里有不认识的项目：{'、'.join(sorted(unknown))}。"})
    if spec.get("everyone"):
        return {"everyone": True}
    kept = {name: sorted(set(values)) for name, values in spec.items() if name != "everyone" and values}
    if set(kept.get("offices", ())) - set(OfficeTitle.values):
        raise ValidationError({field: "通知对象里有不认识的职务。"})
    for name in WORDS:
        if name in kept and _rows(name, kept[name], organization_id).count() != len(kept[name]):
            raise ValidationError({field: f"通知对象里有的{WORDS[name]}不属于本会。"})
    return kept


def matches(spec: dict, profile: Profile, day: dt.date) -> bool:
    """Whether the member, as of that day, is one of those invited."""
    if spec.get("everyone") or profile.membership_id in spec.get("members", ()):
        return True
    if profile.offices(day) & set(spec.get("offices", ())):
        return True
    return any(
        held.unit_id in spec[name]
        for name, kinds in HELD.items()
        if name in spec
        for kind in kinds
        for held in profile.at(kind, day)
    )


def words(spec: dict, organization_id: int) -> str:
    """«常委、教育界、第一学习组；张三等 3 人»; empty for nobody."""
    if spec.get("everyone"):
        return "全体委员"
    said = [OfficeTitle(code).label for code in spec.get("offices", ())]
    for name in UNITS:
        if name in spec:
            said += [str(row) for row in _rows(name, spec[name], organization_id)]
    if "members" in spec:
        names = [row.person.name for row in _rows("members", spec["members"], organization_id)]
        tail = f"等 {len(names)} 人" if len(names) > SHOWN else ""
        said.append("、".join(names[:SHOWN]) + tail)
    return "、".join(said)


def _rows(name: str, ids, organization_id: int):
    if name == "members":
        return Membership.objects.filter(pk__in=ids, organization=organization_id).select_related("person")
    return UNITS[name].objects.filter(pk__in=ids, term__organization=organization_id)
