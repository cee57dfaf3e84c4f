"""Loading the reference kinds of sites, checklists and target sets into an organisation."""

from pathlib import Path

import yaml
from django.db import transaction

from activities import site_policies as policies
from activities.models.kinds import ActivityKind
from activities.models.sites import Checklist, ChecklistItem, SiteKind
from activities.models.targets import TargetItem, TargetSet
from core import audit
from core.workflow import Refused
from duties.models import DutyKind
from organizations.models import Organization

EXAMPLES = Path(__file__).resolve().parent.parent / "examples.yaml"


@transaction.atomic
def load_examples(*, by) -> int:
    """Add what the organisation has not got by that name; what it has stays as it is. Returns how many sets."""
    if not policies.may_keep_sites(by):
        raise Refused("参考标准由经办人载入")
    organization = Organization.objects.get(pk=by.organization_id)
    entries = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    kinds = {
        entry["name"]: SiteKind.objects.get_or_create(
            organization=organization, name=entry["name"], defaults=entry | {"position": position}
        )[0]
        for position, entry in enumerate(entries["site_kinds"], start=1)
    }
    made = [_checklist(organization, entry, kinds) for entry in entries["checklists"]]
    made += [_target_set(organization, entry) for entry in entries["target_sets"]]
    count = sum(one is not None for one in made)
    if count:
        audit.record(by, "载入参考标准", organization, after={"names": [one.name for one in made if one]})
    return count


def _checklist(organization: Organization, entry: dict, kinds: dict) -> Checklist | None:
    row, created = Checklist.objects.get_or_create(
        organization=organization, name=entry["name"], defaults={"source": entry["source"]}
    )
    if not created:
        return None
    row.kinds.set(kinds[name] for name in entry["kinds"])
    ChecklistItem.objects.bulk_create(
        ChecklistItem(checklist=row, position=n, text=item["text"], is_example=item.get("example", False))
        for n, item in enumerate(entry["items"], start=1)
    )
    return row


def _target_set(organization: Organization, entry: dict) -> TargetSet | None:
    plain = {name: entry[name] for name in ("source", "subject", "period")}
    row, created = TargetSet.objects.get_or_create(
        organization=organization,
        name=entry["name"],
        defaults=plain | {"group_kind": entry.get("group_kind", "")},
    )
    if not created:
        return None
    TargetItem.objects.bulk_create(_item(row, n, item) for n, item in enumerate(entry["items"], start=1))
    return row


def _item(row: TargetSet, position: int, item: dict) -> TargetItem:
    duty, activity = item.get("duty_kind"), item.get("activity_kind")
    return TargetItem(
        target_set=row,
        position=position,
        text=item["text"],
        wanted=item["wanted"],
        is_example=item.get("example", False),
        duty_kind=DutyKind.objects.get(organization=None, code=duty) if duty else None,
        activity_kind=ActivityKind.objects.get(organization=None, code=activity) if activity else None,
    )
