"""Which reports an actor may read, count and work on."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.choices import Role
from core.clock import today
from documents.choices import Label
from members.models import Affiliation
from organizations.models import Committee
from social_info import policies
from social_info.choices import ReporterKind, ReportState
from social_info.models import LabelHandler, NamedReader, Report, Reporter
from social_info.models.reports import OPEN_LABELS

HANDED_IN = ~Q(state=ReportState.DRAFT)
OPEN = Q(label__in=OPEN_LABELS)


def readable(actor) -> QuerySet[Report]:
    """Reports whose title and text the actor may read.

    Own ones always (限本人: by the first reporter alone); open ones by 研究室 and chairs, by a 专委会办公室
    where its committee or one of its members reported; 敏感 by those named for it; 限本人 by the handlers;
    from above only what was issued upwards. Nobody but the writers sees a draft.
    """
    rows = Report.objects.visible_to(actor)
    here = Q(organization_id=actor.organization_id)
    mine = _own(actor) & here
    if actor.oversees:
        mine |= ~here
    return rows.filter(mine | (here & HANDED_IN & _by_role(actor)))


def working(actor) -> QuerySet[Report]:
    """What 研究室 works on: handed in, open or labelled for a handler."""
    if not actor.holds(Role.RESEARCH_OFFICE):
        return Report.objects.none()
    rows = Report.objects.visible_to(actor).filter(HANDED_IN, organization_id=actor.organization_id)
    return rows.filter(OPEN | _handles(actor))


def countable(actor) -> QuerySet[Report]:
    """Reports that enter figures shown to the actor: open ones, and labelled ones only for handlers."""
    if not policies.may_see_figures(actor):
        return Report.objects.none()
    rows = Report.objects.visible_to(actor).filter(HANDED_IN, organization_id=actor.organization_id)
    return rows.filter(OPEN | _handles(actor))


def open_rows(actor) -> QuerySet[Report]:
    """Open reports of the organisation, whoever asks: only for counting likeness, never for showing."""
    rows = Report.objects.visible_to(actor)
    return rows.filter(HANDED_IN, OPEN, organization_id=actor.organization_id)


def may_read_file(actor, report_id: str) -> bool:
    """Attachments follow their report."""
    return report_id.isdigit() and readable(actor).filter(pk=int(report_id)).exists()


def _by_role(actor) -> Q:
    allowed = Q(pk__in=[])
    if actor.holds(*policies.READERS):
        allowed |= OPEN | _handles(actor)
    if actor.holds(Role.COMMITTEE_OFFICE):
        allowed |= OPEN & _of_committees(actor)
    named = NamedReader.objects.filter(report=OuterRef("pk"), user_id=actor.user_id)
    return allowed | (Q(label=Label.SENSITIVE) & Exists(named))


def _handles(actor) -> Q:
    """True for 敏感信息经办人, asked inside the query."""
    rows = LabelHandler.objects.filter(
        organization_id=actor.organization_id, user_id=actor.user_id, enabled=True
    )
    return Q(Exists(rows)) if actor.user_id is not None else Q(pk__in=[])


def _own(actor) -> Q:
    """The writer, and whoever is listed as a reporter once it was handed in."""
    if actor.user_id is None:
        return Q(pk__in=[])
    rows = Reporter.objects.order_by()
    ways = (rows.filter(membership__person__user_id=actor.user_id), rows.filter(user_id=actor.user_id))
    named, first = Q(pk__in=[]), Q(pk__in=[])
    for mine in ways:
        named |= Q(pk__in=mine.values("report"))
        first |= Q(pk__in=mine.filter(position=1).values("report"))
    return Q(created_by_id=actor.user_id) | (HANDED_IN & ((~Q(label=Label.OWN) & named) | first))


def _of_committees(actor) -> Q:
    """Reported by one of the actor's own committees, or by a member who sits in it today."""
    sits = Affiliation.objects.filter(
        membership=OuterRef("membership"), committee__in=actor.committees, during__contains=today()
    )
    rows = Reporter.objects.filter(report=OuterRef("pk"))
    names = _committee_names(actor)
    return Exists(rows.filter(kind=ReporterKind.COMMITTEE, name__in=names)) | Exists(
        rows.filter(Exists(sits), membership__isnull=False)
    )


def _committee_names(actor) -> list[str]:
    return list(Committee.objects.filter(pk__in=actor.committees).values_list("name", flat=True))
