"""docs/requirements.md claims only what a test showed."""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.passed import passed_so_far

ROOT = Path(settings.BASE_DIR)
ROW = re.compile(r"^\| ([A-P]-\d\d) \|(.*)\|$", re.M)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def claims() -> dict[str, list[tuple[str, str]]]:
    """Requirement ID → [(file, test name)]."""
    text = (ROOT / "docs/requirements.md").read_text()
    return {match[1]: TEST.findall(match[2]) for match in ROW.finditer(text)}


def test_every_claim_names_a_test():
    assert claims()
    assert [requirement for requirement, tests in claims().items() if not tests] == []


def test_every_named_test_exists():
    missing = []
    for requirement, tests in claims().items():
        for file, name in tests:
            path = ROOT / file
            if not path.exists() or not re.search(rf"^def {name}\(", path.read_text(), re.M):
                missing.append(f"{requirement}: {file}::{name}")
    assert missing == []


def ran_everything(config: pytest.Config) -> bool:
    """True for a run of the whole suite, and for the last of CI's runs, which knows what passed in the earlier ones."""
    expression, paths = config.getoption("markexpr"), config.getoption("file_or_dir")
    whole = expression == "not chaos" or (expression == "journey or last" and "PASSED_TESTS" in os.environ)
    return whole and paths in ([], ["tests"]) and not config.getoption("keyword")


@pytest.mark.last
def test_every_named_test_ran_and_passed(request):
    """A run of a part of the suite vouches for its part only."""
    named = {f"{file}::{name}" for tests in claims().values() for file, name in tests}
    missing = named - passed_so_far()
    assert not (ran_everything(request.config) and missing), sorted(missing)
