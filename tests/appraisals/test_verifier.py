"""The independent verifier agrees with the engine on every worked case, and notices tampering."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest

from appraisals.engine.casefile import read_case
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
