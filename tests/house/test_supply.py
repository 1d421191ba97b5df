"""What we build from: locked with hashes, free to hand over, and read for known weaknesses."""

import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def locked(name: str) -> dict[str, str]:
    """Package → its block in a lock file."""
    text = (ROOT / f"requirements/{name}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==(.*?)(?=^[a-z0-9]|\Z)", text, re.M | re.S))


def test_every_locked_package_carries_hashes():
    bare = [
        p
        for name in ("base", "dev", "production")
        for p, block in locked(name).items()
        if "--hash=sha256:" not in block
    ]
    assert bare == []


def test_what_we_chose_is_pinned():
    lines = [line for file in ROOT.glob("requirements/*.in") for line in file.read_text().splitlines()]
    loose = [line for line in lines if line and not line.startswith(("#", "-r")) and "==" not in line]
    assert loose == []


def test_nothing_we_need_forbids_handing_the_system_over():
    """O-04: another vendor can take it over. No AGPL, and no licence that would bind what a city adds."""
    strict = re.compile(r"affero|agpl|(?<!lesser )general public license v3(?! or later \(lgpl)", re.I)
    needed = locked("production")
    bound = []
    for package in distributions():
        meta = package.metadata
        words = " ".join([meta.get("License-Expression") or "", *(meta.get_all("Classifier") or [])])
        if meta["Name"].lower().replace("_", "-") in needed and strict.search(words):
            bound.append(meta["Name"])
    assert bound == []
    assert "MIT License" in (ROOT / "LICENSE").read_text()


def test_the_code_has_none_of_the_weaknesses_that_a_reader_of_code_can_see():
    """L-13: ruff's security rules over everything that runs in production; an exception needs its reason beside it."""
    ruff = Path(sys.executable).parent / "ruff"
    command = [ruff, "check", "--select", "S", "--ignore", "S603", "cms", "site_pages", "linebridge"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
