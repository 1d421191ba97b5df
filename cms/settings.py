"""All settings of Kairan, in one file, read from the environment.

`MODE` decides how strict we are: `development` (a clone: demo accounts, the emulator, SQLite), `training` (the
cities' training environment: the emulator, everything marked 【訓練環境】) or `production`. `cms/checks.py` refuses to
start what is half configured; `docs/deployment.md` lists every variable.
"""

import hashlib
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE

from cms.rooms import INSTALLED_APPS as INSTALLED_APPS

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))  # everything we write that is not media
VAR_DIR.mkdir(parents=True, exist_ok=True)

# --- Which kind of installation -------------------------------------------------------------------------------------
MODE = env("MODE", default="development")
DEVELOPMENT = MODE == "development"
PRODUCTION = MODE == "production"
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="development-only-" + "0" * 40 if DEVELOPMENT else "")
PORT = env.int("PORT", default=8000)
SITE_URL = env("SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"] if DEVELOPMENT else []
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
SEVERAL_HOSTS = env.bool("SEVERAL_HOSTS", default=False)  # then PostgreSQL and Redis are a must
CITY_NAME = env("CITY_NAME", default="みどり市" if DEVELOPMENT else "")
CITY_DEPARTMENT = env(
    "CITY_DEPARTMENT", default="koho" if DEVELOPMENT else ""
)  # code; its address stands in every footer
SOCIAL_FONT = env("SOCIAL_FONT", default="")  # a Japanese font for drawn pictures

# --- Requests --------------------------------------------------------------------------------------------------------
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "site_pages.mirror.answer.AnswerFromMirror",  # outside everything that asks the database
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.audit.middleware.AuditMiddleware",
    "cms.users.middleware.AdminPolicyMiddleware",
    "cms.users.middleware.SessionEndMiddleware",
    "cms.users.middleware.SignInCompleteMiddleware",
    "cms.users.middleware.DepartmentReachMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database, queue, cache -----------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'kairan.sqlite3'}")}
DATABASE_ENGINE = DATABASES["default"]["ENGINE"].rsplit(".", 1)[-1]
# A server that swallows packets is given up after seconds, by who connects and by who holds a connection already:
# LINE's webhook then goes to the spool. None of this ends a query that merely takes long. `DATABASE_URL` may override.
POSTGRESQL_OPTIONS = {
    "connect_timeout": 5,  # seconds, for each address of the server
    "tcp_user_timeout": 5000,  # milliseconds that something sent may stay unacknowledged
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
if DATABASE_ENGINE == "sqlite3":
    # Several processes share the file: one short write lock for each transaction, a durable log.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = POSTGRESQL_OPTIONS | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
REDIS_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 1}  # seconds; LINE's webhook waits two in all
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": REDIS_OPTIONS,
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # sign-out everywhere needs to find every session

# Tasks carry ids only; rows are the truth. `retry` must stay above `timeout`, else a running task starts twice.
Q_CLUSTER = {
    "name": "kairan",
    "workers": env.int("WORKERS", default=2),
    "timeout": 900,
    "retry": 1000,
    "max_attempts": 3,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": 1000,
    "poll": 0.2,
    "has_replica": False,
    "ALT_CLUSTERS": {
        "urgent": {"workers": env.int("URGENT_WORKERS", default=1), "timeout": 900, "retry": 1000, "poll": 0.2}
    },
} | ({"redis": REDIS_URL} if REDIS_URL else {"orm": "default"})

# --- People ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "cms.users.sign_in.StaffBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian makes no user of its own
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/admin/"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILUSERS_PASSWORD_ENABLED = False  # an administrator gives a one-time password instead
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

SECOND_FACTOR_REQUIRED = not DEVELOPMENT
STAFF_IDLE_SECONDS = env.int("STAFF_IDLE_SECONDS", default=30 * 60)
STAFF_SESSION_SECONDS = env.int("STAFF_SESSION_SECONDS", default=12 * 60 * 60)
SESSION_COOKIE_AGE = STAFF_SESSION_SECONDS

ACCOUNT_ADAPTER = "cms.users.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {
    "login": "cms.users.forms.SignInForm",
    "change_password": "cms.users.forms.ChangePasswordForm",
    "reauthenticate": "cms.users.forms.PasswordAgainForm",
}
ACCOUNT_RATE_LIMITS = {  # a city hall stands behind one address; axes counts wrong passwords from one place
    "login": "120/m/ip",
    "login_failed": "60/m/ip,50/h/key",
}
MFA_ADAPTER = "cms.users.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT
MFA_FORMS = {
    "authenticate": "cms.users.forms.CodeForm",
    "reauthenticate": "cms.users.forms.CodeAgainForm",
    "activate_totp": "cms.users.forms.AppForm",
    "add_webauthn": "cms.users.forms.NewPasskeyForm",
    "edit_webauthn": "cms.users.forms.PasskeyForm",
    "login_webauthn": "cms.users.forms.PasskeySignInForm",
}

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a stranger elsewhere cannot lock a member of staff out
AXES_LOCKOUT_CALLABLE = "cms.users.lock_out.lock_out"
AXES_CLIENT_IP_CALLABLE = "cms.audit.write.client_ip"
AXES_USERNAME_CALLABLE = "cms.users.lock_out.username_of"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # the audit log tells it
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "code"]  # beside the password: not kept as typed

# --- Language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語")]
RESIDENT_LANGUAGES = [  # of receive settings and messages; where a wording is missing, the Japanese one stands
    ("ja", "日本語"),
    ("ja-easy", "やさしい日本語"),
    ("en", "English"),
    ("zh-hans", "中文（简体）"),
    ("zh-hant", "中文（繁體）"),
    ("ko", "한국어"),
    ("vi", "Tiếng Việt"),
]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "cms" / "package_locale"]  # what Wagtail and other packages leave in English

# --- Files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(VAR_DIR / "static"))
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a folder that is missing
MEDIA_URL = "/media/"
MEDIA_ROOT = env("MEDIA_ROOT", default=str(BASE_DIR / "media"))
MIRROR_ROOT = env("MIRROR_ROOT", default=str(VAR_DIR / "mirror"))
PRIVATE_ROOT = env("PRIVATE_ROOT", default=str(VAR_DIR / "private"))  # for staff only; no web server shows it
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_ROOT}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEVELOPMENT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEVELOPMENT
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's editor posts many

# --- Mail out -------------------------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}")
vars().update(EMAIL_CONFIG)
if DEVELOPMENT and "EMAIL_URL" not in env.ENVIRON:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 10  # seconds: whoever waits for a screen does not wait for a server that is away
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="kairan@example.jp" if DEVELOPMENT else "")

# --- LINE -----------------------------------------------------------------------------------------------------------
# In development and training LINE is the emulator, a process of its own on the next port.
EMULATOR_URL = env("EMULATOR_URL", default=f"http://localhost:{PORT + 1}" if not PRODUCTION else "").rstrip("/")
LINE_API_URL = env("LINE_API_URL", default=EMULATOR_URL or "https://api.line.me").rstrip("/")
LINE_DATA_API_URL = env("LINE_DATA_API_URL", default=EMULATOR_URL or "https://api-data.line.me").rstrip("/")
LINE_CHANNEL_ID = env("LINE_CHANNEL_ID", default="1234567890" if not PRODUCTION else "")
LINE_CHANNEL_SECRET = env(
    "LINE_CHANNEL_SECRET", default=hashlib.md5(b"emulator", usedforsecurity=False).hexdigest() if not PRODUCTION else ""
)
LINE_ACCESS_URL = env("LINE_ACCESS_URL", default=EMULATOR_URL or "https://access.line.me").rstrip("/")  # in browsers
LINE_LOGIN_CHANNEL_ID = env("LINE_LOGIN_CHANNEL_ID", default="1234567891" if not PRODUCTION else "")
LINE_LOGIN_CHANNEL_SECRET = env(
    "LINE_LOGIN_CHANNEL_SECRET",
    default=hashlib.md5(b"emulator login", usedforsecurity=False).hexdigest() if not PRODUCTION else "",
)
LINE_LIFF_ID = env("LINE_LIFF_ID", default="1234567891-kairan01" if not PRODUCTION else "")
LIFF_SDK_URL = env(
    "LIFF_SDK_URL",
    default=f"{EMULATOR_URL}/liff/sdk.js" if EMULATOR_URL else "https://static.line-scdn.net/liff/edge/2/sdk.js",
)
LINE_MULTICASTS_PER_SECOND = env.int("LINE_MULTICASTS_PER_SECOND", default=200)
HALT_FILE = Path(env("HALT_FILE", default=str(VAR_DIR / "HALT")))  # while it exists nothing is sent, database or not
DELIVERY_UNDO = timedelta(seconds=env.int("DELIVERY_UNDO_SECONDS", default=0 if DEVELOPMENT else 60))  # before "now"
DELIVERY_GRACE = timedelta(minutes=env.int("DELIVERY_GRACE_MINUTES", default=30))  # later than this: people look first
DELIVERY_LIFE = timedelta(hours=env.int("DELIVERY_LIFE_HOURS", default=24))  # nothing goes out after that
DELIVERY_LEASE = timedelta(seconds=env.int("DELIVERY_LEASE_SECONDS", default=60))  # must exceed LINE's 10 seconds
DELIVERY_THREADS = env.int("DELIVERY_THREADS", default=8)  # requests at once in one sender process

# --- Wagtail --------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = CITY_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.workflow.finish.finish"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILAPI_LIMIT_MAX = 100
WAGTAILAPI_BASE_URL = SITE_URL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}}

# --- Security headers -----------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEVELOPMENT)
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked on the host itself, without the proxy
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=not DEVELOPMENT) else None
)
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEVELOPMENT
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEVELOPMENT
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# The staff screens, where Wagtail sets `style` attributes from its scripts, its choosers and dates start themselves by
# a script in the page (docs/decisions/0008), and the preview stands in a frame. No handler in an attribute ever runs.
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "script-src-attr": [NONE],
    "style-src": [SELF, UNSAFE_INLINE],
    "frame-src": [SELF],
}

# --- Logs: one line each, on stdout ---------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "bare": {"format": "%(message)s"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "stdout": {"class": "logging.StreamHandler", "formatter": "bare", "stream": "ext://sys.stdout"},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    # Their lines at INFO are many, and name titles and people; what staff do stands in the audit log. A page that is
    # not found is a warning of Django's: passers-by ask for thousands.
    "loggers": {name: {"level": "WARNING"} for name in ("wagtail", "django_tasks", "axes", "django-q")}
    | {"django.request": {"level": "ERROR"}}
    | {"kairan.audit": {"handlers": ["stdout"], "level": "INFO", "propagate": False}},
}
