"""The verb of letters: enter that they went out."""

import datetime as dt

from django.db import transaction

from appraisals.choices import RunState
from appraisals.models import ScoringRun, SentLetter
from appraisals.policies import may_enter_letters
from core import audit
from core.clock import today
from core.workflow import Refused


@transaction.atomic
def enter_letters(
    *, by, run: ScoringRun, recipients: list[str], sent_on: dt.date, way: str, note: str = ""
) -> list[SentLetter]:
    """Note that letters about a published run went to `recipients` on one day and way. Raises Refused."""
    if not may_enter_letters(by, run):
        raise Refused("您没有登记发函的权限")
    if run.state != RunState.PUBLISHED:
        raise Refused("本周期的考核结果还没有公布，公布后才能发函")
    if not recipients:
        raise Refused("请勾选收函单位")
    if not run.publication.decided_on <= sent_on <= today():
        raise Refused("发出日期应在决定日期之后，且不晚于今天")
    taken = SentLetter.objects.filter(run=run, sent_on=sent_on, way=way, recipient__in=recipients)
    if again := taken.values_list("recipient", flat=True).first():
        raise Refused(f"致“{again}”的函件已登记过")
    rows = [
        SentLetter(
            run=run, recipient=name, sent_on=sent_on, way=way, note=note.strip(), entered_by_id=by.user_id
        )
        for name in recipients
    ]
    SentLetter.objects.bulk_create(rows)
    audit.record_many([audit.entry(by, "登记发函", row, after=audit.snapshot(row)) for row in rows])
    return rows
