"""交办: rows are asked for, a job carries them out one by one, and may do so again."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from accounts.actors import system_actor
from core import audit, jobs
from core.clock import today
from core.dates import chinese_date
from core.workflow import Refused
from organizations.models import Unit
from organizations.workdays import add_workdays
from proposals.choices import (
    LIVE_TASKS,
    STANDING,
    LineState,
    ProposalState,
    TaskRole,
)
from proposals.models import Dispatch, DispatchLine, Proposal, Round, Task
from proposals.policies import may_set_up
from proposals.queries.ground import rules_of
from proposals.services.telling import tell_authors, tell_unit
from proposals.services.writing import locked
from proposals.workflow import PROPOSAL

Wanted = tuple[Proposal, Unit, str]
"""Proposal, unit, role: one row of a dispatch."""


@transaction.atomic
def prepare_dispatch(
    *, by, round: Round, name: str, held_on: dt.date, wanted: Iterable[Wanted], **meeting
) -> Dispatch:
    """A dispatch with its rows, not carried out yet. `meeting`: place, chaired_by, attended_by, note."""
    if not may_set_up(by) or round.organization_id != by.organization_id:
        raise Refused("您没有交办提案的权限")
    wanted = list(wanted)
    if not wanted:
        raise Refused("请至少选择一件提案和一个承办单位")
    dispatch = Dispatch.objects.create(
        organization_id=by.organization_id, round=round, name=name, held_on=held_on, created_by_id=by.user_id,
        **meeting,
    )  # fmt: skip
    add_lines(by=by, dispatch=dispatch, wanted=wanted)
    audit.record(by, "拟定提案交办", dispatch, after={"name": name, "lines": len(wanted)})
    return dispatch


@transaction.atomic
def add_lines(*, by, dispatch: Dispatch, wanted: Iterable[Wanted]) -> int:
    """More rows; one that stands already is left as it is."""
    if not may_set_up(by) or dispatch.organization_id != by.organization_id:
        raise Refused("您没有交办提案的权限")
    lines = [
        DispatchLine(dispatch=dispatch, proposal=proposal, unit=unit, role=role)
        for proposal, unit, role in wanted
        if proposal.organization_id == unit.organization_id == dispatch.organization_id
    ]
    return len(DispatchLine.objects.bulk_create(lines, ignore_conflicts=True))


@transaction.atomic
def carry_out(*, by, dispatch: Dispatch):
    """Ask for the job that gives out every row not done yet; asked again it takes up what failed."""
    if not may_set_up(by) or dispatch.organization_id != by.organization_id:
        raise Refused("您没有交办提案的权限")
    left = dispatch.lines.exclude(state=LineState.DONE).count()
    if not left:
        raise Refused("各行都已交办")
    tried = f"{dispatch.pk}:{dispatch.job_id or 0}"
    dispatch.job = jobs.enqueue(
        "proposals.dispatch", key=f"proposals.dispatch:{tried}", label=f"交办：{dispatch.name}"[:120],
        actor=by, dispatch=dispatch.pk,
    )  # fmt: skip
    dispatch.save(update_fields=["job"])
    audit.record(by, "执行提案交办", dispatch, after={"lines": left})
    return dispatch.job


def give_out(dispatch: Dispatch, progress) -> dict:
    """The job's work: each row in a transaction of its own, its result on the row. May run twice."""
    by = system_actor(dispatch.organization)
    lines = list(
        dispatch.lines.exclude(state=LineState.DONE).select_related("unit", "proposal__lead__person")
    )
    days = _days_of(dispatch)
    done = 0
    for at, line in enumerate(lines, start=1):
        state, message = _row(line, by, days)
        DispatchLine.objects.filter(pk=line.pk).update(state=state, message=message[:200])
        done += state == LineState.DONE
        progress.step(at, len(lines))
    return {"done": done, "failed": len(lines) - done}


def _row(line: DispatchLine, by, days: dict) -> tuple[str, str]:
    try:
        task = assign(by=by, line=line, days=days)
    except Refused as refusal:
        return LineState.FAILED, str(refusal)
    return LineState.DONE, f"办理期限{chinese_date(task.due_on)}"


@transaction.atomic
def assign(*, by, line: DispatchLine, days: dict) -> Task:
    """One task for one unit; the same row again returns its task, given to another unit since or not. Raises Refused."""
    proposal = locked(line.proposal)
    given = Task.objects.filter(proposal=proposal, unit=line.unit)
    done = given.filter(dispatch=line.dispatch_id).order_by("pk").last()
    if done is not None:
        return done
    standing = given.filter(state__in=LIVE_TASKS).first()
    if standing is not None:
        raise Refused(f"已交给{line.unit}{standing.get_role_display()}")
    _check(proposal, line)
    if proposal.state == ProposalState.FILED:
        PROPOSAL.perform(proposal, "dispatch", by=by)
        tell_authors(proposal, f"“{proposal.title}”已交办", f"由{line.unit}{line.get_role_display()}。")
    task = Task.objects.create(
        proposal=proposal, unit=line.unit, role=line.role, dispatch=line.dispatch,
        **(days["assist"] if line.role == TaskRole.ASSIST else days["answer"]),
    )  # fmt: skip
    audit.record(by, "交办", task, after=audit.snapshot(task, ["unit_id", "role", "due_on"]))
    tell_unit(
        task, f"新交办提案：“{proposal.title}”", f"请在{chinese_date(task.return_until)}前签收或申请退办。"
    )
    return task


def clocks(organization, rules, day: dt.date) -> dict:
    """Columns of a task's deadlines, for answers and for 会办意见, counted from `day`."""
    shared = {
        "dispatched_on": day,
        "return_until": add_workdays(day, rules.return_workdays, organization),
        "contact_due_on": add_workdays(day, rules.contact_workdays, organization),
        "longest_on": months_after(day, rules.longest_months),
    }
    answer = shared | {"due_on": months_after(day, rules.answer_months)}
    return {"answer": answer, "assist": shared | {"due_on": day + dt.timedelta(days=rules.assist_days)}}


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError


def _days_of(dispatch: Dispatch) -> dict:
    return clocks(dispatch.organization, rules_of(dispatch.organization_id), max(dispatch.held_on, today()))


def _check(proposal: Proposal, line: DispatchLine) -> None:
    if proposal.state not in STANDING - {ProposalState.CLOSED, ProposalState.REPLIED}:
        raise Refused(f"提案现为“{proposal.get_state_display()}”，不能交办")
    if not line.unit.enabled:
        raise Refused(f"{line.unit}已停用")
    standing = Task.objects.filter(proposal=proposal, state__in=LIVE_TASKS)
    roles = set(standing.values_list("role", flat=True))
    if line.role in (TaskRole.SOLE, TaskRole.LEAD) and roles & {TaskRole.SOLE, TaskRole.LEAD}:
        raise Refused("该提案已有主办或单办单位")
    if line.role == TaskRole.SOLE and roles:
        raise Refused("该提案已有其他承办单位，不能单办")
    if line.role == TaskRole.ASSIST and TaskRole.SOLE in roles:
        raise Refused("该提案由一个单位单办，不设会办")
