"""Acts of the roster page on several entries at once: all or none."""

from collections.abc import Callable, Collection, Sequence

from django.db import transaction

from activities.choices import Answer
from activities.models import Presence, RosterEntry, Sitting
from activities.services.attendance import ask_late_entry, mark, tick, withdraw_presence
from activities.services.roster import answer, remove_entry
from core.workflow import Refused

MOST = 2000


@transaction.atomic
def on_many(
    *,
    by,
    act: str,
    entries: Sequence[RosterEntry],
    sitting: Sitting,
    reason: str = "",
    late: Collection[int] = (),
) -> int:
    """Do `act` (a key of `ACTS`, or «tick») to every entry; returns how many it changed."""
    if not entries:
        raise Refused("请先勾选委员")
    if len(entries) > MOST:
        raise Refused(f"一次至多处理 {MOST} 位委员")
    if act == "tick":
        return tick(by=by, sitting=sitting, entries=entries, late=late)
    if act not in ACTS:
        raise Refused("请选择要办理的事项")
    ACTS[act](by, entries, sitting, reason)
    return len(entries)


def _each(verb: Callable) -> Callable:
    def act(by, entries, sitting, reason):
        for entry in entries:
            verb(by, entry, sitting, reason)

    return act


def _on_presences(verb: Callable) -> Callable:
    """For acts on sign-ins: everybody chosen must have signed in."""

    def act(by, entries, sitting, reason):
        rows = Presence.objects.filter(sitting=sitting, entry__in=entries, withdrawn_at=None)
        found = list(rows.select_related("sitting__activity", "entry__membership__person"))
        if len(found) != len(entries):
            raise Refused("勾选的委员中有人本单元没有签到")
        for presence in found:
            verb(by, presence, reason)

    return act


ACTS = {
    "late_entry": _each(
        lambda by, entry, sitting, reason: ask_late_entry(by=by, sitting=sitting, entry=entry, reason=reason)
    ),
    "remove": _each(lambda by, entry, sitting, reason: remove_entry(by=by, entry=entry, reason=reason)),
    "attend": _each(lambda by, entry, sitting, reason: answer(by=by, entry=entry, answer=Answer.ATTEND)),
    "decline": _each(lambda by, entry, sitting, reason: answer(by=by, entry=entry, answer=Answer.DECLINE)),
    "withdraw": _on_presences(
        lambda by, presence, reason: withdraw_presence(by=by, presence=presence, reason=reason)
    ),
    "late": _on_presences(lambda by, presence, reason: mark(by=by, presence=presence, late=True)),
    "not_late": _on_presences(
        lambda by, presence, reason: mark(by=by, presence=presence, late=False, left_early=False)
    ),
    "early": _on_presences(lambda by, presence, reason: mark(by=by, presence=presence, left_early=True)),
}
