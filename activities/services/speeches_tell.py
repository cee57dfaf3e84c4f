"""Who is told of a call, of what is missing, and of what became of a paper."""

from accounts.models import User
from activities.models.speeches import Speech, SpeechCall
from activities.speech_choices import CallAudience
from activities.speech_queries import completion
from core.clock import today
from core.dates import chinese_datetime
from members.choices import OfficeTitle
from members.queries import memberships_on
from notices.services import notify

OWN_PAGE = "/activities/speeches/"


def tell_members(call: SpeechCall) -> int:
    """Those who may hand in: every member, or every 常委."""
    members = memberships_on(call.organization_id, today())
    if call.audience == CallAudience.STANDING:
        members = members.filter(offices__title=OfficeTitle.STANDING, offices__during__contains=today())
    users = User.objects.filter(person__memberships__in=members.values("pk"), is_active=True).distinct()
    return notify(
        users, f"征集发言：{call.title}", f"请于{chinese_datetime(call.closes_at)}前报送。", OWN_PAGE,
        organization=call.organization, key=f"activities:call:{call.pk}",
    )  # fmt: skip


def tell_missing(call: SpeechCall) -> int:
    missing = [line.membership_id for line in completion(call).missing]
    users = User.objects.filter(person__memberships__in=missing, is_active=True).distinct()
    return notify(
        users, f"请报送发言材料：{call.title}", f"截稿时间{chinese_datetime(call.closes_at)}。", OWN_PAGE,
        organization=call.organization, key=f"activities:call:{call.pk}:{today():%Y%m%d}", sms=True,
    )  # fmt: skip


def tell_reviewers(call: SpeechCall) -> int:
    """Something waits for marks; once a day however many papers came."""
    return notify(
        call.reviewers.filter(is_active=True), f"有发言待您评分：{call.title}"[:80], "", OWN_PAGE,
        organization=call.organization, key=f"activities:review:{call.pk}:{today():%Y%m%d}",
    )  # fmt: skip


def tell_author(speech: Speech, sentence: str) -> None:
    """The author and the co-authors; the reason stands on the page."""
    users = User.objects.filter(person__memberships__led_speeches=speech) | User.objects.filter(
        person__memberships__joined_speeches=speech
    )
    notify(
        users.distinct(), sentence[:80], "", f"{OWN_PAGE}{speech.pk}/", organization=speech.call.organization
    )
