"""What somebody tries who is not the person: each way ends where it should, with the cache and without it."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.core.cache import cache
from django.urls import reverse

from cms.audit.models import AuditEntry
from cms.users.models import User
from tests.cms.users.conftest import PASSWORD
from tests.cms.users.test_sign_in import HOME, code, enter, recorded

pytestmark = pytest.mark.django_db
ELSEWHERE = ["https://evil.example/", "//evil.example/", "https:evil.example", "/\\evil.example", "javascript:alert(1)",
             "https://sub.city.example.jp/"]  # fmt: skip


@pytest.fixture
def secret(staff):
    made = generate_totp_secret()
    TOTP.activate(staff, made)
    return made


def give_code(client, given):
    return client.post(reverse("mfa_authenticate"), {"code": given})


def signed_in(client):
    return client.get(HOME).status_code == 200


# --- The second factor ----------------------------------------------------------------------------------------------
def test_a_code_that_was_used_opens_nothing_again(client, staff, secret):
    seen = code(secret)
    enter(client)
    give_code(client, seen)
    assert signed_in(client)
    client.logout()
    cache.clear()  # another process, or a cache that forgot
    enter(client)
    give_code(client, seen)
    assert not signed_in(client)
    assert recorded("staff.second_factor") == ["failed"]


def test_five_wrong_codes_lock_out_and_the_cache_has_no_part_in_it(client, staff, secret):
    enter(client)
    for _attempt in range(4):
        cache.clear()
        assert give_code(client, "000000").status_code == 200
    answer = give_code(client, "000000")
    assert answer.status_code == 429
    assert "確認コードが続けて入力された" in answer.content.decode()
    cache.clear()
    assert give_code(client, code(secret)).status_code == 429
    assert not signed_in(client)
    client.logout()
    assert enter(client).status_code == 429
    assert AuditEntry.objects.filter(action="staff.lock_out", object_key=str(staff.pk)).exists()


def test_wrong_passwords_and_wrong_codes_count_together(client, staff, secret):
    for _attempt in range(3):
        enter(client, password="x" * 12)
    enter(client)
    give_code(client, "000000")
    assert give_code(client, "000000").status_code == 429


def test_a_right_code_starts_the_count_anew(client, staff, secret):
    enter(client)
    for _attempt in range(4):
        give_code(client, "000000")
    give_code(client, code(secret))
    assert signed_in(client)
    assert not AccessAttempt.objects.exists()


def test_codes_and_passwords_are_not_kept_where_attempts_are_counted(client, staff, secret):
    enter(client, password="almost-my-password")
    enter(client)
    give_code(client, "87654321")
    kept = " ".join(AccessAttempt.objects.values_list("post_data", flat=True))
    assert kept
    assert "almost" not in kept
    assert "87654321" not in kept


def test_a_recovery_code_works_once_and_is_nowhere_in_clear(client, staff, secret):
    RecoveryCodes.activate(staff)
    stored = Authenticator.objects.get(user=staff, type="recovery_codes")
    codes = stored.wrap().generate_codes()
    assert not any(one in str(stored.data) for one in codes)
    enter(client)
    give_code(client, codes[0])
    assert signed_in(client)
    assert recorded("staff.use_recovery_code") == ["success"]
    client.logout()
    enter(client)
    give_code(client, codes[0])
    assert not signed_in(client)
    give_code(client, codes[1])
    assert signed_in(client)


# --- The session ----------------------------------------------------------------------------------------------------
def test_a_session_that_was_there_before_is_not_the_one_after(client, staff):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = planted = session.session_key
    enter(client)
    assert signed_in(client)
    assert client.session.session_key != planted
    client.cookies[django_settings.SESSION_COOKIE_NAME] = planted
    assert not signed_in(client)


def test_the_session_changes_with_the_second_factor_too(client, staff, secret):
    enter(client)
    before = client.session.session_key
    give_code(client, code(secret))
    assert client.session.session_key != before


def test_signing_out_leaves_nothing_that_opens(client, staff):
    enter(client)
    key = client.session.session_key
    client.post(reverse("account_logout"))
    client.cookies[django_settings.SESSION_COOKIE_NAME] = key
    assert not signed_in(client)


# --- Who has an account? --------------------------------------------------------------------------------------------
def test_a_wrong_number_a_wrong_password_and_a_closed_account_are_told_alike(client, staff):
    User.objects.create_user("200", password=PASSWORD, is_active=False)
    User.objects.create_user("300")  # no password was given yet
    answers = []
    for number in ("100", "200", "300", "nobody"):
        answer = enter(client, username=number, password="x" * 12)
        text = answer.content.decode().replace(f'value="{number}"', "").replace(str(answer.context["csrf_token"]), "")
        answers.append((answer.status_code, text))
    assert len(set(answers)) == 1


def test_a_number_that_nobody_has_costs_as_many_hashes(client, staff, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    def hashes(number):
        count.clear()
        enter(client, username=number, password="x" * 12)
        return len(count)

    count: list[int] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: count.append(1) or encode(*given))
    User.objects.create_user("300")  # no password was given yet
    assert hashes("100") == hashes("nobody") == hashes("300") == 1


def test_a_number_that_nobody_has_is_locked_out_like_any_other(client):
    answers = [enter(client, username="nobody", password="x" * 12).status_code for _attempt in range(5)]
    assert answers == [200] * 4 + [429]


def test_one_account_tried_from_many_places_is_slowed_down(client, staff):
    answers = [
        client.post(reverse("account_login"), {"login": "100", "password": "x" * 12}, REMOTE_ADDR=f"203.0.113.{n}")
        for n in range(1, 53)
    ]
    assert "入力の回数が多すぎます" in answers[-1].content.decode()
    assert "入力の回数が多すぎます" not in answers[0].content.decode()


# --- Where one is led ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_led_to_another_host(client, staff, settings, address):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, ".city.example.jp"]
    assert enter(client, next=address).url == HOME
    assert client.post(reverse("account_logout"), {"next": address}).url == reverse("account_login")


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nor_from_the_demo_accounts(client, staff, address):
    from wagtail import hooks

    with hooks.register_temporarily("register_demo_accounts", lambda: ["100"]):
        assert client.post(reverse("staff_demo"), {"username": "100", "next": address}).url == HOME


def test_the_way_back_to_where_one_was_stays(client, staff):
    assert enter(client, next="/admin/pages/?p=2").url == "/admin/pages/?p=2"
