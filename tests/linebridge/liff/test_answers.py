"""What holds for every address of the room, taken from its list of addresses; and what docs/liff.md promises."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from linebridge.liff.urls import urlpatterns
from tests.linebridge.liff.conftest import OURS
from tests.linebridge.liff.test_doors_in_browser import FRAGMENTS as LOOKED_AT

SHELLS = {"liff_start", "liff_settings"}
DOORS = {"liff_session", "liff_login", "liff_login_callback"}
FRAGMENTS = sorted({pattern.name for pattern in urlpatterns} - SHELLS - DOORS)
DOCUMENT = Path(settings.BASE_DIR) / "docs/liff.md"


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_is_kept_by_nobody_and_answers_only_a_living_session(client, send, name):
    address = reverse(name)
    assert client.get(address).status_code == 405
    assert client.post(address, headers=OURS).status_code == 401
    answer = send(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Language"] == "ja"
    assert not answer.cookies


@pytest.mark.parametrize("name", sorted(DOORS))
def test_what_a_door_answers_is_kept_by_nobody(client, db, name):
    method = client.post if name == "liff_session" else client.get
    assert "no-store" in method(reverse(name), headers=OURS)["Cache-Control"]


@pytest.mark.parametrize("name", sorted(SHELLS))
def test_a_shell_knows_nobody_and_sets_no_cookie(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert not answer.cookies


def test_every_page_is_looked_at_in_a_browser():
    """Those with a heading of their own; the settings, the shell and what stands alone are in the stories."""
    folder = Path(settings.BASE_DIR) / "linebridge/liff/templates/line_liff"
    pages = {file.stem for file in folder.glob("*.html") if "<h1" in file.read_text()}
    assert pages == {*LOOKED_AT, "settings", "shell", "handover"}


def test_every_test_that_the_document_names_is_there():
    named = re.findall(r"`(test_\w+)\.py::(test_\w+)`", DOCUMENT.read_text())
    folder = Path(__file__).parent
    missing = [test for file, test in named if f"def {test}(" not in (folder / f"{file}.py").read_text()]
    assert len(named) > 20
    assert missing == []
