"""Making what is due as drafts, reminding who prepares it, and noting why something was missed."""

import datetime as dt

from django.db import transaction

from accounts.actors import system_actor
from activities import site_policies as policies
from activities.cadence_days import due_days, moves_on
from activities.cadence_queries import unprepared
from activities.choices import Family
from activities.models.cadence import CadenceRule, Occurrence
from activities.models.sites import Site, SiteActivity
from activities.services.planning import Host, Session, plan
from activities.site_choices import OnHoliday, SiteState
from core import audit
from core.clock import SHANGHAI, today
from core.dates import chinese_date
from core.workflow import Refused
from members.choices import OfficeTitle
from notices.services import notify
from organizations.models import Organization
from organizations.workdays import add_workdays, is_workday


def make_all(day: dt.date | None = None) -> int:
    """Every rule of every organisation; returns how many occurrences are new. May run twice."""
    rules = CadenceRule.objects.filter(enabled=True).values_list("pk", flat=True)
    return sum(make_occurrences(rule_id=pk, day=day or today()) for pk in rules)


@transaction.atomic
def make_occurrences(*, rule_id: int, day: dt.date) -> int:
    """The occurrences from `day` on that the rule wants by now, each with the draft of its activity.

    The rule's row is locked, so that two who make them at once make them once.
    """
    rule = (
        CadenceRule.objects.select_for_update(of=("self",))
        .select_related("kind", "organization")
        .get(pk=rule_id)
    )
    days = due_days(rule, day, day + dt.timedelta(days=rule.create_days))
    known = set(rule.occurrences.filter(due_on__in=days).values_list("site_id", "due_on"))
    sites = _sites(rule)
    made = 0
    for due_on in days:
        wanted = [site for site in sites if (site and site.pk, due_on) not in known]
        held_on = _held_on(rule, due_on) if wanted else None
        for site in wanted:
            _make(rule, site, due_on, held_on)
            made += 1
    return made


@transaction.atomic
def remind(organization: Organization, day: dt.date) -> int:
    """Tell each organiser of what is near and still not published; once for each occurrence."""
    told = 0
    for one in unprepared(organization, day):
        url = f"/admin/activities/activity/{one.activity_id}/change/"
        title = f"{chinese_date(one.held_on)}应举行：{one.activity.title}"
        told += notify(
            [one.rule.organiser], title, "请完善内容并送审。", url, organization=organization,
            key=f"activities:occurrence:{one.pk}",
        )  # fmt: skip
        Occurrence.objects.filter(pk=one.pk).update(reminded_on=day)
    return told


@transaction.atomic
def explain(*, by, occurrence: Occurrence, reason: str) -> Occurrence:
    """Why something due did not take place."""
    reason = reason.strip()[:200]
    if not policies.may_explain(by, occurrence):
        raise Refused("未举行的原因由经办人填写")
    if not reason:
        raise Refused("请写明未举行的原因")
    before = occurrence.reason
    Occurrence.objects.filter(pk=occurrence.pk).update(reason=reason)
    occurrence.reason = reason
    audit.record(by, "填写未举行原因", occurrence, before={"reason": before}, after={"reason": reason})
    return occurrence


def _sites(rule: CadenceRule) -> list[Site | None]:
    if not rule.sites.exists():
        return [None]
    rows = rule.sites.filter(state=SiteState.OPEN).select_related("lead", "kind").prefetch_related("members")
    return list(rows.order_by("pk"))


def _held_on(rule: CadenceRule, due_on: dt.date) -> dt.date | None:
    """The day after the holiday rule; None where the holiday cancels it."""
    if rule.on_holiday == OnHoliday.KEEP or is_workday(due_on, rule.organization):
        return due_on
    return add_workdays(due_on, 0, rule.organization) if moves_on(rule) else None


def _make(rule: CadenceRule, site: Site | None, due_on: dt.date, held_on: dt.date | None) -> None:
    occurrence = Occurrence(rule=rule, site=site, due_on=due_on, held_on=held_on)
    if held_on is None:
        occurrence.reason = "逢节假日，按规定取消当次"
    else:
        occurrence.activity = _draft(rule, site, due_on, held_on)
    occurrence.save()
    if site and occurrence.activity:
        SiteActivity.objects.create(site=site, activity=occurrence.activity, function=rule.function)


def _draft(rule: CadenceRule, site: Site | None, due_on: dt.date, held_on: dt.date):
    start, end = (dt.datetime.combine(held_on, clock, SHANGHAI) for clock in (rule.from_time, rule.to_time))
    return plan(
        by=system_actor(rule.organization),
        kind=rule.kind,
        title=f"{_named(rule, site)}（{chinese_date(held_on)}）",
        place=(site.address if site else "") or rule.place,
        audience=_audience(rule, site),
        sessions=[Session(starts_at=start, ends_at=end)],
        hosts=[Host(site=site.name)] if site else [],
        origin=f"cadence:{rule.pk}:{site.pk if site else 0}:{due_on}",
    )


def _named(rule: CadenceRule, site: Site | None) -> str:
    """«松溪镇委员工作室活动日»: the kind's name is not said twice."""
    if site is None:
        return rule.name
    kind = site.kind.name
    twice = site.name.endswith(kind) and rule.name.startswith(kind)
    return f"{site.name.removesuffix(kind) if twice else site.name}{rule.name}"


def _audience(rule: CadenceRule, site: Site | None) -> dict:
    """Who works at the site; without one all members, for the offices' own meetings the 秘书长."""
    if site is None:
        internal = rule.kind.family == Family.OFFICE
        return {"offices": [OfficeTitle.SECRETARY_GENERAL.value]} if internal else {"everyone": True}
    members = {one.pk for one in site.members.all()} | ({site.lead_id} if site.lead_id else set())
    return {"members": sorted(members)} if members else {}
