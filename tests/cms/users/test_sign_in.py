"""Signing in: number and password, second factor, lock-out, the ends of a session, and the ways that are closed."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks

from cms.audit.models import AuditEntry
from cms.users import end_session, expire
from cms.users.models import User
from tests.cms.users.conftest import PASSWORD

pytestmark = pytest.mark.django_db
HOME = "/admin/"


@pytest.fixture
def production(settings):
    settings.DEVELOPMENT = False
    settings.MODE = "production"
    settings.SECOND_FACTOR_REQUIRED = True


def enter(client, username="100", password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": username, "password": password, **more})


def code(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def recorded(action):
    return list(AuditEntry.objects.filter(action=action).order_by("id").values_list("result", flat=True))


def test_number_and_password_open_the_staff_screens(client, staff):
    assert enter(client, next=HOME).url == HOME
    assert client.get(HOME).status_code == 200
    assert recorded("staff.sign_in") == ["success"]


def test_a_wrong_password_is_told_in_japanese_and_recorded(client, staff):
    response = enter(client, password="x" * 12)
    assert "職員番号またはパスワードが違います" in response.content.decode()
    assert recorded("staff.sign_in") == ["failed"]


def test_without_a_session_the_staff_screens_lead_to_our_sign_in(client):
    assert client.get(HOME).url == "/accounts/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/pages/").url == "/accounts/login/?next=/admin/pages/"


@pytest.mark.parametrize(
    "path",
    ["/accounts/signup/", "/accounts/email/", "/accounts/password/reset/", "/accounts/confirm-email/",
     "/accounts/password/set/", "/admin/password_reset/", "/admin/password_reset/done/"],
)  # fmt: skip
def test_ways_that_staff_do_not_need_are_closed(client, staff, path):
    assert client.get(path).status_code == 404
    enter(client)
    assert client.get(path).status_code == 404


def test_wagtails_account_page_changes_neither_password_nor_address(client, staff):
    enter(client)
    page = client.get("/admin/account/").content.decode()
    assert 'type="password"' not in page
    assert 'type="email"' not in page


# --- The second factor ----------------------------------------------------------------------------------------------
def test_nobody_enters_without_a_second_factor_outside_development(client, staff, production):
    enter(client)
    response = client.get(HOME, secure=True)
    assert response.url.startswith(reverse("mfa_index"))
    for path in ("/admin/pages/", "/admin/users/", "/admin/api/main/pages/"):
        assert client.get(path, secure=True).status_code == 302
    assert client.get(HOME, secure=True, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_enrolling_an_app_opens_them_and_gives_recovery_codes(client, staff, production):
    enter(client)
    page = client.get(reverse("mfa_activate_totp"), secure=True)
    secret = page.context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": code(secret)}, secure=True)
    assert response.url == reverse("mfa_view_recovery_codes")
    assert client.get(HOME, secure=True).status_code == 200
    assert recorded("staff.add_second_factor") == ["success", "success"]
    stored = Authenticator.objects.get(user=staff, type="totp")
    assert secret not in str(stored.data)


def test_the_factor_is_asked_in_every_session(client, staff, production):
    secret = generate_totp_secret()
    TOTP.activate(staff, secret)
    assert enter(client).url == reverse("mfa_authenticate")
    assert client.get(HOME, secure=True).url.startswith("/accounts/login/")
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"}, secure=True)
    assert "確認コードが違います" in wrong.content.decode()
    client.post(reverse("mfa_authenticate"), {"code": code(secret)}, secure=True)
    assert client.get(HOME, secure=True).status_code == 200


def test_a_session_without_the_factor_is_asked_for_it(client, staff, production):
    TOTP.activate(staff, generate_totp_secret())
    client.force_login(staff, "cms.users.sign_in.StaffBackend")
    assert client.get(HOME, secure=True).url.startswith(reverse("mfa_reauthenticate"))


@pytest.mark.parametrize(("mode", "required"), [("development", "False"), ("training", "True"), ("production", "True")])
def test_the_mode_alone_decides_whether_it_is_asked(mode, required, tmp_path):
    import os
    import subprocess
    import sys

    environment = {**os.environ, "MODE": mode, "VAR_DIR": str(tmp_path), "SECRET_KEY": "x" * 50}
    told = subprocess.run(
        [sys.executable, "-c", "from cms import settings; print(settings.SECOND_FACTOR_REQUIRED)"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == required


# --- Demo accounts --------------------------------------------------------------------------------------------------
def test_one_press_signs_a_demo_account_in(client, staff):
    with hooks.register_temporarily("register_demo_accounts", lambda: ["100", "nobody"]):
        assert "青木 あおい" in client.get(reverse("account_login")).content.decode()
        client.post(reverse("staff_demo"), {"username": "100"})
        assert client.get(HOME).status_code == 200


def test_no_other_account_can_be_pressed(client, staff):
    with hooks.register_temporarily("register_demo_accounts", list):
        assert client.post(reverse("staff_demo"), {"username": "100"}).status_code == 403


def test_outside_development_there_are_no_demo_accounts(client, staff, production):
    with hooks.register_temporarily("register_demo_accounts", lambda: ["100"]):
        assert "青木 あおい" not in client.get(reverse("account_login"), secure=True).content.decode()
        assert client.post(reverse("staff_demo"), {"username": "100"}, secure=True).status_code == 403


def test_outside_development_there_is_not_even_a_route(settings):
    import importlib

    import cms.users.urls

    settings.DEVELOPMENT = False
    try:
        assert "staff_demo" not in [
            route.name for route in importlib.reload(cms.users.urls).urlpatterns if hasattr(route, "name")
        ]
    finally:
        settings.DEVELOPMENT = True
        importlib.reload(cms.users.urls)


# --- Lock-out -------------------------------------------------------------------------------------------------------
def test_five_wrong_passwords_lock_out_and_say_until_when(client, staff):
    for _attempt in range(4):
        assert enter(client, password="x" * 12).status_code == 200
    response = enter(client, password="x" * 12)
    assert response.status_code == 429
    until = timezone.localtime(timezone.now() + timedelta(minutes=15))
    assert f"{until:%H}".lstrip("0") + "時" in response.content.decode()
    assert enter(client).status_code == 429
    assert AuditEntry.objects.filter(action="staff.lock_out", object_key=str(staff.pk)).exists()


def test_writing_the_number_otherwise_does_not_start_the_count_anew(client):
    User.objects.create_user("midori", password=PASSWORD)
    for spelling in ("midori", "MIDORI", "Midori", " midori ", "mIdori"):
        response = enter(client, username=spelling, password="x" * 12)
    assert response.status_code == 429


def test_a_new_password_from_the_administrator_ends_the_wait(client, staff):
    from cms.users.reset import reset_password
    from cms.users.roles import give

    admin = User.objects.create_user("900")
    give(admin, "administrator")
    for _attempt in range(5):
        enter(client, password="x" * 12)
    password = reset_password(staff, by=admin)
    assert enter(client, password=password).status_code == 302


def test_a_stranger_elsewhere_locks_nobody_out(client, staff):
    for _attempt in range(6):
        client.post(reverse("account_login"), {"login": "100", "password": "x" * 12}, REMOTE_ADDR="203.0.113.9")
    enter(client)
    assert client.get(HOME).status_code == 200


# --- The ends of a session ------------------------------------------------------------------------------------------
def age(client, **seconds):
    session = client.session
    for key, value in seconds.items():
        session[key] = int(time.time()) - value
    session.save()


def test_half_an_hour_without_a_touch_ends_the_session(client, staff):
    enter(client)
    client.get(HOME)
    age(client, **{end_session.TOUCHED: 30 * 60 + 1})
    assert client.get(HOME).status_code == 302
    assert recorded("staff.session_end") == ["success"]


def test_work_keeps_it_going_but_not_beyond_the_day(client, staff):
    enter(client)
    age(client, **{end_session.TOUCHED: 29 * 60, end_session.STARTED: 11 * 3600})
    assert client.get(HOME).status_code == 200
    assert client.get(reverse("staff_session")).json()["left"] > 29 * 60
    age(client, **{end_session.STARTED: 12 * 3600 + 1})
    assert client.get(HOME).status_code == 302


def test_what_the_browser_asks_by_itself_is_no_touch(client, staff):
    enter(client)
    age(client, **{end_session.TOUCHED: 20 * 60})
    left = client.get(reverse("staff_session")).json()["left"]
    assert 9 * 60 < left <= 10 * 60
    assert client.get(reverse("staff_session") + "?touch=1").json()["left"] > 29 * 60


def test_the_status_tells_strangers_nothing(client):
    assert client.get(reverse("staff_session")).json() == {"user": None, "left": 0}


def test_after_the_last_day_nobody_signs_in_and_running_sessions_end(client, staff):
    enter(client)
    assert client.get(HOME).status_code == 200
    User.objects.filter(pk=staff.pk).update(active_until=timezone.localdate() - timedelta(days=1))
    assert client.get(HOME).status_code == 302
    enter(client)
    assert client.get(HOME).status_code == 302
    assert expire.expire() == 1
    assert expire.expire() == 0
    staff.refresh_from_db()
    assert not staff.is_active


def test_on_the_last_day_itself_everything_works(client, staff):
    User.objects.filter(pk=staff.pk).update(active_until=timezone.localdate())
    enter(client)
    assert client.get(HOME).status_code == 200


def test_the_clock_closes_expired_accounts(staff):
    from cms.clock import tick

    User.objects.filter(pk=staff.pk).update(active_until=timezone.localdate() - timedelta(days=1))
    tick.daily.send(sender=None, now=timezone.now())
    assert not User.objects.get(pk=staff.pk).is_active


def test_signing_out_everywhere_ends_the_other_device_too(client, staff, django_user_model):
    from django.test import Client

    other = Client()
    enter(client)
    enter(other)
    assert other.get(HOME).status_code == 200
    client.post(reverse("staff_sign_out_everywhere"))
    assert other.get(HOME).status_code == 302
    assert client.get(HOME).status_code == 302


def test_a_link_to_the_way_out_signs_nobody_out(client, staff):
    enter(client)
    assert client.get("/admin/logout/").status_code == 405
    assert client.get(HOME).status_code == 200
    assert client.post("/admin/logout/").url == reverse("account_login")
    assert client.get(HOME).status_code == 302


def test_every_route_of_signing_in_that_is_shown_speaks_japanese(client, staff):
    pages = {"account_login": client.get(reverse("account_login")).content.decode()}
    enter(client)
    TOTP.activate(staff, generate_totp_secret())
    names = ["account_logout", "account_inactive", "account_change_password", "account_reauthenticate", "mfa_index",
             "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_list_webauthn", "mfa_add_webauthn",
             "mfa_generate_recovery_codes", "staff_signed_in_again"]  # fmt: skip
    pages |= {name: client.get(reverse(name)).content.decode() for name in names}
    for name, page in pages.items():
        assert "職員用画面" in page, name
        assert "<style" not in page
        assert " style=" not in page
        for word in ("Sign", "Password", "Authenticat", "Recovery", "Key"):
            assert f">{word}" not in page, (name, word)
