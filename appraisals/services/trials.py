"""规则试算: any version on any cycle, stored apart, compared with what holds now."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from appraisals.computing.compute import Computed, compute
from appraisals.computing.store import text
from appraisals.computing.sweeping import unswept
from appraisals.models import Cycle, SchemeVersion, TrialRun
from appraisals.policies import is_operator
from appraisals.services.computing import asked_for, cut_now
from core import audit, jobs

TRIAL = "appraisals.trial_run"


@transaction.atomic
def try_scheme(*, by, version: SchemeVersion, cycle: Cycle) -> TrialRun:
    """Try a version, draft or not, on a cycle; computed in the background."""
    own = version.scheme.organization_id == cycle.organization_id
    if not (own and is_operator(by, cycle.organization_id)):
        raise PermissionDenied("只有本会经办人能试算")
    trial = TrialRun.objects.create(scheme_version=version, cycle=cycle, created_by_id=by.user_id)
    trial.job = jobs.enqueue(
        TRIAL, key=f"{TRIAL}:{trial.pk}", label=f"规则试算 {version}", actor=by, trial=trial.pk
    )
    trial.save(update_fields=["job"])
    audit.record(by, "规则试算", trial)
    return trial


@transaction.atomic
def delete_trial(*, by, trial: TrialRun) -> None:
    """Trials are no record: they may go."""
    if not is_operator(by, trial.cycle.organization_id):
        raise PermissionDenied("只有本会经办人能删除试算")
    audit.record(by, "删除规则试算", trial)
    trial.delete()


@unswept()
def work_on(trial_id: int, step=None) -> dict:
    """Compute the trial and what it changes against the cycle's own scheme."""
    trial = TrialRun.objects.select_related(
        "cycle__organization", "cycle__scheme_version", "scheme_version"
    ).get(pk=trial_id)
    cut = cut_now(trial.cycle.organization_id)
    tried = compute(asked_for(trial.cycle, trial.scheme_version, cut), step=step)
    base = None
    if trial.cycle.scheme_version_id:
        base = compute(asked_for(trial.cycle, trial.cycle.scheme_version, cut))
    trial.results = compared(tried, base)
    trial.save(update_fields=["results"])
    return {"members": len(tried.entries)}


def compared(tried: Computed, base: Computed | None) -> dict:
    """Rows by new rank, and who crosses a cut list or a grade; `base` is what holds now, if anything."""
    names = {entry.bearer.key: entry.name for entry in tried.entries}
    totals, ranks = _totals(tried), _ranks(tried)
    old_totals, old_ranks = (_totals(base), _ranks(base)) if base else ({}, {})
    rows = [
        [int(key), names[key], old_totals.get(key), totals[key], old_ranks.get(key), ranks.get(key),
         base.grades.get(key, "") if base else "", tried.grades.get(key, "")]
        for key in sorted(totals, key=lambda key: (ranks.get(key, len(ranks) + 1), int(key)))
    ]  # fmt: skip
    return {
        "rows": rows,
        "crossings": _crossings(tried, base, names) if base else [],
        "compared": base is not None,
    }


def _totals(computed) -> dict[str, str]:
    return {score.bearer: text(score.points) for score in computed.scores}


def _ranks(computed) -> dict[str, int]:
    return computed.ranks.places.get("all", {}).get("", {})


def _crossings(tried, base, names) -> list[dict]:
    """For each list: who enters and who leaves it; then grades that change."""
    found = []
    for name in tried.lists.keys() & base.lists.keys():
        new, old = _on_list(tried, name), _on_list(base, name)
        found.append({"list": name, "enter": _named(new - old, names), "leave": _named(old - new, names)})
    changed = {key for key in tried.grades if tried.grades[key] != base.grades.get(key, tried.grades[key])}
    if changed:
        texts = [f"{names[key]}:{base.grades[key]} → {tried.grades[key]}" for key in sorted(changed, key=int)]
        found.append({"list": "等次", "enter": texts, "leave": []})
    return sorted(found, key=lambda one: one["list"])


def _on_list(computed, name) -> set[str]:
    return {key for bearers in computed.lists[name].values() for key in bearers}


def _named(keys, names) -> list[str]:
    return [names.get(key, "") for key in sorted(keys, key=int)]
