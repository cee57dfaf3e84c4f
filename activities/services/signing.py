"""Sign in and out by the code on the hall's screen: the person's session, the database's time, one phone each."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction

from activities.choices import EntrySource, SignMethod
from activities.models import Presence, RosterEntry, Sitting
from activities.queries import signing as reads
from activities.services.attendance import note_departure, record_presence
from activities.services.signing_flags import raise_flag
from activities.services.signing_keys import secret_of
from activities.services.signing_store import claim_device
from activities.signin import codes
from activities.signin.codes import Code, Purpose, Verdict
from activities.signin_choices import FlagKind, ScanOutcome
from activities.signin_policies import SIGNABLE
from core.workflow import Refused
from notices.services import notify

TICKET_LIFE = dt.timedelta(minutes=3)
"""How long after a good code was opened its browser may still press the button: log-in takes its time."""
AGAIN = dt.timedelta(minutes=1)
"""Signing out again within this time changes nothing."""
SENTENCES = {
    ScanOutcome.FORGED: "签到码无效：它不是本次会议大屏上的二维码，请对准会场大屏重新扫描",
    ScanOutcome.EXPIRED: "签到码已过期：大屏上的二维码每 10 秒更换一次，请对准大屏重新扫描",
    ScanOutcome.FUTURE: "签到码的时间与系统时间不符，未签到；请重新扫描，仍不成功请找会务人员",
    ScanOutcome.CLOSED: "这场会议现在不能扫码签到，确已到会的请找会务人员办理补签",
    ScanOutcome.NOT_LISTED: "您不在本场次的名单中，未签到；如有疑问请找会务人员核对名单",
    ScanOutcome.DEVICE: "这部手机已为另一名委员签到，未签到；一部手机一次会议只能为一人签到，请用本人手机，或找会务人员登记",
}


class NotSigned(Refused):
    """Nothing was written; `outcome` says why, `flag` what of it smells."""

    def __init__(self, outcome: ScanOutcome, sentence: str = "", *, flag: dict | None = None):
        super().__init__(sentence or SENTENCES[outcome])
        self.outcome = outcome
        self.flag = flag


@dataclass(frozen=True)
class Seen:
    """A code that was opened: what it asks for, where, when by the database, and one's own place there."""

    code: Code
    sitting: Sitting
    verdict: Verdict
    entry: RosterEntry | None
    presence: Presence | None

    @property
    def leaving(self) -> bool:
        return self.code.purpose == Purpose.LEAVE


@dataclass(frozen=True)
class Signed:
    """The standing presence and whether this very request wrote it."""

    seen: Seen
    entry: RosterEntry
    presence: Presence
    fresh: bool = field(default=True)


def look(text: str, user_id: int | None = None) -> Seen | None:
    """The code, its sitting and the user's place in it; None for what no screen of this house ever showed."""
    code = codes.read(text)
    if code is None or code.purpose not in (Purpose.ARRIVE, Purpose.LEAVE):
        return None
    place = reads.place_of(code, user_id)
    if place is None:
        return None
    verdict = reads.verdict_of(code, place.sitting, secret_of(place.sitting.sign_key))
    return Seen(code, place.sitting, verdict, place.entry, place.presence)


def examine(*, by, seen: Seen | None, opened_at: dt.datetime | None = None) -> RosterEntry:
    """The actor's own place in the sitting that the code names, or NotSigned; writes nothing.

    `opened_at` is when this browser opened the very same code while it was good (the view keeps that sealed).
    """
    if seen is None or by.organization_id != seen.sitting.activity.organization_id:
        raise NotSigned(ScanOutcome.FORGED, flag={"kind": FlagKind.FORGED})
    _refuse_code(seen, opened_at)
    if seen.sitting.activity.state not in SIGNABLE:
        raise NotSigned(ScanOutcome.CLOSED)
    _refuse_moment(seen)
    if seen.entry is None or not _belongs(seen.entry, seen.sitting):
        raise NotSigned(ScanOutcome.NOT_LISTED)
    return seen.entry


def sign(*, by, user, text: str, device: str, opened_at: dt.datetime | None = None) -> Signed:
    """Sign the actor in, or out where the screen says so. Sent three times it is written once.

    `device` is the digest of the phone. Refusals raise NotSigned, write no presence and count what smells.
    """
    try:
        with transaction.atomic():
            seen = look(text, by.user_id)
            entry = examine(by=by, seen=seen, opened_at=opened_at)
            if seen.leaving:
                return _sign_out(by, seen, entry)
            if seen.presence is not None:
                return Signed(seen, entry, seen.presence, fresh=False)
            return _sign_in(by, user, seen, entry, device)
    except NotSigned as refusal:
        count_smell(by=by, refusal=refusal)
        raise


def count_smell(*, by, refusal: NotSigned) -> None:
    """Keep a refusal that staff should see; it is a trace of what was asked, also where a page was only opened."""
    if refusal.flag:
        raise_flag(by=by, **refusal.flag)


def _sign_in(by, user, seen: Seen, entry: RosterEntry, device: str) -> Signed:
    sitting = seen.sitting
    owner = claim_device(activity_id=sitting.activity_id, entry_id=entry.pk, digest=device)
    if owner != entry.pk:
        smell = {"kind": FlagKind.DEVICE, "sitting": sitting, "entry": entry, "device_owner_id": owner}
        raise NotSigned(ScanOutcome.DEVICE, flag=smell)
    presence, fresh = record_presence(
        by=by, sitting=sitting, entry=entry, method=SignMethod.QR, moment=sitting.moment, device_hash=device
    )
    if fresh:
        tell([user], sitting, f"签到时间 {reads.clock_text(presence.signed_at)}")
    return Signed(seen, entry, presence, fresh)


def _sign_out(by, seen: Seen, entry: RosterEntry) -> Signed:
    presence = seen.presence
    if presence is None:
        raise NotSigned(ScanOutcome.CLOSED, "您还没有签到，不能签退；确已到会的请找会务人员办理补签")
    moment = seen.sitting.moment
    if presence.left_at and moment - presence.left_at < AGAIN:
        return Signed(seen, entry, presence, fresh=False)
    presence.sitting, presence.entry = seen.sitting, entry
    return Signed(seen, entry, note_departure(by=by, presence=presence, moment=moment))


def tell(users, sitting: Sitting, what: str) -> None:
    """The member hears of it at once, whoever held the phone."""
    notify(
        users,
        f"您已签到：{sitting.activity.title}"[:80],
        f"{sitting}，{what}。如非您本人到会，请立即联系会务人员。",
        organization=sitting.activity.organization,
    )


def _belongs(entry: RosterEntry, sitting: Sitting) -> bool:
    return sitting.pk in entry.expected or entry.source == EntrySource.WALK_IN


def _refuse_code(seen: Seen, opened_at: dt.datetime | None) -> None:
    sitting = seen.sitting
    if seen.verdict == Verdict.FORGED:
        raise NotSigned(ScanOutcome.FORGED, flag={"kind": FlagKind.FORGED, "sitting": sitting})
    if seen.verdict == Verdict.FUTURE:
        raise NotSigned(ScanOutcome.FUTURE, flag={"kind": FlagKind.FUTURE, "sitting": sitting})
    if seen.verdict == Verdict.EXPIRED and not _opened_in_time(seen, opened_at):
        raise NotSigned(ScanOutcome.EXPIRED)


def _opened_in_time(seen: Seen, opened_at: dt.datetime | None) -> bool:
    """The browser opened the code in one of its two steps, and not long ago."""
    if opened_at is None or not dt.timedelta(0) <= seen.sitting.moment - opened_at <= TICKET_LIFE:
        return False
    return 0 <= codes.step_of(opened_at.timestamp()) - seen.code.moment <= 1


def _refuse_moment(seen: Seen) -> None:
    window, moment = reads.window_of(seen.sitting), seen.sitting.moment
    if seen.leaving:
        if not window.may_leave(moment):
            raise NotSigned(ScanOutcome.CLOSED, "现在不能签退：签退从会议开始到结束后 1 小时内办理")
        return
    if window.too_early(moment):
        opens = reads.clock_text(window.opens_at)
        raise NotSigned(ScanOutcome.TOO_EARLY, f"签到 {opens} 开始，现在还不能签到")
    if window.too_late(moment):
        closed = reads.clock_text(window.closes_at)
        raise NotSigned(
            ScanOutcome.TOO_LATE, f"签到已于 {closed} 截止，未签到；确已到会的请找会务人员办理补签"
        )
