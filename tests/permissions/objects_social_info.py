"""Rows of the reports' registers: one report handed in by the county's 委员, and what hangs on it."""

import datetime as dt

from accounts.actors import actor_of
from accounts.choices import Role
from core.clock import today
from organizations.models import Unit
from social_info import services
from social_info.models import ClusterScan, LabelHandler, Referral, ReportPolicy, Series
from tests.factories import make_user

TEXT = {"title": "关于路灯的情况反映", "situation": "城东路灯不亮。", "suggestions": "建议修复。"}


def _actor(house, role):
    return actor_of(house.people[role], house.county.pk)


def _report(house):
    draft = services.start_report(by=_actor(house, Role.MEMBER), **TEXT)
    return services.submit(by=_actor(house, Role.MEMBER), report=draft)


def _signed(house):
    """Another report, brought to its signature by two people of the desk."""
    desk = _actor(house, Role.RESEARCH_OFFICE)
    head = actor_of(_second(house), house.county.pk)
    report = services.move(by=desk, report=_report(house), step="accept")
    services.save_version(by=desk, report=report, title="路灯", body="正文", seen=0)
    services.move(by=desk, report=report, step="send")
    services.move(by=head, report=report, step="check")
    return services.sign(by=head, report=report, signed_by="副主席", signed_on=today())


def _second(house):
    return make_user(house.county, Role.RESEARCH_OFFICE)


def _series(house):
    return Series.objects.get_or_create(organization=house.county, name="社情民意信息")[0]


def _issue(house):
    desk = _actor(house, Role.RESEARCH_OFFICE)
    to = [services.To("县委办公室")]
    return services.prepare_issue(by=desk, series=_series(house), reports=[_signed(house)], recipients=to)


def _adoption(house):
    desk = _actor(house, Role.RESEARCH_OFFICE)
    return services.adopt(
        by=desk, report=_signed(house), level="city", kind="single", body="市政协", adopted_on=today()
    )


def _suggestion(house):
    return services.suggest(by=_actor(house, Role.MEMBER), text="站牌不清")


def _referral(house):
    """In the hands of the unit for which the county's 联络员 acts."""
    unit = Unit.objects.filter(rolegrant__user=house.people[Role.UNIT_LIAISON]).first()
    return Referral.objects.create(suggestion=_suggestion(house), unit=unit, due_on=today())


MAKERS = {
    "social_info.report": _report,
    "social_info.series": _series,
    "social_info.issue": _issue,
    "social_info.adoption": _adoption,
    "social_info.suggestion": _suggestion,
    "social_info.referral": _referral,
    "social_info.reportpolicy": lambda house: ReportPolicy.objects.create(organization=house.county),
    "social_info.labelhandler": lambda house: LabelHandler.objects.create(
        organization=house.county, user=_second(house)
    ),
    "social_info.clusterscan": lambda house: ClusterScan.objects.create(
        organization=house.county, since=today() - dt.timedelta(days=30), until=today()
    ),
}

ROWS = {
    f"social_info:{name}": "social_info.report"
    for name in ("report", "edit", "take_back", "delete", "speak", "attach")
} | {"social_info:suggestion": "social_info.suggestion", "social_info:referral": "social_info.referral"}
"""Address with the one argument `pk` → whose number it is."""
