"""The verbs of official runs: compute, retry, check, publish, correct."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from accounts.models import User
from appraisals.choices import CyclePart, CycleState, RunState, SchemeState
from appraisals.models import Cycle, Publication, ScoringRun
from appraisals.policies import may_compute, may_correct
from appraisals.queries.lists import published_lists
from appraisals.services.cycles import refuse_open_objections
from appraisals.workflow import CYCLE, RUN
from core import audit, jobs
from core.choices import JobState
from core.clock import now
from core.workflow import Refused
from notices.services import notify

COMPUTE = "appraisals.compute_run"


@transaction.atomic
def compute_run(*, by, cycle: Cycle) -> ScoringRun:
    """A new numbered run of the cycle, computed in the background."""
    cycle = (
        Cycle.objects.select_for_update(of=("self",))
        .select_related("scheme_version", "organization")
        .get(pk=cycle.pk)
    )
    if cycle.scheme_version is None:
        raise Refused("请先为本周期选定已通过的计分方案")
    if not may_compute(by, cycle):
        raise Refused(f"周期状态为“{cycle.get_state_display()}”，或您不是经办人，不能计算")
    return _start(by, cycle)


@transaction.atomic
def correct_run(*, by, run: ScoringRun, reason: str) -> ScoringRun:
    """A run that will supersede the published one; the reason is printed with the differences."""
    if not reason.strip():
        raise Refused("更正须写明理由")
    cycle = (
        Cycle.objects.select_for_update(of=("self",))
        .select_related("scheme_version", "organization")
        .get(pk=run.cycle_id)
    )
    run = cycle.runs.select_related("cycle").get(pk=run.pk)
    if not may_correct(by, run):
        raise Refused("只有经办人能更正已公布且周期尚未锁定的批次")
    return _start(by, cycle, supersedes=run, reason=reason.strip())


@transaction.atomic
def retry_run(*, by, run: ScoringRun) -> ScoringRun:
    """Compute again a run whose job ended without a result; the cut stays."""
    run = _locked(run)
    stuck = run.state == RunState.COMPUTING and run.job and run.job.state == JobState.FAILED
    if stuck and RUN.by_name["retry"].policy(by, run):
        audit.record(by, "重新计算", run)
    else:
        RUN.perform(run, "retry", by=by)
    return _enqueue(by, run, attempt=run.job_id)


@transaction.atomic
def check_run(*, by, run: ScoringRun) -> ScoringRun:
    """The second pair of eyes; from here on the run is immutable."""
    run = _locked(run)
    if RUN.by_name["check"] in RUN.open_to(by, run):
        run.checked_by_id, run.checked_at = by.user_id, now()
        run.save(update_fields=["checked_by", "checked_at"])
    return RUN.perform(run, "check", by=by)


@transaction.atomic
def publish_run(
    *, by, run: ScoringRun, meeting: str, decided_on: dt.date, document_number: str
) -> Publication:
    """Publish a checked run by the decision of a meeting. A correction supersedes the published run.

    Refused while an objection is unanswered or the audit chain does not verify.
    """
    if not meeting.strip() or not document_number.strip():
        raise Refused("请填写决定会议和文号")
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("organization").get(pk=run.cycle_id)
    run = _locked(run)
    refuse_open_objections(cycle)
    _make_room(by, cycle, run)
    RUN.perform(run, "publish", by=by)
    _refuse_broken_chain(cycle)
    if cycle.state == CycleState.REVIEW:
        CYCLE.perform(cycle, "announce", by=by)
    publication = Publication.objects.create(
        run=run, meeting=meeting.strip(), decided_on=decided_on, document_number=document_number.strip(),
        published_by_id=by.user_id, lists=published_lists(run), counts=_counts(run),
    )  # fmt: skip
    audit.record(by, "通报", publication, after=audit.snapshot(publication, ["meeting", "document_number"]))
    _tell_members(run)
    return publication


def _tell_members(run: ScoringRun) -> None:
    """Everyone scored who has an account hears that the own score can be read; no number is in the message."""
    users = User.objects.filter(person__memberships__bearer__sheets__run=run).distinct()
    notify(
        users,
        f"{run.cycle}得分已公布",
        "可逐项查看本人得分和依据；如有异议，请在申诉期内提出。",
        reverse("appraisals:own"),
        organization=run.cycle.organization,
        key=f"appraisals.published:{run.pk}",
    )


def _make_room(by, cycle: Cycle, run: ScoringRun) -> None:
    """Nothing else of the cycle may stand published beside the run."""
    standing = cycle.runs.filter(state=RunState.PUBLISHED).select_related("cycle").first()
    if standing is None and cycle.state != CycleState.REVIEW:
        raise Refused(f"周期状态为“{cycle.get_state_display()}”，须转入“汇总审核”后才能公布")
    if standing and standing.pk != run.supersedes_id:
        raise Refused(f"本周期已公布第{standing.number}批，更正须由该批次发起")
    if standing:
        RUN.perform(standing, "supersede", by=by, reason=run.reason)


def _refuse_broken_chain(cycle: Cycle) -> None:
    if audit.verify(cycle.organization.path):
        raise Refused("操作日志校验未通过，请先联系审计员，暂不能公布")


def _counts(run: ScoringRun) -> dict:
    """Every run of the cycle with its digest, so that none can be chosen in secret."""
    rows = run.cycle.runs.order_by("number").values_list("number", "state", "output_digest")
    return {"runs": [list(row) for row in rows], **run.summary.get("counts", {})}


def _start(by, cycle: Cycle, **fields) -> ScoringRun:
    if cycle.scheme_version.state == SchemeState.DRAFT:
        raise Refused("计分方案还没有通过，不能计算")
    if cycle.runs.filter(state=RunState.COMPUTING).exists():
        raise Refused("本周期正有一批在计算，请等它完成")
    if cycle.part == CyclePart.YEAR:
        _refuse_without_halves(cycle)
    last = cycle.runs.aggregate(last=Max("number"))["last"] or 0
    run = ScoringRun.objects.create(
        cycle=cycle, number=last + 1, scheme_version=cycle.scheme_version, created_by_id=by.user_id, **fields
    )
    audit.record(by, "发起计算", run, reason=fields.get("reason", ""))
    return _enqueue(by, run)


def _refuse_without_halves(cycle: Cycle) -> None:
    """A year made of halves needs the halves that were appraised by the same scheme to be published."""
    if not cycle.scheme_version.document.get("year"):
        return
    halves = Cycle.objects.filter(
        organization_id=cycle.organization_id, year=cycle.year, part__in=[CyclePart.H1, CyclePart.H2]
    )
    published = halves.filter(runs__state=RunState.PUBLISHED).values_list("part", flat=True)
    missing = [CyclePart(part).label for part in (CyclePart.H1, CyclePart.H2) if part not in set(published)]
    if missing:
        raise Refused(f"全年成绩由上、下半年合成，{'、'.join(missing)}还没有公布")


def _enqueue(by, run: ScoringRun, attempt=None) -> ScoringRun:
    key = f"{COMPUTE}:{run.pk}" + (f":{attempt}" if attempt else "")
    run.job = jobs.enqueue(
        COMPUTE, key=key, label=f"计算 {run}", actor=by, run=run.pk, organization_path=by.organization_path
    )
    run.save(update_fields=["job"])
    return run


def _locked(run: ScoringRun) -> ScoringRun:
    return (
        ScoringRun.objects.select_for_update(of=("self",))
        .select_related("cycle__organization", "job", "scheme_version")
        .get(pk=run.pk)
    )
