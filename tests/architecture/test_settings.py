"""Settings fail loudly, by name; the example file and the document list exactly what is read."""

import os
import re
import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT
from zhengxie import env

GIVEN = {
    "SECRET_KEY": "k" * 60,
    "FIELD_KEY": "ZGV2ZWxvcG1lbnQtb25seS1maWVsZC1rZXktMzJieXQ=",
    "INDEX_KEY": "00" * 32,
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "BROKER_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "zx.example.cn",
    "DATA_DIR": "/srv/zhengxie",
}
"""All that production demands."""


def start(**variables) -> subprocess.CompletedProcess:
    """Import the settings in a process that knows nothing but `variables`."""
    return subprocess.run(
        [sys.executable, "-c", "import zhengxie.settings as s; print(s.MODE, s.SECRET_KEY[:3])"],
        env={"PATH": os.environ["PATH"], **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_production_starts_with_exactly_what_it_demands():
    result = start(**GIVEN)

    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == ["production", "kkk"]


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_a_missing_setting_is_named(name):
    result = start(**{key: value for key, value in GIVEN.items() if key != name})

    assert result.returncode != 0
    assert f"缺少设置 {name}" in result.stderr


def test_a_secret_may_come_from_a_file(tmp_path):
    secret = tmp_path / "key"
    secret.write_text("abc" * 20 + "\n")
    given = {key: value for key, value in GIVEN.items() if key != "SECRET_KEY"}

    assert start(**given, SECRET_KEY_FILE=str(secret)).stdout.split() == ["production", "abc"]
    missing = start(**given, SECRET_KEY_FILE=str(tmp_path / "none"))
    assert "SECRET_KEY_FILE：找不到文件" in missing.stderr


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"ZHENGXIE_ENV": "prod"}, "ZHENGXIE_ENV 应为"),
        ({"SECURE_PROXY": "yes"}, "SECURE_PROXY 应为 true 或 false"),
        ({"LOGIN_FAILURES_PER_ADDRESS": "0"}, "LOGIN_FAILURES_PER_ADDRESS 应为不小于 1 的整数"),
        ({"DATABASE_URL": "sqlite:///x.db"}, "DATABASE_URL 应为 postgres:// 地址"),
    ],
)
def test_a_malformed_setting_is_named(variables, sentence):
    result = start(**(GIVEN | variables))

    assert result.returncode != 0
    assert sentence in result.stderr


def names_in(text: str) -> set[str]:
    return set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", text, flags=re.MULTILINE))


def test_the_example_file_lists_exactly_the_settings_that_are_read():
    """Those of the product, and those that docker-compose.yml puts into its services."""
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    its_own = set(re.findall(r"\$\{([A-Z_]+)", compose))

    assert names_in((ROOT / ".env.example").read_text(encoding="utf-8")) == set(env.KEYS) | its_own


def test_the_document_explains_every_setting():
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `([A-Z_]+)`", text, flags=re.MULTILINE)) == set(env.KEYS)


def test_every_setting_read_is_a_known_one():
    source = (ROOT / "zhengxie" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.(?:text|items|boolean|number)\(\s*"([A-Z_]+)"', source))

    assert read <= set(env.KEYS)
    assert set(env.KEYS) - read <= {"ZHENGXIE_ENV", "DATABASE_URL"}
