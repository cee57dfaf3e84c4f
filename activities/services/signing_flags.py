"""What smells is counted where staff see it: one open row for the same people and the same matter."""

from django.db import connection, transaction

from activities.models import SignFlag
from activities.signin_choices import FlagKind
from activities.signin_policies import may_handle_flag
from core import audit
from core.clock import AppNow
from core.workflow import Refused, Stale

UPSERT = """
INSERT INTO activities_signflag
  (organization_id, kind, sitting_id, user_id, entry_id, device_owner_id, detail, times, note)
VALUES (%s, %s, %s, %s, %s, %s, %s, 1, '')
ON CONFLICT (organization_id, kind, sitting_id, user_id, entry_id, device_owner_id) WHERE handled_at IS NULL
DO UPDATE SET times = activities_signflag.times + 1, last_at = app_now()
RETURNING id, times
"""


@transaction.atomic
def raise_flag(*, by, kind: str, sitting=None, entry=None, device_owner_id=None, detail: str = "") -> None:
    """Count a refused sign-in of the actor's organisation; the first of its kind is also audited."""
    ids = (sitting and sitting.pk, by.user_id, entry and entry.pk, device_owner_id)
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [by.organization_id, kind, *ids, detail[:120]])
        pk, times = cursor.fetchone()
    if times == 1:
        flag = SignFlag(pk=pk, kind=kind)
        audit.record(
            by, f"签到异常：{FlagKind(kind).label}", flag, after={"detail": detail} if detail else {}
        )


@transaction.atomic
def handle_flag(*, by, flag: SignFlag, note: str) -> None:
    """Write down what was found out; the same again opens a new row."""
    note = note.strip()
    if not may_handle_flag(by, flag):
        raise Refused("您没有处理这条签到异常的权限，或它已经处理")
    if not note:
        raise Refused("请写明处理情况")
    open_rows = SignFlag.objects.filter(pk=flag.pk, handled_at=None)
    if open_rows.update(note=note[:200], handled_by_id=by.user_id, handled_at=AppNow()) != 1:
        raise Stale("这条签到异常刚被他人处理")
    audit.record(by, "处理签到异常", flag, after={"note": note[:200]})
