"""The emulator's own settings: its own process, its own database file, nothing of the product but the bubbles.

`__main__.py` puts the command line into the environment before these are read.
"""

import hashlib
import os
from pathlib import Path

from django.utils.crypto import get_random_string

DATA_DIR = Path(os.environ.get("EMULATOR_DATA") or "var/emulator").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
PORT = int(os.environ.get("EMULATOR_PORT") or 8001)
SECRET_KEY = get_random_string(50)  # no session outlives the process
DEBUG = False
ALLOWED_HOSTS = ["*"]  # a machine for practice and tests; it holds nobody's data

INSTALLED_APPS = ["linebridge.emulator", "linebridge.bubbles", "django.contrib.staticfiles"]
MIDDLEWARE = ["whitenoise.middleware.WhiteNoiseMiddleware"]
ROOT_URLCONF = "linebridge.emulator.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "emulator.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語")]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/emulator/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 250 * 1024 * 1024  # the platform's own limit of 2 MB is checked by the calls

# --- The channel that a clone is born with --------------------------------------------------------------------------
CHANNEL_ID = os.environ.get("LINE_CHANNEL_ID") or "1234567890"
CHANNEL_SECRET = os.environ.get("LINE_CHANNEL_SECRET") or hashlib.md5(b"emulator", usedforsecurity=False).hexdigest()
LOGIN_CHANNEL_ID = os.environ.get("LINE_LOGIN_CHANNEL_ID") or "1234567891"
LOGIN_CHANNEL_SECRET = (
    os.environ.get("LINE_LOGIN_CHANNEL_SECRET") or hashlib.md5(b"emulator login", usedforsecurity=False).hexdigest()
)
CALLBACK_URLS = (os.environ.get("EMULATOR_CALLBACK_URLS") or "").split()
LIFF_ID = os.environ.get("LINE_LIFF_ID") or "1234567891-kairan01"
LIFF_URL = (os.environ.get("EMULATOR_LIFF_URL") or f"http://localhost:{PORT - 1}/liff/").rstrip("/")
WEBHOOK_URL = os.environ.get("EMULATOR_WEBHOOK_URL") or ""
TRAINING = os.environ.get("MODE") == "training"
ACCOUNT_NAME = os.environ.get("CITY_NAME") or "みどり市"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "CRITICAL"}
    },  # refusing is what it is there for; its own faults it logs itself
}
