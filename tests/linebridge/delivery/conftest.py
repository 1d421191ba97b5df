"""What every story of this folder starts with."""

import pytest


@pytest.fixture(autouse=True)
def no_halt_file(settings, tmp_path):
    settings.HALT_FILE = tmp_path / "HALT"
