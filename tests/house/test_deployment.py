"""The deployment files are read here because no container engine runs the tests."""

import re
import shlex
from pathlib import Path

import yaml
from django.conf import settings
from django.core.management import get_commands
from dockerfile_parse import DockerfileParser

ROOT = Path(settings.BASE_DIR)
SETTINGS = (ROOT / "cms/settings.py").read_text()
VARIABLES = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', SETTINGS))
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())


def dockerfile() -> list[dict]:
    return DockerfileParser(path=str(ROOT / "Dockerfile")).structure


def instructions(name: str) -> list[str]:
    return [step["value"] for step in dockerfile() if step["instruction"] == name]


def test_the_image_is_built_in_stages_and_runs_as_nobody_special():
    assert len(instructions("FROM")) == 2
    assert instructions("USER") == ["kairan"]
    assert "--require-hashes -r requirements/production.txt" in " ".join(instructions("RUN"))


def test_the_image_has_a_command_and_a_health_check_that_asks_our_own_address():
    assert "cms.wsgi:application" in instructions("CMD")[0]
    assert "/health/live/" in instructions("HEALTHCHECK")[0]


def test_compose_starts_every_process():
    wanted = {"web", "worker", "urgent", "clock", "postgres", "redis", "nginx", "emulator", "migrate"}
    assert set(COMPOSE["services"]) == wanted
    assert COMPOSE["services"]["emulator"]["profiles"] == ["training"]


def test_compose_calls_commands_that_exist():
    for name, service in COMPOSE["services"].items():
        command = service.get("command") or []
        words = command if isinstance(command, list) else shlex.split(command)
        if "manage.py" in words:
            assert words[words.index("manage.py") + 1] in get_commands(), name
        if "-m" in words:
            module = words[words.index("-m") + 1].replace(".", "/")
            assert (ROOT / module / "__main__.py").exists(), name


def test_files_that_compose_mounts_are_in_the_repository():
    mounts = [v for s in COMPOSE["services"].values() for v in s.get("volumes", []) if v.startswith("./")]
    assert mounts
    assert [m for m in mounts if not (ROOT / m.split(":")[0]).exists()] == []


def test_every_variable_that_the_settings_read_is_documented():
    page = (ROOT / "docs/deployment.md").read_text()
    assert {v for v in VARIABLES if f"`{v}`" not in page} == set()


def test_the_example_environment_names_only_variables_that_are_read():
    lines = [line for line in (ROOT / ".env.example").read_text().splitlines() if line and not line.startswith("#")]
    named = {line.split("=")[0] for line in lines}
    assert named <= VARIABLES | {"POSTGRES_PASSWORD", "HTTP_PORT", "WEB_WORKERS"}
