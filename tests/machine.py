"""Programs that the tests need of the machine: found, or installed as Debian's package where we are root."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

QUIET: dict = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}


def installed(name: str) -> str | None:
    """The program's path. PostgreSQL's own programs and those of root lie outside PATH."""
    beside = [Path("/usr/sbin") / name, *sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)]
    return shutil.which(name) or next((str(p) for p in beside if p.exists()), None)


def install(*packages: str) -> None:
    """Ask Debian for packages where we may; whether it worked is for the caller to look at."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], **QUIET)
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *packages], env=quietly, **QUIET)


def program(name: str, package: str) -> str:
    """The program's path, installed where need be. Exits with a sentence when it cannot be had."""
    found = installed(name)
    if not found:
        install(package)
        found = installed(name)
    if not found:
        sys.exit(f"The tests need {name}, and it could not be had. Install it (Debian: {package}).")
    return found
