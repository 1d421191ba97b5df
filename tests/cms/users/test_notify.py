"""Whoever's sign-in is changed gets a mail about it, by SMTP; without secrets, and a mail that fails breaks nothing."""

import time

import pytest
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.urls import reverse

from cms.audit.models import AuditEntry
from cms.users import reset
from cms.users.models import User
from tests.cms.users.test_sign_in import code
from tests.house.staff_samples import _passkey
from tests.mail_server import mail_server

BACKEND = "cms.users.sign_in.StaffBackend"
OLD, NEW = "midori-demo-2026", "kawauso-no-kawa-88"


@pytest.fixture
def mails(settings):
    settings.AUTH_PASSWORD_VALIDATORS = []
    with mail_server(settings) as server:
        yield server


@pytest.fixture
def aoi(own_town, client):
    """Aoi, who gave the password a moment ago."""
    own_town.aoi.set_password(OLD)
    own_town.aoi.save()
    client.force_login(own_town.aoi, BACKEND)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "username": "aoi"}]
    session["account_authentication_methods_user"] = user_id_to_str(own_town.aoi)
    session.save()
    return client


@pytest.fixture
def admin(own_town, client):
    client.force_login(own_town.admin, BACKEND)
    return client


def change_password(client):
    client.post(reverse("account_change_password"), {"oldpassword": OLD, "password1": NEW, "password2": NEW})


def set_up_app(client):
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})


def take_app_away(client):
    TOTP.activate(User.objects.get(username="aoi"), generate_totp_secret())
    client.post(reverse("mfa_deactivate_totp"))


def make_codes(client):
    user = User.objects.get(username="aoi")
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    client.post(reverse("mfa_generate_recovery_codes"))


def remove_passkey(client):
    key = WebAuthn.add(User.objects.get(username="aoi"), "鍵", _passkey()).instance
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))


@pytest.mark.parametrize(("act", "told"), [
    (change_password, "パスワードが変更されました"),
    (set_up_app, "認証アプリが設定されました"),
    (take_app_away, "認証アプリの設定が解除されました"),
    (make_codes, "予備コードが新しく作られました"),
    (remove_passkey, "パスキーが削除されました"),
])  # fmt: skip
def test_what_a_person_changes_is_told_to_them_once(aoi, mails, act, told):
    act(aoi)
    [mail] = mails.to("aoi@example.jp")
    text = mail.get_content()
    assert mail["Subject"].strip() == "【重要】ログイン方法の変更のお知らせ"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert told in text
    assert "変更した人： ご本人" in text
    assert "心当たりがない場合は" in text
    assert "http" not in text


def test_no_secret_is_in_a_mail(aoi, mails, own_town):
    change_password(aoi)
    make_codes(aoi)
    secrets = [OLD, NEW, *RecoveryCodes.activate(own_town.aoi).generate_codes()]
    text = "".join(mail.as_string() + mail.get_content() for mail in mails.mails)
    assert len(mails.mails) == 2
    assert [secret for secret in secrets if secret in text] == []


def test_what_an_administrator_resets_is_told_with_the_name(admin, mails, own_town):
    page = admin.post(reverse("wagtailusers_users:reset_password", args=[own_town.aoi.pk]))
    admin.post(reverse("wagtailusers_users:reset_second_factor", args=[own_town.aoi.pk]))
    given, factor = (mail.get_content() for mail in mails.to("aoi@example.jp"))
    assert "一回限りのパスワードが発行されました" in given
    assert "変更した人： 安藤 実（職員番号 admin）" in given
    assert page.context["password"] not in given
    assert "すべて解除されました" in factor
    assert mails.to("admin@example.jp") == []


def test_a_new_address_is_told_to_the_old_one(admin, mails, own_town):
    aoi = own_town.aoi
    values = {"username": "aoi", "last_name": "青木", "first_name": "あおい", "email": "new@example.jp",
              "department": aoi.department_id, "active_until": "", "is_active": "on",
              "roles": [group.pk for group in aoi.groups.filter(role__isnull=False)]}  # fmt: skip
    admin.post(reverse("wagtailusers_users:edit", args=[aoi.pk]), values)
    assert User.objects.get(username="aoi").email == "new@example.jp"
    [mail] = mails.to("aoi@example.jp")
    assert "別のアドレスに届きます" in mail.get_content()


def test_whoever_has_no_address_gets_none_and_the_act_stands(admin, mails, own_town):
    User.objects.filter(pk=own_town.aoi.pk).update(email="")
    assert admin.post(reverse("wagtailusers_users:reset_password", args=[own_town.aoi.pk])).status_code == 200
    assert mails.mails == []


@pytest.mark.parametrize("away", [True, False])
def test_a_mail_that_fails_breaks_nothing_and_is_logged(admin, mails, own_town, caplog, away):
    mails.refuses = True
    if away:
        mails.shutdown()
        mails.server_close()
    answer = admin.post(reverse("wagtailusers_users:reset_password", args=[own_town.aoi.pk]))
    assert answer.context["password"]
    assert User.objects.get(username="aoi").must_change_password
    [line] = [record for record in caplog.records if record.name == "cms.users.notify"]
    assert line.levelname == "ERROR"
    assert "aoi@example.jp" not in line.getMessage()


def test_nothing_is_sent_before_the_commit_or_after_a_rollback(mails, own_town):
    class Stop(Exception):
        pass

    with pytest.raises(Stop), transaction.atomic():
        reset.reset_password(own_town.aoi, by=own_town.admin)
        assert mails.mails == []
        raise Stop
    assert mails.mails == []
    assert not AuditEntry.objects.filter(action="staff.reset_password").exists()


def test_a_change_of_recovery_codes_is_on_record(aoi, mails):
    make_codes(aoi)
    assert AuditEntry.objects.filter(action="staff.make_recovery_codes", actor__username="aoi").count() == 1
