"""Every measurement, one line of JSON each: `make bench`."""

import subprocess
import sys

BENCHES = ("delivery", "segments", "drawing")  # each in a process of its own: a measurement must not warm up the next

if __name__ == "__main__":
    sys.exit(max(subprocess.call([sys.executable, "-m", f"tests.bench.{name}"]) for name in BENCHES))
