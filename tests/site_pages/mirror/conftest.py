"""A mirror folder and a media folder of each test's own."""

from datetime import timedelta
from pathlib import Path

import pytest

from site_pages.mirror import render, write


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.MIRROR_ROOT = str(tmp_path / "mirror")
    settings.MEDIA_ROOT = str(tmp_path / "media")
    render._handler.cache_clear()
    return tmp_path / "mirror"


@pytest.fixture(autouse=True)
def nothing_waits_for_calm(monkeypatch):
    """Tests change the same page at once again and want to see it; the one about waiting says how long."""
    monkeypatch.setattr(write, "CALM", timedelta(0))
