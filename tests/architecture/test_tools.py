"""The tools that watch the house agree: imports flow one way, migrations match models, checks are clean."""

import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command

from tests.architecture.sources import ROOT


def run(*command):
    result = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, timeout=180
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_import_hides_inside_a_function():
    run("ruff", "check", "--select", "PLC0415", "--no-cache", ".")


def test_templates_are_well_formed():
    run("djlint", "templates", "--lint", "--quiet")


def test_apps_import_only_from_rows_below():
    code = "from importlinter.cli import lint_imports_command as c; c(['--no-cache'])"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=180
    )
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]


def test_migrations_match_the_models(db):
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


@pytest.mark.parametrize("arguments", [(), ("--database", "default")])
def test_the_checks_of_django_find_nothing(db, arguments):
    call_command("check", *arguments, fail_level="WARNING", stderr=StringIO())
