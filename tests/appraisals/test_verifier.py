"""The independent verifier agrees with the engine on every worked case, and notices tampering."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest

from appraisals.engine.casefile import read_case
from appraisals.engine.cases import check_file
from appraisals.engine.export import run_document
from appraisals.engine.run import run_case
from appraisals.engine.scheme import dump, dump_yaml
from appraisals.verifier import verify as verifier

CASES = sorted(Path(__file__).with_name("cases").glob("*.yaml"))


def exported(path):
    case = read_case(path)
    result, halves = run_case(case)
    return case.scheme, json.loads(json.dumps(run_document(case.scheme, case.period, result, halves)))


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_agrees(path):
    scheme, run = exported(path)
    assert verifier.verify(run, dump(scheme)) == []


GUANGSHUI = Path(__file__).with_name("cases") / "guangshui_2017.yaml"


def tampered(change):
    scheme, run = exported(GUANGSHUI)
    run = copy.deepcopy(run)
    change(next(one for one in run["bearers"] if one["key"] == "郑三"))
    return verifier.verify(run, dump(scheme))


def test_a_changed_total():
    faults = tampered(lambda one: one.update(total="34"))
    assert faults[0] == "郑三：总分 公布为 34.0，复算为 24.0"
    assert any("校验码" in fault for fault in faults)


def test_a_changed_line():
    faults = tampered(lambda one: one["lines"]["project"].update(points="25"))
    assert faults[0] == "郑三：板块 duty 公布为 20.0，复算为 25.0"


def test_a_changed_rank():
    faults = tampered(lambda one: one["ranks"]["all"].update({"": 3}))
    assert faults[0] == "郑三：名次 all 公布为 3，复算为 4"


def test_it_stands_alone(tmp_path):
    scheme, run = exported(GUANGSHUI)
    tmp_path.joinpath("run.json").write_text(json.dumps(run), "utf-8")
    tmp_path.joinpath("scheme.yaml").write_text(dump_yaml(scheme), "utf-8")
    command = [sys.executable, "-I", verifier.__file__, "run.json", "scheme.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "复算一致\n")
    run["bearers"][0]["total"] = "1"
    tmp_path.joinpath("run.json").write_text(json.dumps(run), "utf-8")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "总分 公布为 1.0" in done.stdout


RICH = """
scheme:
  slug: rich
  name: 各种构件
  start: 5
  cap: {offices: {standing_member: 60, member: 50}}
  cap_with_bonus: 70
  floor: 0
  office_at: pro_rata
  sections:
    - key: a
      name: 甲
      start: [{committees: 提案委, points: 3}, {points: 1}]
      cap: 40
      floor: -5
      weight: 80%
      shared_caps:
        - {key: inner, of: [p, q], cap: 12}
        - {key: outer, of: [inner, r], cap: 20}
      indicators:
        - {key: p, name: 提案, select: proposal, method: {type: per_unit, points: 5}}
        - {key: q, name: 信息, select: social_info, method: {type: per_unit, points: 4}}
        - {key: r, name: 公益, select: public_welfare, method: {type: per_unit, points: 6}}
        - {key: fine, name: 违纪, select: discipline, method: {type: penalty, points: 3, from: total}}
    - {key: b, name: 加分, bonus: true, cap: 10, indicators: [{key: c, name: 表彰, select: commendation, method: {type: per_unit, points: 7}}]}
  gates:
    - {key: g, name: 一件提案, conditions: [{select: proposal, at_least: 1}], section: a, section_cap: 6}
    - {key: h, name: 无违纪, conditions: [{select: discipline, at_most: 1}], total_cap: 9}
  ranking:
    ties: dense
    scopes: [all, committee+office, office]
    not_ranked: {offices: chair}
    tie_breakers: [{section: b, order: low}, {indicator: q, by: count}]
period: 2026
bearers:
  甲: {committees: 提案委, offices: [{name: 常委, from: 2026-04-11}]}
  乙: {committees: [提案委, 文史委]}
  丙: {offices: 主席}
  丁: {}
facts:
  甲: [{kind: proposal, times: 4}, {kind: social_info}, {kind: public_welfare, times: 3}, {kind: commendation, times: 2}]
  乙: [{kind: social_info, times: 5}, {kind: discipline}]
  丙: [{kind: proposal}, {kind: discipline, times: 2}]
  丁: [{kind: proposal}, {kind: social_info}]
expect:
  甲: {sections: {a: 18.4, b: 10}, total: 33.4, rank: 1}     # (3 + 20) × 80% = 18.4；5 + 18.4 + 10
  乙: {sections: {a: 4.8}, total: 6.8, rank: 3, gates: {g: false}}   # min(3 + 12, 6) × 80%；5 + 4.8 − 3
  丙: {sections: {a: 4.8}, total: 3.8, rank: none, gates: {h: false}} # (1 + 5) × 80%；5 + 4.8 − 6
  丁: {sections: {a: 8}, total: 13, rank: 2}                 # (1 + 5 + 4) × 80%
"""


def test_agrees_on_every_construct(tmp_path):
    path = tmp_path / "rich.yaml"
    path.write_text(RICH, "utf-8")
    assert check_file(path).differences == ()
    scheme, run = exported(path)
    assert verifier.verify(run, dump(scheme)) == []
