"""Refuses to start what is half configured. Each finding has an id (kairan.E…, kairan.W…) and says what to set.

Installed as an app, so that every management command and the web process ask it before they do anything.
"""

import hashlib
import os
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

MODES = ("development", "training", "production")
LINE_HOSTS = {
    "LINE_API_URL": "https://api.line.me",
    "LINE_DATA_API_URL": "https://api-data.line.me",
    "LINE_ACCESS_URL": "https://access.line.me",
}
EMULATOR_CHANNEL = "1234567890"
EMULATOR_SECRET = hashlib.md5(b"emulator", usedforsecurity=False).hexdigest()
EMULATORS_OWN = {
    "LINE_CHANNEL_ID": EMULATOR_CHANNEL,
    "LINE_CHANNEL_SECRET": EMULATOR_SECRET,
    "LINE_LOGIN_CHANNEL_ID": "1234567891",
    "LINE_LOGIN_CHANNEL_SECRET": hashlib.md5(b"emulator login", usedforsecurity=False).hexdigest(),
    "LINE_LIFF_ID": "1234567891-kairan01",
}
LIFF_SDK = "https://static.line-scdn.net/liff/edge/2/sdk.js"
SHORTEST_KEY = 50
NO_REAL_MAIL = ("filebased", "console", "dummy", "locmem")


class ChecksConfig(AppConfig):
    name = "cms"
    label = "kairan"
    verbose_name = "Kairan"

    def ready(self) -> None:
        register(configuration_is_complete, "kairan")


def configuration_is_complete(app_configs, **kwargs) -> list[CheckMessage]:
    """All findings for the mode we are to run in. Development needs nothing."""
    if settings.MODE not in MODES:
        return [_error("E001", f"MODE is {settings.MODE!r}.", "Set MODE to one of: " + ", ".join(MODES))]
    found = [*_folders()]
    if settings.MODE != "development":
        found += [*_secrets(), *_addresses(), *_mail(), *_city()]
    if settings.MODE == "production":
        found += [*_line_is_real(), *_parts()]
    if settings.MODE == "training":
        found += _line_is_the_emulator()
    return found


def _secrets() -> Iterator[CheckMessage]:
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's own word for an empty one
        key = ""
    if len(key) < SHORTEST_KEY or key.startswith("development-only"):
        yield _error(
            "E002",
            "SECRET_KEY is missing, short, or the one of a development clone.",
            'Make one: python -c "import secrets; print(secrets.token_urlsafe(50))"',
        )
    if settings.DEBUG:
        yield _error("E003", "DEBUG is on.", "Unset DEBUG. Its pages show settings and data to anybody.")


def _addresses() -> Iterator[CheckMessage]:
    hosts, site = settings.ALLOWED_HOSTS, urlsplit(settings.SITE_URL)
    if not hosts or "*" in hosts:
        yield _error("E004", "ALLOWED_HOSTS is empty or lets any name in.", "Set it to the host names of SITE_URL.")
    if site.scheme != "https":
        yield _error("E005", "SITE_URL does not begin with https://.", "LINE and LIFF need https. Set SITE_URL.")
    if hosts and not validate_host(site.hostname or "", hosts):
        yield _error("E006", "The host of SITE_URL is not in ALLOWED_HOSTS.", "Add it there.")
    if site.scheme == "https" and f"https://{site.netloc}" not in settings.CSRF_TRUSTED_ORIGINS:
        yield _error(
            "E019",
            "The origin of SITE_URL is not in CSRF_TRUSTED_ORIGINS.",
            "Add it there, or unset CSRF_TRUSTED_ORIGINS: behind the proxy no form could be sent.",
        )
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield _error("E020", "Cookies would travel without TLS.", "Take the two …_COOKIE_SECURE out of the settings.")
    if not settings.SECURE_SSL_REDIRECT:
        yield _warning("W001", "SECURE_SSL_REDIRECT is off.", "Leave it on unless the proxy redirects by itself.")


def _mail() -> Iterator[CheckMessage]:
    if any(name in settings.EMAIL_BACKEND for name in NO_REAL_MAIL):
        kind = _error if settings.MODE == "production" else _warning
        number = "E007" if settings.MODE == "production" else "W002"
        yield kind(
            number, "Mails to staff would go nowhere.", "Set EMAIL_URL, such as smtp://user:password@host:587/?tls=True"
        )
    if not settings.DEFAULT_FROM_EMAIL:
        yield _error("E008", "DEFAULT_FROM_EMAIL is empty.", "Set it to the address that staff see as the sender.")


def _city() -> Iterator[CheckMessage]:
    if not settings.CITY_NAME:
        yield _error("E009", "CITY_NAME is empty.", "Set it to the name that stands on every page.")


def _line_is_real() -> Iterator[CheckMessage]:
    if settings.EMULATOR_URL:
        yield _error("E010", "EMULATOR_URL is set in production.", "Unset it: residents' messages would go nowhere.")
    for name, address in (LINE_HOSTS | {"LIFF_SDK_URL": LIFF_SDK}).items():
        if getattr(settings, name) != address:
            yield _error("E011", f"{name} is not LINE's.", f"Unset it, or set it to {address}.")
    for name in EMULATORS_OWN:
        if not getattr(settings, name):
            yield _error("E012", f"{name} is empty.", "See docs/line-channel.md for where LINE shows it.")
    for name, value in EMULATORS_OWN.items():
        if getattr(settings, name) == value:
            yield _error("E013", f"{name} is the emulator's.", "Set it to what LINE shows: docs/line-channel.md.")
    if "linebridge.emulator" in settings.INSTALLED_APPS:
        yield _error("E014", "The emulator is installed in production.", "Take it out of INSTALLED_APPS.")


def _line_is_the_emulator() -> Iterator[CheckMessage]:
    for name in ("EMULATOR_URL", *LINE_HOSTS, "LIFF_SDK_URL"):
        host = urlsplit(getattr(settings, name)).hostname or ""
        if not host or host == "line.me" or host.endswith((".line.me", ".line-scdn.net")):
            yield _error(
                "E015", f"Training does not speak to LINE: {name}.", "Set EMULATOR_URL to the emulator's address."
            )
    for name, value in EMULATORS_OWN.items():
        if getattr(settings, name) != value:
            yield _error(
                "E016",
                f"Training takes nothing but the emulator's own {name}.",
                f"Unset {name}: with a real channel drills would reach residents.",
            )


def _parts() -> Iterator[CheckMessage]:
    sqlite = settings.DATABASE_ENGINE == "sqlite3"
    if sqlite:
        yield _warning("W003", "Production runs on SQLite.", "Set DATABASE_URL to PostgreSQL 15 or later.")
    if settings.SEVERAL_HOSTS and (sqlite or not settings.REDIS_URL):
        yield _error(
            "E017",
            "Several hosts share neither database nor queue.",
            "With SEVERAL_HOSTS set DATABASE_URL to PostgreSQL, and REDIS_URL.",
        )
    elif not settings.REDIS_URL:
        yield _warning("W004", "There is no REDIS_URL.", "Queue and rate then go through the database: one host only.")


def _folders() -> Iterator[CheckMessage]:
    for name in ("VAR_DIR", "MEDIA_ROOT"):
        folder = str(getattr(settings, name))
        if os.path.isdir(folder) and not os.access(folder, os.W_OK | os.X_OK):
            yield _error(
                "E018", f"{name} ({folder}) cannot be written.", "Give the process's user the right to write there."
            )


def _error(number: str, text: str, hint: str) -> CheckMessage:
    return Error(text, hint=hint, id=f"kairan.{number}")


def _warning(number: str, text: str, hint: str) -> CheckMessage:
    return Warning(text, hint=hint, id=f"kairan.{number}")
