"""Staff at the door: codes and names scanned by a phone, sent now or when the network is back, taken once.

The time of a presence is the one the server sealed into the member's code. A name that was picked has no such
code: its time is counted from the last moment the server told the phone (its anchor), by the phone's running
time, never by its clock, and never later than the receipt.
"""

import datetime as dt
import uuid as uuids
from dataclasses import dataclass, replace

from django.db import transaction

from activities.choices import EntrySource, SignMethod
from activities.models import DoorScan, Presence, RosterEntry, Sitting
from activities.policies import may_tick
from activities.queries import signing as reads
from activities.services.signing import tell
from activities.services.signing_flags import raise_flag
from activities.services.signing_keys import NO_RIGHT, people_key
from activities.services.signing_store import Row, write_presences
from activities.signin import codes
from activities.signin.codes import MEMBER_LIFE, Code, Purpose, Verdict
from activities.signin_choices import FlagKind, ScanOutcome
from activities.signin_policies import SIGNABLE
from core import audit
from core.workflow import Refused
from members.models import Membership

MOST = 100
"""Scans in one request."""
ANCHOR_LIFE = 24 * 3600
"""Seconds after which a phone's last word from the server is too old to count from."""
SENTENCES = {
    ScanOutcome.FORGED: "不是本会委员的签到码",
    ScanOutcome.EXPIRED: "签到码已过期，请委员刷新后再扫",
    ScanOutcome.FUTURE: "签到码的时间与系统不符，未签到",
    ScanOutcome.NOT_LISTED: "不在本场次名单中，未签到",
    ScanOutcome.CLOSED: "会议已结算或取消，请办理补签",
}


@dataclass(frozen=True)
class Scan:
    """What a phone sends: a member's `code`, or the roster `entry` picked by name; `elapsed` since `anchor`."""

    uuid: uuids.UUID
    anchor: str
    elapsed: float
    code: str = ""
    entry: int | None = None


@dataclass(frozen=True)
class Judged:
    """One scan with what became of it; `moment` is when the person was there."""

    scan: Scan
    outcome: ScanOutcome
    sentence: str = ""
    name: str = ""
    entry: RosterEntry | None = None
    moment: dt.datetime | None = None
    late: bool = False
    flag: dict | None = None

    @property
    def told(self) -> str:
        return self.sentence or SENTENCES[self.outcome]


def replay(*, by, sitting: Sitting, scans: list[Scan]) -> list[Judged]:
    """Take up to 100 scans of one sitting (annotated with `moment`), in their order; repeats change nothing."""
    if not may_tick(by, sitting.activity):
        raise Refused(NO_RIGHT)
    with transaction.atomic():
        known = _known(sitting, scans)
        people = _People(sitting, scans)
        judged = [known.get(scan.uuid) or _judge(by, sitting, scan, people) for scan in scans]
        judged = _write(by, sitting, judged, known)
    for one in judged:
        if one.flag:
            raise_flag(by=by, sitting=sitting, **one.flag)
    return judged


class _People:
    """Roster entries by membership and by their own number, and the names of members who are not on it."""

    def __init__(self, sitting: Sitting, scans: list[Scan]):
        read = [codes.read(scan.code) for scan in scans if scan.code]
        self.codes = {scan.code: code for scan in scans if (code := codes.read(scan.code))}
        shown = [code.subject for code in read if code and code.purpose == Purpose.MEMBER]
        picked = [scan.entry for scan in scans if scan.entry is not None]
        rows = reads.entries_of(sitting).select_related("membership__person__user")
        found = list(rows.filter(membership__in=shown)) + list(rows.filter(pk__in=picked))
        self.by_membership = {entry.membership_id: entry for entry in found}
        self.by_entry = {entry.pk: entry for entry in found}
        others = set(shown) - self.by_membership.keys()
        here = Membership.objects.filter(organization=sitting.activity.organization_id, pk__in=others)
        self.names = dict(here.values_list("pk", "person__name")) if others else {}


def _known(sitting: Sitting, scans: list[Scan]) -> dict[uuids.UUID, Judged]:
    """Scans that were taken before, with the answer they got then."""
    rows = DoorScan.objects.filter(sitting=sitting, uuid__in=[scan.uuid for scan in scans])
    by_uuid, window = {row.uuid: row for row in rows}, reads.window_of(sitting)
    found = {}
    for scan in scans:
        if row := by_uuid.get(scan.uuid):
            late = window.late(row.moment)
            said = _said(row.outcome, row.moment, late)
            found[scan.uuid] = Judged(
                scan, ScanOutcome(row.outcome), said, row.name, moment=row.moment, late=late
            )
    return found


def _judge(by, sitting: Sitting, scan: Scan, people: _People) -> Judged:
    seen = _seen_at(sitting, scan)
    if seen is None:
        return Judged(scan, ScanOutcome.EXPIRED, "离线时间过长，无法确认到会时间，请办理补签")
    if scan.entry is not None:
        return _placed(sitting, scan, people.by_entry.get(scan.entry), seen)
    code = people.codes.get(scan.code)
    key, organization = people_key(by.organization_id), by.organization_id
    if code is None or code.purpose != Purpose.MEMBER or not code.genuine(key, organization):
        return Judged(scan, ScanOutcome.FORGED, flag={"kind": FlagKind.FORGED, "detail": "现场扫码"})
    return _shown(sitting, scan, code, people, seen)


def _shown(sitting: Sitting, scan: Scan, code: Code, people: _People, seen: dt.datetime) -> Judged:
    """A genuine code of a member: fresh when it was scanned, and on the roster."""
    entry = people.by_membership.get(code.subject)
    name = str(entry) if entry else people.names.get(code.subject, "")
    issued = dt.datetime.fromtimestamp(code.moment, dt.UTC)
    if (issued - sitting.moment).total_seconds() > codes.SKEW:
        smell = {"kind": FlagKind.FUTURE, "entry": entry, "detail": f"现场扫码 {name}"}
        return Judged(scan, ScanOutcome.FUTURE, name=name, flag=smell)
    if (seen - issued).total_seconds() > MEMBER_LIFE:
        return Judged(scan, ScanOutcome.EXPIRED, name=name)
    if entry is None:
        smell = {"kind": FlagKind.STRANGER, "detail": f"现场扫码 {name}"}
        return Judged(scan, ScanOutcome.NOT_LISTED, name=name, flag=smell)
    return _placed(sitting, scan, entry, issued)


def _placed(sitting: Sitting, scan: Scan, entry: RosterEntry | None, moment: dt.datetime) -> Judged:
    """Somebody of the roster at `moment`: expected here, and while sign-in is open."""
    name = str(entry) if entry else ""
    if entry is None or not (sitting.pk in entry.expected or entry.source == EntrySource.WALK_IN):
        return Judged(scan, ScanOutcome.NOT_LISTED, name=name)
    if sitting.activity.state not in SIGNABLE:
        return Judged(scan, ScanOutcome.CLOSED, name=name)
    window = reads.window_of(sitting)
    if window.too_early(moment):
        sentence = f"签到 {reads.clock_text(window.opens_at)} 才开始，未签到"
        return Judged(scan, ScanOutcome.TOO_EARLY, sentence, name)
    if window.too_late(moment):
        sentence = f"签到已于 {reads.clock_text(window.closes_at)} 截止，请办理补签"
        return Judged(scan, ScanOutcome.TOO_LATE, sentence, name)
    late = window.late(moment)
    return Judged(scan, ScanOutcome.DONE, _said(ScanOutcome.DONE, moment, late), name, entry, moment, late)


def _seen_at(sitting: Sitting, scan: Scan) -> dt.datetime | None:
    """When the phone scanned, by the server's time it was last told; None when that is no word of ours."""
    code, organization = codes.read(scan.anchor), sitting.activity.organization_id
    if code is None or code.purpose != Purpose.ANCHOR or code.subject != sitting.pk:
        return None
    now = sitting.moment.timestamp()
    good = codes.judge_age(
        code, people_key(organization), organization=organization, seconds=now, life=ANCHOR_LIFE
    )
    if good != Verdict.GOOD:
        return None
    return dt.datetime.fromtimestamp(min(code.moment + max(scan.elapsed, 0), now), dt.UTC)


def _write(by, sitting: Sitting, judged: list[Judged], known: dict) -> list[Judged]:
    """Store the new presences and scans; whoever was there before keeps the first time."""
    fresh = {one.entry.pk: one for one in reversed(judged) if one.entry and one.scan.uuid not in known}
    standing = _standing(sitting, fresh)
    new = [one for pk, one in fresh.items() if pk not in standing]
    rows = [_row(by, sitting, one) for one in sorted(new, key=lambda one: one.entry.pk)]
    written = write_presences(rows)
    answers = []
    for one in judged:
        is_new = one.entry and fresh.get(one.entry.pk) is one and one.entry.pk in written
        answers.append(one if is_new or not one.entry else _again(one, fresh, standing))
    _note(by, sitting, [one for one in answers if one.entry and one.scan.uuid not in known], written)
    return answers


def _standing(sitting: Sitting, entries) -> dict[int, Presence]:
    rows = Presence.objects.filter(sitting=sitting, entry__in=list(entries), withdrawn_at=None)
    return {row.entry_id: row for row in rows}


def _again(one: Judged, fresh: dict, standing: dict) -> Judged:
    """The person was there already, by an older row or by another scan of the same request."""
    row = standing.get(one.entry.pk)
    moment = reads.moment_of(row) if row else fresh[one.entry.pk].moment
    late = row.late if row else fresh[one.entry.pk].late
    flag = None
    if row and row.late and not one.late:
        detail = f"现场扫码 {reads.clock_text(one.moment)}，已有签到 {reads.clock_text(moment)} 迟到"
        flag = {"kind": FlagKind.EARLIER, "entry": one.entry, "detail": detail}
    sentence = _said(ScanOutcome.ALREADY, moment, late)
    return replace(one, outcome=ScanOutcome.ALREADY, sentence=sentence, moment=moment, late=late, flag=flag)


def _row(by, sitting: Sitting, one: Judged) -> Row:
    method = SignMethod.TOKEN if one.scan.code else SignMethod.LIST
    return Row(sitting.pk, one.entry.pk, method, one.late, scanned_at=one.moment, recorded_by_id=by.user_id)


def _note(by, sitting: Sitting, taken: list[Judged], written: dict) -> None:
    """Keep the scans, one audit entry for the request, and tell the members."""
    DoorScan.objects.bulk_create(
        [
            DoorScan(
                sitting=sitting, uuid=one.scan.uuid, entry=one.entry, name=one.name, outcome=one.outcome,
                moment=one.moment, by_name=not one.scan.code, scanned_by_id=by.user_id,
            )
            for one in taken
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    if not written:
        return
    audit.record(by, "现场扫码签到", sitting, after={"entries": sorted(written), "count": len(written)})
    users = [one.entry.membership.person.user for one in taken if one.outcome == ScanOutcome.DONE]
    tell([user for user in users if user], sitting, "由会务人员现场登记")


def _said(outcome: str, moment: dt.datetime | None, late: bool) -> str:
    word = "此前已签到" if outcome == ScanOutcome.ALREADY else "已签到"
    return f"{word} {reads.clock_text(moment)}{'，迟到' if late else ''}"
