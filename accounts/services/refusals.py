"""Refusals leave a trace: who asked for which page in vain; one row per person, page and minute."""

import datetime as dt

from django.db import connection, transaction

from accounts.queries import own_actor
from core import audit
from core.clock import now
from core.context import request_id
from core.models import AuditEntry

ONCE_IN = dt.timedelta(minutes=1)
VERBS = {"GET": "查看", "HEAD": "查看", "POST": "提交"}
ACTS = {403: "访问被拒绝", 404: "访问不存在或无权查看的页面"}


@transaction.atomic
def note_refusal(request, status: int) -> None:
    """Append «403» or «404» of a logged-in person at a known address to the chain of the organisation.

    Repeats within a minute add nothing, so nobody can flood the chain. Whether the row exists is not told:
    outsiders may not learn it, and asking for numbers at random is worth a trace as well.
    """
    actor = request.actor if request.actor.organization_path else own_actor(request.user)
    route = request.resolver_match.view_name
    page = f"{actor.user_id} {route}"[:80]
    if not _first_now(page):
        return
    AuditEntry(
        organization_path=actor.organization_path,
        actor=actor.label,
        role=actor.role_labels,
        act=ACTS[status],
        object_type=audit.PAGE,
        object_id=page,
        object_label=f"{VERBS.get(request.method, '其他')} {request.path}"[:200],
        request_id=request_id.get(),
    ).save(force_insert=True)


def _first_now(page: str) -> bool:
    """Whether no row of the last minute stands for this person and page, nor is one being written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 2))", [page])
        if not cursor.fetchone()[0]:
            return False
    recent = AuditEntry.objects.filter(object_type=audit.PAGE, object_id=page, at__gt=now() - ONCE_IN)
    return not recent.exists()
