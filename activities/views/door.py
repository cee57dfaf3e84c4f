"""The door: a staff phone that scans members' codes, also while the network is gone."""

import json
import uuid

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from activities.choices import ActivityState
from activities.models import Sitting
from activities.policies import may_tick
from activities.queries import signing as reads
from activities.services.signing_door import MOST, Judged, Scan, replay
from activities.services.signing_keys import anchor
from activities.signin.codes import MEMBER_LIFE
from core.clock import AppNow

WORKER = settings.BASE_DIR / "static" / "js" / "activities-door-worker.js"
MALFORMED = f"扫码记录的格式不对，未写入：每次 1 至 {MOST} 条"


@never_cache
@require_GET
def door(request, pk: int):
    """The page itself; the roster comes apart, so that the phone can keep both."""
    sitting = _sitting(request, pk)
    context = {"sitting": sitting, "activity": sitting.activity, "life": MEMBER_LIFE}
    return render(request, "activities/door.html", context)


@never_cache
@require_GET
def door_roster(request, pk: int):
    """Who is expected and who has come, with the server's time sealed for counting on offline."""
    sitting = _sitting(request, pk)
    entries = reads.entries_of(sitting).filter(expected__contains=[sitting.pk])
    present = reads.present_entries(sitting)
    rows = entries.values_list(
        "pk", "membership_id", "membership__person__name", "membership__person__initials", "sector"
    )
    return JsonResponse(
        {
            "people": [
                {"entry": pk, "member": member, "name": name, "initials": initials, "sector": sector,
                 "at": present.get(pk, "")}
                for pk, member, name, initials, sector in rows.order_by("position", "id")
            ],
            "csrf": get_token(request),
            **_time(sitting),
        }
    )  # fmt: skip


@never_cache
@require_POST
def door_scans(request, pk: int):
    """Up to 100 scans; each gets its answer, sent once or ten times."""
    sitting = _sitting(request, pk)
    scans = _scans(request.body)
    if scans is None:
        return JsonResponse({"error": MALFORMED}, status=400)
    judged = replay(by=request.actor, sitting=sitting, scans=scans)
    return JsonResponse({"results": [_answer(one) for one in judged], **_time(sitting)})


@require_GET
def door_worker(request):
    """The service worker; served from here so that it rules over the door's pages and nothing else."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _sitting(request, pk: int) -> Sitting:
    rows = Sitting.objects.visible_to(request.actor).select_related("activity__organization")
    sitting = get_object_or_404(rows.annotate(moment=AppNow()), pk=pk)
    if not may_tick(request.actor, sitting.activity) or sitting.activity.state == ActivityState.CANCELLED:
        raise Http404
    return sitting


def _time(sitting: Sitting) -> dict:
    seconds = sitting.moment.timestamp()
    return {"anchor": anchor(sitting, seconds), "seconds": int(seconds)}


def _answer(one: Judged) -> dict:
    return {
        "uuid": str(one.scan.uuid),
        "outcome": one.outcome.value,
        "label": str(one.outcome.label),
        "tone": str(one.outcome.tone),
        "name": one.name,
        "sentence": one.told,
        "entry": one.entry.pk if one.entry else None,
    }


def _scans(body: bytes) -> list[Scan] | None:
    """What the phone sent, None when it is not what our page sends."""
    try:
        sent = json.loads(body)["scans"]
        if not isinstance(sent, list) or not 1 <= len(sent) <= MOST:
            return None
        return [_scan(one) for one in sent]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _scan(one) -> Scan:
    if not isinstance(one, dict):
        raise TypeError("not a scan")
    entry, elapsed = one.get("entry"), float(one["elapsed"])
    code, sealed = one.get("code", ""), one["anchor"]
    right = isinstance(code, str) and isinstance(sealed, str) and (entry is None or type(entry) is int)
    if not right or bool(code) == (entry is not None) or not 0 <= elapsed < 10**7:
        raise ValueError("not a scan")
    return Scan(uuid=uuid.UUID(one["uuid"]), anchor=sealed, elapsed=elapsed, code=code, entry=entry)
