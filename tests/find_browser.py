"""Find a Chromium for the browser tests, or get one: `python -m tests.find_browser` prints its path.

In this order: CHROMIUM from the environment, one installed on the machine, Playwright's own download, Debian's package
where we are root. If none can be had it says so and fails; browser tests are never skipped.
"""

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import machine

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def installed() -> str | None:
    return os.environ.get("CHROMIUM") or next((p for n in NAMES if (p := shutil.which(n))), None) or playwrights_own()


def playwrights_own() -> str | None:
    """Asked in a process of its own: one that drives a browser already cannot ask again."""
    ask = "from playwright.sync_api import sync_playwright as p\nwith p() as own: print(own.chromium.executable_path)"
    path = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False).stdout.strip()
    return path if path and Path(path).exists() else None


def get() -> str | None:
    """Try Playwright's download, then Debian's package; None when neither worked."""
    download = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        subprocess.run(download, timeout=300, **machine.QUIET)
    except subprocess.TimeoutExpired:
        print("Playwright's download took too long.", file=sys.stderr)
    if found := installed():
        return found
    machine.install("chromium", "fonts-noto-cjk")
    return installed()


@functools.cache
def find_browser() -> str:
    """Path of a Chromium that can be started. Exits with a sentence when there is none."""
    path = installed() or get()
    if not path:
        sys.exit("The browser tests need Chromium, and none could be had. Install it, or set CHROMIUM to its path.")
    return path


if __name__ == "__main__":
    print(find_browser())
