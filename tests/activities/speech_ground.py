"""A county with a call for papers, its members and the people who decide."""

import datetime as dt
from types import SimpleNamespace

from accounts.actors import actor_of
from accounts.choices import Role
from activities.models import Speech, SpeechCall, SpeechVersion
from activities.services import speeches
from core.clock import now, today
from tests.factories import give_office, make_membership, make_user

DAY = dt.timedelta(days=1)
TEXT = "各位委员：\n一老一小是民生大事。\n建议补齐社区托育的短板。"


def make_call(county, *, days=10, state="open", **values) -> SpeechCall:
    """A call that opened yesterday and closes in `days` days."""
    values = {"title": f"十届五次全会大会发言{SpeechCall.objects.count()}"} | values
    return SpeechCall.objects.create(
        organization=county, opens_on=today() - DAY, closes_at=now() + days * DAY, state=state, **values
    )


def make_member(county, name, *, standing=False, roles=(Role.MEMBER,), **values):
    """A member with a log-in; `actor` is the person."""
    user = make_user(county, *roles, name=name)
    membership = make_membership(county, name, user=user, **values)
    if standing:
        give_office(membership, "standing")
    return SimpleNamespace(membership=membership, actor=actor_of(user, county.pk), user=user)


def put(call, membership, state="draft", **values) -> Speech:
    """A paper in any state, written past the verbs."""
    values = {"title": "补齐社区托育短板"} | values
    if state in ("oral", "spoken"):
        values = {
            "position": Speech.objects.filter(call=call).count() + 1,
            "speaker": membership,
            "minutes": 8,
        } | values
    if state == "spoken":
        values = {"spoken_on": today()} | values
    if state == "not_used":
        values = {"reason": "内容与往年重复"} | values
    speech = Speech.objects.create(call=call, lead=membership, state=state, **values)
    SpeechVersion.objects.create(speech=speech, number=1, title=speech.title, text=TEXT, characters=27)
    return speech


def start(member, call, **values) -> Speech:
    values = {"title": "补齐社区托育短板", "text": TEXT} | values
    return speeches.start_paper(by=member.actor, call=call, **values)
