"""The bundle of a published run: the independent verifier agrees, and notices a changed number."""

import io
import json
import subprocess
import sys
import zipfile

import pytest

from accounts.choices import Role
from appraisals.models import ScoringRun
from portal.resources.bundle import write_bundle
from tests.factories import make_actor
from tests.portal.ground import DOCUMENT, computed, half_year

BY_RATE = DOCUMENT | {
    "slug": "by_rate",
    "ranking": DOCUMENT["ranking"] | {"tie_breakers": [{"indicator": "plenary", "by": "rate"}]},
}


def unpacked(made, folder):
    run = ScoringRun.objects.select_related("cycle__organization", "scheme_version").get(pk=made.run.pk)
    out = io.BytesIO()
    write_bundle(made.checker, run, out)
    zipfile.ZipFile(out).extractall(folder)
    return folder


def verified(folder) -> tuple[int, str]:
    command = [sys.executable, "-I", "verify.py", "run.json", "scheme.yaml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize("document", [DOCUMENT, BY_RATE], ids=["plain", "tie broken by a rate"])
def test_the_verifier_agrees_with_what_was_published(county, tmp_path, document):
    assert verified(unpacked(computed(county, document=document), tmp_path)) == (0, "复算一致\n")


def test_a_changed_total_is_noticed(county, tmp_path):
    folder = unpacked(computed(county), tmp_path)
    text = (folder / "run.json").read_text("utf-8")
    assert text.count('"total":"59.5"') == 1
    (folder / "run.json").write_text(text.replace('"total":"59.5"', '"total":"58.5"'), "utf-8")
    code, said = verified(folder)
    assert code == 1
    assert "总分 公布为 58.5，复算为 59.5" in said


def test_the_bundle_names_nobody(county, tmp_path):
    made = computed(county)
    folder = unpacked(made, tmp_path)
    said = "".join(file.read_text("utf-8") for file in folder.iterdir())
    assert "乔安禾" not in said
    assert made.run.output_digest in (folder / "说明.txt").read_text("utf-8")
    run = json.loads((folder / "run.json").read_text("utf-8"))
    assert [one["ranks"]["all"][""] for one in run["bearers"]] == [1, 2, 3, 4]
    assert run["bearers"][0]["lines"]["proposal"] == {"count": "3", "raw": "15", "points": "12", "rate": None}


@pytest.mark.parametrize("members", [1, 3])
def test_the_number_of_queries_does_not_grow(county, members, django_assert_num_queries):
    made = half_year(county, members=members, state="published")
    run = ScoringRun.objects.select_related("cycle__organization", "scheme_version").get(pk=made.run.pk)
    actor = make_actor(county, Role.CHECKER)
    with django_assert_num_queries(3):
        write_bundle(actor, run, io.BytesIO())
