"""A published run as a ZIP that anybody can recompute: run.json, scheme.yaml, the verifier, how to use it."""

import json
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from appraisals.computing.years import halves_of
from appraisals.engine.digest import canonical
from appraisals.engine.facts import Period
from appraisals.engine.profiles import rank_office
from appraisals.engine.scheme import Scheme, dump_yaml
from appraisals.engine.year import shares_of
from appraisals.models import ScoreLine, ScoreSheet, ScoringRun
from appraisals.periods import period_of, scheme_of
from appraisals.queries.explain import is_made_of_halves
from appraisals.queries.frozen import entry_of
from appraisals.services.computing import approved_adjustments
from appraisals.verifier import verify
from portal.resources.sentences import lines_of

FORMAT = 1
CHUNK = 2_000
READ_ME = """考核结果复算包

run.json     公布批次的得分、名次和名单（以内部编号表示委员，不含姓名）
scheme.yaml  所用的计分方案
verify.py    复算程序，与计分程序分开编写

用法：安装 Python 3 和 PyYAML 后，在本文件夹运行
    python verify.py run.json scheme.yaml
显示“复算一致”即与公布结果相符；否则逐条列出不一致之处。

考核周期：{cycle}
批次：第{number}批
结果摘要：{digest}
"""


def write_bundle(actor, run: ScoringRun, file) -> None:
    """Write the ZIP of `run`, which comes with its cycle, organisation and version."""
    scheme = scheme_of(run.scheme_version)
    said = READ_ME.format(cycle=run.cycle, number=run.number, digest=run.output_digest)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        with archive.open("run.json", "w", force_zip64=True) as out:
            for part in run_json(actor, run, scheme):
                out.write(part.encode())
        archive.writestr("scheme.yaml", dump_yaml(scheme))
        archive.writestr("verify.py", Path(verify.__file__).read_text("utf-8"))
        archive.writestr("说明.txt", said)


def run_json(actor, run: ScoringRun, scheme: Scheme) -> Iterator[str]:
    """The document of `appraisals.engine.export`, from what the run keeps, one bearer at a time."""
    period = period_of(run.cycle)
    head = {
        "format": FORMAT,
        "scheme": scheme.slug,
        "period": {"kind": period.kind, "from": str(period.start), "until": str(period.end)},
        "digest": run.output_digest,
        "lists": {
            name: {unit: [str(one) for one in bearers] for unit, bearers in units.items()}
            for name, units in run.summary.get("lists", {}).items()
        },
    }
    yield f'{_text(head)[:-1]},"bearers":['
    for place, bearer in enumerate(_bearers(actor, run, scheme, period)):
        yield ("," if place else "") + _text(canonical(bearer))
    yield "]}"


def _bearers(actor, run: ScoringRun, scheme: Scheme, period: Period) -> Iterator[dict]:
    keys = [item.key for item in scheme.indicators]
    sections = {section.key for section in scheme.sections}
    adjusted = approved_adjustments(run.cycle, run.cut_at)
    rates = _rates(actor, run, scheme)
    halves = _halves(actor, run) if is_made_of_halves(run, scheme) else None
    for sheet, lines in _with_lines(actor, run):
        entry = entry_of(sheet, scheme, period)
        made = _bearer(sheet, entry.profile)
        made["lines"] = {keys[place]: _line(numbers, rates.get((sheet.bearer_id, keys[place])))
                         for place, *numbers in lines}  # fmt: skip
        own = adjusted.get(str(sheet.bearer_id), {})
        made["adjusted"] = {key: points for key, points in own.items() if key in sections}
        if halves is not None:
            made["halves"] = {name: totals.get(sheet.bearer_id, 0) for name, totals in halves.items()}
            made["shares"] = list(shares_of(scheme.year, entry.bearer, run.cycle.year))
        yield made


def _bearer(sheet: ScoreSheet, profile) -> dict:
    return {
        "key": str(sheet.bearer_id),
        "ranked": sheet.counted,
        "offices": [[sorted(offices), share] for offices, share in profile.offices],
        "units": {
            "committee": sorted(profile.committees),
            "home_committee": sorted(profile.home_committees),
            "sector": sorted(profile.sectors),
            "group": sorted(profile.groups),
            "office": [rank_office(profile)],
        },
        "sections": sheet.sections,
        "gates": {key: met for key, (met, *_) in sheet.gates.items()},
        "total": sheet.total,
        "grade": sheet.grade or None,
        "ranks": {scope: {unit: rank for unit, rank, *_ in units} for scope, units in sheet.ranks.items()},
    }


def _line(numbers, rate: Fraction | None) -> dict:
    count, raw, points = numbers
    return {"count": count, "raw": raw, "points": points, "rate": rate}


def _with_lines(actor, run: ScoringRun) -> Iterator[tuple[ScoreSheet, list]]:
    """Sheets in rank order, each with its (indicator, count, raw, counted) rows; two queries."""
    sheets = ScoreSheet.objects.visible_to(actor).filter(run=run).order_by("position")
    rows = (
        ScoreLine.objects.visible_to(actor)
        .filter(sheet__run=run)
        .order_by("sheet__position", "indicator")
        .values_list("sheet_id", "indicator", "count", "raw_points", "counted_points")
    )
    groups = groupby(rows.iterator(chunk_size=CHUNK), key=itemgetter(0))
    waiting = next(groups, None)
    for sheet in sheets.iterator(chunk_size=CHUNK):
        own = []
        if waiting and waiting[0] == sheet.pk:
            own = [row[1:] for row in waiting[1]]
            waiting = next(groups, None)
        yield sheet, own


def _rates(actor, run: ScoringRun, scheme: Scheme) -> dict:
    """(bearer, indicator) → rate, where a tie-breaker compares rates; the lines keep none."""
    asked = {one.indicator for one in scheme.ranking.tie_breakers if one.by == "rate"}
    if not asked or is_made_of_halves(run, scheme):
        return {}
    lines = lines_of(actor, run, scheme)
    return {
        (bearer, line.key): line.rate for bearer, own in lines.items() for line in own if line.key in asked
    }


def _halves(actor, run: ScoringRun) -> dict[str, dict]:
    """h1, h2 → bearer → total of the published half."""
    return {
        half.cycle.part: dict(
            ScoreSheet.objects.visible_to(actor).filter(run=half).values_list("bearer_id", "total")
        )
        for half in halves_of(run.cycle)
    }


def _text(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
