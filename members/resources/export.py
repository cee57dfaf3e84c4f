"""The register as a book: what is listed on the page, in printed order, readable back by the importer."""

from django.db import transaction
from django.db.models import QuerySet

from accounts.actors import Actor
from core import audit
from core.clock import today
from core.dates import chinese_date
from core.writer import Book, Column
from members.models import Membership
from members.policies import may_see_personal
from members.queries import printed_order
from members.resources.columns import EXPORTED
from members.resources.register import entry_of
from members.resources.showing import exported

NEVER = {"identity_number"}


@transaction.atomic
def export_register(*, by: Actor, rows: QuerySet[Membership]) -> bytes:
    """An xlsx of the memberships; personal columns only for 秘书处, identity numbers for nobody. Audited."""
    day = today()
    personal = may_see_personal(by, by.organization_id)
    fields = [one for one in EXPORTED if one.name not in NEVER and (personal or not one.personal)]
    members = list(
        printed_order(rows, day)
        .select_related("person", "term", "organization")
        .prefetch_related("affiliations__sector", "affiliations__committee", "affiliations__group", "offices")
    )
    table = [_line(one, fields, day) for one in members]
    book = Book()
    book.add_sheet(
        "委员名册",
        heading=f"{by.organization_name}委员名册",
        subheading=[(f"共 {len(members)} 人", chinese_date(day))],
        columns=[Column(one.title, one.width, one.kind) for one in fields],
        rows=table,
    )
    _note(by, len(members), personal)
    return book.close()


def _line(membership: Membership, fields: list, day) -> list:
    entry = entry_of(membership, list(membership.affiliations.all()), list(membership.offices.all()), day)
    values = entry.values()
    return [exported(one.name, values.get(one.name)) for one in fields]


def _note(by: Actor, count: int, personal: bool) -> None:
    organization = Membership._meta.get_field("organization").related_model.objects.get(pk=by.organization_id)
    audit.record(by, "导出委员名册", organization, after={"人数": count, "含个人信息": personal})
