"""The work behind a run: draw the cut once, compute in one transaction, finish or fail."""

import hashlib
from decimal import Decimal

from django.db import connection, transaction

from accounts.actors import system_actor
from appraisals.choices import AdjustmentState, CyclePart, RunState
from appraisals.computing.compute import Asked, Computed, compute
from appraisals.computing.fold_sql import Cut
from appraisals.computing.store import write
from appraisals.computing.sweeping import unswept
from appraisals.computing.years import compute_year
from appraisals.models import Cycle, ScoringRun
from appraisals.periods import period_of, scheme_of, term_of
from appraisals.queries.history import earlier_grades
from appraisals.workflow import RUN
from core import locks
from core.clock import now
from core.jobs import JobFailed
from duties.models import DutyRecord


def work_on(run_id: int, step=None) -> dict:
    """Compute the run; done twice it does nothing the second time. Raises JobFailed for people."""
    run = ScoringRun.objects.select_related("cycle__organization", "scheme_version").get(pk=run_id)
    if run.state != RunState.COMPUTING:
        return {"digest": run.output_digest}
    _draw_cut(run)
    try:
        return _compute(run, step)
    except JobFailed:
        RUN.perform(run, "fail", by=system_actor(run.cycle.organization))
        raise


@transaction.atomic
def _draw_cut(run: ScoringRun) -> None:
    """Alone with the ledger for a moment: every fact up to here is in, none after."""
    if run.cut_record_id is None:
        cut = draw_cut(run.cycle.organization_id)
        run.cut_record_id, run.cut_at = cut.record_id, cut.at
        run.save(update_fields=["cut_record_id", "cut_at"])


def draw_cut(organization_id: int) -> Cut:
    """The last fact and the moment, while nobody writes."""
    patient("lock_timeout", "60s")
    locks.exclusive(organization_id)
    return cut_now(organization_id)


def cut_now(organization_id: int) -> Cut:
    last = (
        DutyRecord.objects.filter(organization_id=organization_id)
        .order_by("-pk")
        .values_list("pk", flat=True)
    )
    return Cut(organization_id, last.first() or 0, now())


def asked_of(run: ScoringRun) -> Asked:
    cut = Cut(run.cycle.organization_id, run.cut_record_id, run.cut_at)
    return asked_for(run.cycle, run.scheme_version, cut)


def asked_for(cycle: Cycle, version, cut: Cut) -> Asked:
    return Asked(cycle.organization, scheme_of(version), period_of(cycle), term_of(cycle), cut)


def patient(setting: str, value: str) -> None:
    """A page must not wait long; the work of a run may, for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [setting, value])


@unswept()
@transaction.atomic
def _compute(run: ScoringRun, step) -> dict:
    patient("idle_in_transaction_session_timeout", "0")
    asked = asked_of(run)
    adjustments = approved_adjustments(run.cycle, run.cut_at)
    history = earlier_grades(run.cycle, asked.scheme)
    if run.cycle.part == CyclePart.YEAR and asked.scheme.year:
        computed = compute_year(run.cycle, asked, adjustments=adjustments, history=history, step=step)
    else:
        computed = compute(asked, adjustments=adjustments, history=history, step=step)
    if not computed.entries:
        raise JobFailed("期末没有在任的计分对象，无法计算")
    run.output_digest = write(run.pk, asked, computed)
    run.input_digest = input_digest(run, computed, adjustments)
    run.summary = summary_of(computed)
    run.save(update_fields=["output_digest", "input_digest", "summary"])
    RUN.perform(run, "finish", by=system_actor(run.cycle.organization))
    return {"digest": run.output_digest, "members": len(computed.entries)}


def approved_adjustments(cycle: Cycle, until) -> dict[str, dict[str, Decimal]]:
    """Bearer key → {indicator or section key: points} of what two people agreed to."""
    found: dict[str, dict[str, Decimal]] = {}
    rows = cycle.adjustments.filter(state=AdjustmentState.APPROVED, approved_at__lte=until)
    for row in rows.order_by("pk"):
        own = found.setdefault(str(row.bearer_id), {})
        place = row.indicator or row.section
        own[place] = own.get(place, Decimal(0)) + row.points
    return found


def input_digest(run: ScoringRun, computed: Computed, adjustments) -> str:
    """SHA-256 over the scheme, the roster, the folded facts and the adjustments."""
    digest = hashlib.sha256(f"{run.scheme_version.digest}|{run.cycle.starts_on}|{run.cycle.ends_on}".encode())
    for entry in computed.entries:
        key, tenure = entry.bearer.key, entry.bearer.tenure
        facts = "\n\n".join(
            ["\n".join([one[kind] for kind in sorted(one)]) for one in computed.tables.of(key)]
        )
        said = f"\n{key}|{tenure.start}|{tenure.end}|{entry.held}|{facts}|{adjustments.get(key)}"
        digest.update(said.encode())
    return digest.hexdigest()


def summary_of(computed: Computed) -> dict:
    """Counts for the run page, the cut lists by bearer, and who has no facts at all."""
    ranked = computed.ranks.places.get("all", {}).get("", {})
    grades: dict[str, int] = {}
    for grade in computed.grades.values():
        grades[grade] = grades.get(grade, 0) + 1
    empty = [entry.bearer_id for entry in computed.entries if not computed.tables.facts(entry.bearer.key)]
    unmet = [int(score.bearer) for score in computed.scores if any(not gate.met for gate in score.gates)]
    return {
        "counts": {"members": len(computed.entries), "ranked": len(ranked), "grades": grades},
        "lists": {
            name: {unit: [int(one) for one in bearers] for unit, bearers in units.items()}
            for name, units in computed.lists.items()
        },
        "without_facts": empty,
        "gates_unmet": unmet,
    }
