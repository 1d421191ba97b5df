"""A pytest plugin that remembers which tests passed, so that docs/requirements.md can be held to its word.

Within one run the names are kept in memory; CI's several runs share them through the file named by PASSED_TESTS.
"""

import os
from pathlib import Path

import pytest

_passed: set[str] = set()


def passed_so_far() -> set[str]:
    """`path::name` of every test that passed, without parameters."""
    file = os.environ.get("PASSED_TESTS")
    earlier = set(Path(file).read_text().splitlines()) if file and Path(file).exists() else set()
    return earlier | _passed


def pytest_runtest_logreport(report):
    if report.when == "call" and report.passed:
        _passed.add(report.nodeid.split("[")[0])


def pytest_sessionfinish(session):
    if file := os.environ.get("PASSED_TESTS"):
        Path(file).write_text("\n".join(sorted(passed_so_far())))


def pytest_collection_modifyitems(items: list[pytest.Item]):
    """What looks at the whole run goes last."""
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)
