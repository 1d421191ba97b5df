"""A half-configured installation does not start: each finding by its id."""

import pytest

from cms.checks import EMULATOR_SECRET, EMULATORS_OWN, LIFF_SDK, configuration_is_complete

PRODUCTION = {
    "MODE": "production",
    "DEBUG": False,
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": ["kairan.city.example.jp"],
    "SITE_URL": "https://kairan.city.example.jp",
    "CSRF_TRUSTED_ORIGINS": ["https://kairan.city.example.jp"],
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_SSL_REDIRECT": True,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "DEFAULT_FROM_EMAIL": "kairan@city.example.jp",
    "CITY_NAME": "みどり市",
    "EMULATOR_URL": "",
    "LINE_API_URL": "https://api.line.me",
    "LINE_DATA_API_URL": "https://api-data.line.me",
    "LINE_ACCESS_URL": "https://access.line.me",
    "LIFF_SDK_URL": LIFF_SDK,
    "LINE_CHANNEL_ID": "2000000000",
    "LINE_CHANNEL_SECRET": "0" * 32,
    "LINE_LOGIN_CHANNEL_ID": "2000000001",
    "LINE_LOGIN_CHANNEL_SECRET": "1" * 32,
    "LINE_LIFF_ID": "2000000001-abcdefgh",
    "DATABASE_ENGINE": "postgresql",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "SEVERAL_HOSTS": True,
}
TRAINING = PRODUCTION | {
    "MODE": "training",
    "EMULATOR_URL": "https://emulator.city.example.jp",
    "LINE_API_URL": "https://emulator.city.example.jp",
    "LINE_DATA_API_URL": "https://emulator.city.example.jp",
    "LINE_ACCESS_URL": "https://emulator.city.example.jp",
    "LIFF_SDK_URL": "https://emulator.city.example.jp/liff/sdk.js",
    **EMULATORS_OWN,
}


def ids(settings, values):
    for name, value in values.items():
        setattr(settings, name, value)
    return [finding.id.removeprefix("kairan.") for finding in configuration_is_complete(None)]


@pytest.mark.parametrize("values", [PRODUCTION, TRAINING, {"MODE": "development"}])
def test_a_complete_configuration_has_no_findings(settings, values):
    assert ids(settings, values) == []


@pytest.mark.parametrize(("changed", "expected"), [
    ({"MODE": "prod"}, ["E001"]),
    ({"SECRET_KEY": "short"}, ["E002"]),
    ({"SECRET_KEY": "development-only-" + "0" * 40}, ["E002"]),
    ({"DEBUG": True}, ["E003"]),
    ({"ALLOWED_HOSTS": []}, ["E004"]),
    ({"ALLOWED_HOSTS": ["*"]}, ["E004"]),
    ({"SITE_URL": "http://kairan.city.example.jp"}, ["E005"]),
    ({"ALLOWED_HOSTS": ["other.example.jp"]}, ["E006"]),
    ({"ALLOWED_HOSTS": [".city.example.jp"]}, []),
    ({"SECURE_SSL_REDIRECT": False}, ["W001"]),
    ({"SITE_URL": "https://www.city.example.jp"}, ["E006", "E019"]),
    ({"CSRF_TRUSTED_ORIGINS": []}, ["E019"]),
    ({"CSRF_TRUSTED_ORIGINS": ["http://kairan.city.example.jp"]}, ["E019"]),
    ({"SESSION_COOKIE_SECURE": False}, ["E020"]),
    ({"CSRF_COOKIE_SECURE": False}, ["E020"]),
    ({"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}, ["E007"]),
    ({"DEFAULT_FROM_EMAIL": ""}, ["E008"]),
    ({"CITY_NAME": ""}, ["E009"]),
    ({"EMULATOR_URL": "http://localhost:8001"}, ["E010"]),
    ({"LINE_API_URL": "http://localhost:8001"}, ["E011"]),
    ({"LIFF_SDK_URL": "http://localhost:8001/liff/sdk.js"}, ["E011"]),
    ({"LINE_CHANNEL_ID": ""}, ["E012"]),
    ({"LINE_CHANNEL_SECRET": ""}, ["E012"]),
    ({"LINE_LOGIN_CHANNEL_ID": ""}, ["E012"]),
    ({"LINE_LOGIN_CHANNEL_SECRET": ""}, ["E012"]),
    ({"LINE_ACCESS_URL": "http://localhost:8001"}, ["E011"]),
    ({"LINE_LIFF_ID": ""}, ["E012"]),
    ({"LINE_LIFF_ID": "1234567891-kairan01"}, ["E013"]),
    ({"LINE_LOGIN_CHANNEL_SECRET": EMULATORS_OWN["LINE_LOGIN_CHANNEL_SECRET"]}, ["E013"]),
    ({"LINE_CHANNEL_SECRET": EMULATOR_SECRET}, ["E013"]),
    ({"INSTALLED_APPS": ["linebridge.emulator"]}, ["E014"]),
    ({"REDIS_URL": ""}, ["E017"]),
    ({"REDIS_URL": "", "SEVERAL_HOSTS": False}, ["W004"]),
    ({"DATABASE_ENGINE": "sqlite3", "SEVERAL_HOSTS": False}, ["W003"]),
])  # fmt: skip
def test_each_gap_in_production_is_named(settings, changed, expected):
    assert ids(settings, PRODUCTION | changed) == expected


@pytest.mark.parametrize(("changed", "expected"), [
    ({"LINE_API_URL": "https://api.line.me"}, ["E015"]),
    ({"EMULATOR_URL": ""}, ["E015"]),
    ({"LINE_CHANNEL_ID": "2000000000"}, ["E016"]),
    ({"LINE_CHANNEL_SECRET": "0" * 32}, ["E016"]),
    ({"LINE_LOGIN_CHANNEL_ID": "2000000001"}, ["E016"]),
    ({"LINE_LOGIN_CHANNEL_SECRET": "1" * 32}, ["E016"]),
    ({"LINE_ACCESS_URL": "https://access.line.me"}, ["E015"]),
    ({"LINE_LIFF_ID": "2000000001-abcdefgh"}, ["E016"]),
    ({"LIFF_SDK_URL": "https://static.line-scdn.net/liff/edge/2/sdk.js"}, ["E015"]),
])  # fmt: skip
def test_training_takes_nothing_of_the_real_line(settings, changed, expected):
    assert ids(settings, TRAINING | changed) == expected


def test_each_finding_has_its_own_id_and_says_what_to_set(settings):
    settings.MODE = "production"  # with everything else as in a clone: nearly all of them at once
    findings = configuration_is_complete(None)
    assert {finding.id for finding in findings} >= {f"kairan.E0{n:02}" for n in (2, 5, 7, 10, 11, 13, 20)}
    assert all(finding.hint for finding in findings)


def test_a_folder_that_cannot_be_written_is_named(settings, tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    settings.MODE, settings.VAR_DIR, settings.MEDIA_ROOT = "development", tmp_path, "/nowhere"
    assert ids(settings, {}) == ["E018"]
