"""A mode is what its rows say: on once, told to others, ended by a person or by the announced time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import timezone

from cms.audit.models import AuditEntry
from cms.modes.models import Mode
from cms.modes.switch import change, current, end_what_is_over, mode_changed, switch_off, switch_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return get_user_model().objects.create_superuser("admin", password="x")


@pytest.fixture
def told():
    told = []

    def listen(kind, on, **_):
        told.append((kind, on))

    mode_changed.connect(listen)
    yield told
    mode_changed.disconnect(listen)


def banner():
    return Template("{% load modes %}{% mode_banner %}").render(Context()).strip()


def at(hour):
    return datetime(2026, 4, 10, hour, 30, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_on_and_off_with_who_and_why(admin, told, django_capture_on_commit_callbacks):
    assert current() == set() and banner() == ""
    with django_capture_on_commit_callbacks(execute=True):
        switch_on("drill", admin, "防災訓練")
    assert current() == {"drill"}
    with django_capture_on_commit_callbacks(execute=True):
        ended = switch_off("drill", admin, "終了")
    assert (ended.started_by, ended.ended_by, ended.ended_why) == (admin, admin, "終了") and current() == set()
    assert told == [("drill", True), ("drill", False)]
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["modes.on", "modes.off"]


def test_switching_on_twice_changes_nothing_and_off_twice_neither(admin):
    first = switch_on("drill", admin, "一")
    assert switch_on("drill", admin, "二").pk == first.pk
    assert switch_off("drill", admin) and switch_off("drill", admin) is None
    assert Mode.objects.count() == 1, "the history keeps it"


def test_an_unknown_mode_or_an_end_before_its_beginning_is_refused(admin):
    with pytest.raises(ValueError, match="party"):
        switch_on("party", admin, "x")
    with pytest.raises(ValidationError):
        switch_on("maintenance", admin, "x", announced_from=at(12), announced_until=at(11))


def test_the_banner_has_the_text_escaped_or_a_plain_sentence(admin):
    mode = switch_on("maintenance", admin, "x", announced_from=at(9), announced_until=at(12))
    assert "4月10日（金曜日）9時30分" in banner() and "メンテナンス" in banner()
    mode.text = "<script>夜間に\n止まります"
    change(mode, admin)
    assert "&lt;script&gt;夜間に<br>止まります" in banner()


def test_the_banner_depends_on_the_rows_and_not_on_the_hour(admin, monkeypatch):
    switch_on("maintenance", admin, "x", announced_from=at(9), announced_until=at(12))
    before = banner()
    monkeypatch.setattr(timezone, "now", lambda: datetime(2030, 1, 1, tzinfo=ZoneInfo("UTC")))
    assert banner() == before


def test_the_clock_ends_a_maintenance_at_its_announced_end_and_no_earlier(
    admin, told, django_capture_on_commit_callbacks
):
    switch_on("maintenance", admin, "x", announced_from=at(9), announced_until=at(12))
    switch_on("drill", admin, "x")
    end_what_is_over(at(12) - timedelta(seconds=1))
    assert "maintenance" in current()
    with django_capture_on_commit_callbacks(execute=True):
        end_what_is_over(at(12))
    assert current() == {"drill"} and told == [("maintenance", False)]
