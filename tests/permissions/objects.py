"""The registry of rows and arguments with which the matrix calls each address.

The matrix finds the addresses by itself. The row of a register is the county's first, or one filled with
anything valid; where that is not enough, `MAKERS` says how to make it. An address outside the staff site
that takes arguments needs an entry in `ROWS` or `ARGUMENTS`; further arguments of a staff page stand in `EXTRA`.
"""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

from django.apps import apps
from django.contrib.postgres.fields import DateRangeField
from django.contrib.sessions.models import Session as SavedSession
from django.core.files.base import ContentFile
from django.db import models
from django.db.models.fields import NOT_PROVIDED

from accounts.actors import actor_of
from accounts.choices import Role
from accounts.models import ActivationSlip
from core.clock import now
from core.crypto import decrypt
from core.models import AuditEntry, Job
from notices.services import open_feed
from organizations.models import Committee, Group, Sector, Session
from tests.factories import TERM, found_tree, make_membership, make_user
from tests.permissions import (
    objects_activities,
    objects_documents,
    objects_proposals,
    objects_signin,
    objects_sites,
    objects_social_info,
)
from tests.permissions.scored import score

ABSENT = 999_999_999
"""A number that no row has."""


def build() -> SimpleNamespace:
    """The tree, one person for each role of the county, and the neighbours."""
    tree = found_tree()
    people = {role: make_user(tree.county, role) for role in Role.values}
    make_membership(tree.county, "委员本人", sector="教育界", user=people[Role.MEMBER])
    make_membership(tree.county, "常委本人", sector="农业界", user=people[Role.STANDING_MEMBER])
    for user in people.values():
        alive = SavedSession.objects.create(
            session_key=f"session-of-{user.pk}", expire_date=now() + dt.timedelta(days=1)
        )
        user.open_sessions.create(session_key=alive.session_key)
    strangers = {
        "neighbour": make_user(tree.other_county, *BUSINESS),
        "upper": make_user(tree.city, Role.OVERSEER),
        **{f"neighbour_{role}": make_user(tree.other_county, role) for role in sorted(ADMINISTRATORS)},
    }
    house = SimpleNamespace(tree=tree, county=tree.county, people=people, strangers=strangers, rows={})
    house.rows |= score(house)
    return house


ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
BUSINESS = tuple(role for role in Role.values if role not in (*ADMINISTRATORS, Role.OVERSEER))


def _term(house):
    return house.county.terms.get()


def made(label: str, /, **values):
    """A row of the county with `values` and, in every other column that must be filled, anything valid."""

    def make(house):
        model = apps.get_model(label)
        existing = model._base_manager.filter(**{model.SCOPE: house.county.path}).first()
        if existing and not values:
            return existing
        filled = {name: value(house) if callable(value) else value for name, value in values.items()}
        for field in model._meta.concrete_fields:
            if field.name not in filled and _must_be_filled(field):
                filled[field.name] = _anything(field, house)
        return model._base_manager.create(**filled)

    return make


def _must_be_filled(field) -> bool:
    return not (
        field.primary_key or field.null or field.has_default() or field.db_default is not NOT_PROVIDED
    )


def _anything(field, house):
    """A valid value of a column: the county's own row, the first choice, today, one."""
    if field.related_model is not None:
        return row(house, field.related_model._meta.label_lower)
    if field.choices:
        return field.choices[0][0]
    for kind, value in ANYTHING.items():
        if isinstance(field, kind):
            return value() if callable(value) else value
    return "" if field.blank else "样例"


ANYTHING = {
    models.FileField: lambda: ContentFile(b"text", name="sample.txt"),
    models.DateTimeField: now,
    models.DateField: dt.date(2026, 3, 5),
    models.IntegerField: 1,
    models.DecimalField: Decimal(1),
    models.BooleanField: False,
    models.JSONField: dict,
    DateRangeField: lambda: TERM,
}

MAKERS = {
    "accounts.user": lambda house: house.people[Role.MEMBER],
    "accounts.rolegrant": lambda house: house.people[Role.MEMBER].grants.get(),
    "accounts.activationslip": lambda house: ActivationSlip.objects.create(
        organization=house.county,
        user=house.people[Role.MEMBER],
        code_digest="x",
        expires_at=now() + dt.timedelta(days=1),
    ),
    "core.auditentry": lambda house: AuditEntry.objects.filter(organization_path=house.county.path).first(),
    "core.job": lambda house: Job.objects.create(
        organization_path=house.county.path,
        task="none",
        label="任务",
        key="permissions",
        created_by=house.people[Role.OPERATOR].pk,
    ),
    "organizations.organization": lambda house: house.county,
    "organizations.term": _term,
    "organizations.session": lambda house: Session.objects.create(
        term=_term(house), number=1, starts_on=dt.date(2026, 1, 10), ends_on=dt.date(2026, 1, 14)
    ),
    "organizations.sector": lambda house: Sector.objects.filter(term=_term(house)).first(),
    "organizations.committee": lambda house: Committee.objects.filter(term=_term(house)).first(),
    "appraisals.adjustment": made("appraisals.adjustment", section="duty", reason="漏计一次视察，补记分值"),
    "appraisals.objection": made("appraisals.objection", indicator="proposal"),
    "members.changerequest": made("members.changerequest", field="employer", value="新单位"),
    "duties.dutykind": made(
        "duties.dutykind", organization=lambda house: house.county, code="own_kind", label="本会事项"
    ),
    "documents.importbatch": made("documents.importbatch", kind="members", name="名册.xlsx"),
    "organizations.group": lambda house: Group.objects.filter(term=_term(house)).first(),
}
MAKERS |= objects_documents.MAKERS | objects_activities.MAKERS | objects_sites.MAKERS


def _part(house) -> dict:
    return {"pk": row(house, "appraisals.schemeversion").pk, "where": "sections.0.indicators.0"}


def _sheet(house) -> dict:
    sheet = row(house, "appraisals.scoresheet")
    return {"pk": sheet.run_id, "sheet": sheet.pk}


def _feed(house) -> dict:
    return {"secret": decrypt(open_feed(by=actor_of(house.people[Role.MEMBER])).secret)}


ROWS = {
    "appraisals:live": "appraisals.cycle",
    "appraisals:sheet": "appraisals.scoresheet",
    "documents:download": "documents.attachment",
    "duties:confirm": "duties.dutyrecord",
    "duties:file": "members.membership",
    "duties:file_word": "members.membership",
    "duties:objection": "duties.dutyrecord",
    "duties:record": "duties.dutyrecord",
    "job_progress": "core.job",
    "notices:open": "notices.message",
    "portal:announcement": "appraisals.cycle",
    "portal:bundle": "appraisals.cycle",
    "portal:book": "appraisals.cycle",
    "portal:book_job": "core.job",
    "portal:letters": "appraisals.cycle",
    "portal:letters_sent": "appraisals.cycle",
    "portal:ranking": "appraisals.cycle",
}
"""Address with the one argument `pk` → whose number it is."""

ARGUMENTS = {
    "admin:appraisals_schemeversion_edit": lambda house, user: _part(house),
    "admin:appraisals_schemeversion_sentence": lambda house, user: _part(house),
    "admin:appraisals_scoringrun_line": lambda house, user: _sheet(house) | {"place": 0},
    "admin:appraisals_scoringrun_sheet": lambda house, user: _sheet(house),
    "appraisals:line": lambda house, user: {"pk": row(house, "appraisals.scoresheet").pk, "place": 0},
    "admin:app_list": lambda house, user: {"app_label": "accounts"},
    "notices:calendar_feed": lambda house, user: _feed(house),
    "accounts:end_device": lambda house, user: {"pk": user.open_sessions.first().pk},
}
"""Address → its arguments, for the person who calls (strangers get those of the county's 委员)."""

EXTRA = {
    "admin:appraisals_scoringrun_records": {"which": "late"},
    "admin:documents_importbatch_template": {"kind": "members"},
    "admin:documents_importbatch_file": {"which": "original"},
    "admin:documents_lettertemplate_current": {"kind": "announcement"},
}
"""Arguments of staff pages besides the row's number."""

ARGUMENTS |= objects_activities.ARGUMENTS | objects_signin.ARGUMENTS
MAKERS |= objects_signin.MAKERS
ROWS |= objects_sites.ROWS
EXTRA |= objects_sites.EXTRA
MAKERS |= objects_social_info.MAKERS
ROWS |= objects_social_info.ROWS
MAKERS |= objects_proposals.MAKERS
ROWS |= objects_proposals.ROWS
ARGUMENTS |= objects_proposals.ARGUMENTS
EXTRA |= objects_proposals.EXTRA

QUERY = {
    "admin:autocomplete": "?app_label=accounts&model_name=rolegrant&field_name=user&term=",
    "admin:search": "?s=a",
}


def row(house, label: str):
    """The county's row of the model `label`, made once."""
    if label not in house.rows:
        house.rows[label] = MAKERS.get(label, made(label))(house)
    return house.rows[label]
