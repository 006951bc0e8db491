"""Settings: from the environment alone (docs/for-operators). One file for demo, tests and production."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured

DATA = Path(os.environ.get("KARMIKA_DATA", "karmika-data")).resolve()


def _kept(variable: str, file_name: str) -> str:
    """A secret or a choice from the environment, else from a file of the data directory (secrets: mode 0600).

    Empty when there is neither: commands that make no use of it still run, the others say what is missing.
    """
    path = DATA / file_name
    return os.environ.get(variable) or (path.read_text().strip() if path.exists() else "")


SECRET_KEY = _kept("KARMIKA_SECRET_KEY", "secret.key")
KARMIKA_MASTER_KEY = _kept("KARMIKA_MASTER_KEY", "master.key")
KARMIKA_MASTER_KEY_FILE = None if os.environ.get("KARMIKA_MASTER_KEY") else DATA / "master.key"
KARMIKA_URL = os.environ.get("KARMIKA_URL", "http://127.0.0.1:8000").rstrip("/")
KARMIKA_DATA = DATA
KARMIKA_BACKUP_DIR = os.environ.get("KARMIKA_BACKUP_DIR", "")
DEBUG = False
ALLOWED_HOSTS = ["*"] if KARMIKA_URL.startswith("http://") else [urlsplit(KARMIKA_URL).hostname or ""]
# How many web servers stand before us and write X-Forwarded-For; addresses further left are anybody's claim.
KARMIKA_PROXIES = int(os.environ.get("KARMIKA_PROXIES") or (1 if KARMIKA_URL.startswith("https://") else 0))
KARMIKA_SECOND_FACTOR = _kept("KARMIKA_SECOND_FACTOR", "second-factor") or "required"
if KARMIKA_SECOND_FACTOR not in ("required", "offered", "off"):
    raise ValueError("KARMIKA_SECOND_FACTOR is required, offered or off")
KARMIKA_IDLE_MINUTES = int(os.environ.get("KARMIKA_IDLE_MINUTES") or 30)
SECURE_COOKIES = KARMIKA_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_COOKIES else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON; PRAGMA cache_size=-65536; "
    "PRAGMA wal_autocheckpoint=4000;"
)


def _databases() -> dict[str, dict[str, Any]]:
    url = os.environ.get("KARMIKA_DATABASE_URL") or f"sqlite:///{DATA / 'karmika.db'}"
    database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60))
    if database["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE: a transaction that reads and then writes must not find the file locked halfway.
        database["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": SQLITE_PRAGMAS}
    else:
        # prepare_threshold: lets kernel/statement.py keep its statements prepared; Django's own cursors prepare none
        options = {"options": "-c timezone=UTC -c synchronous_commit=on", "prepare_threshold": 1}
        database["OPTIONS"] = {**database.get("OPTIONS", {}), **options}
    return {"default": database}


DATABASES = _databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOM_APPS = [
    "karmika.ui.apps.UiConfig",
    "karmika.journal.apps.JournalConfig",
    "karmika.chain.apps.ChainConfig",
    "karmika.files.apps.FilesConfig",
    "karmika.areas.apps.AreasConfig",
    "karmika.access.apps.AccessConfig",
    "karmika.jobs.apps.JobsConfig",
    "karmika.measures.apps.MeasuresConfig",
    "karmika.intake.apps.IntakeConfig",
    "karmika.registry.apps.RegistryConfig",
    "karmika.referrals.apps.ReferralsConfig",
    "karmika.entitlements.apps.EntitlementsConfig",
    "karmika.groups.apps.GroupsConfig",
    "karmika.cases.apps.CasesConfig",
    "karmika.candidates.apps.CandidatesConfig",
    "karmika.outreach.apps.OutreachConfig",
    "karmika.programme.apps.ProgrammeConfig",
    "karmika.monitoring.apps.MonitoringConfig",
    "karmika.console.apps.ConsoleConfig",
    "karmika.odk.apps.OdkConfig",
]
INSTALLED_APPS = [
    *ROOM_APPS,
    "karmika.apps.HouseConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "karmika.ui.middleware.RequestLogMiddleware",
    "karmika.ui.middleware.SecurityHeadersMiddleware",
    "karmika.ui.middleware.PackMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "karmika.ui.middleware.BodySizeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "karmika.access.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "karmika.access.middleware.ViewerMiddleware",
]
ROOT_URLCONF = "karmika.urls"
WSGI_APPLICATION = "karmika.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "karmika.navigation.navigation",
            ],
        },
    },
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

AUTH_USER_MODEL = "access.Account"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "karmika.access.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "karmika.access.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username", "phone"}
ACCOUNT_RATE_LIMITS = False  # karmika/access/throttle.py counts: by account and address, in the database
MFA_ADAPTER = "karmika.access.adapter.SecondFactorAdapter"
ACCOUNT_SIGNUP_FIELDS = ["username*", "phone", "password1*"]
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["karmika.access.backends.UsernameOrPhoneBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
SESSION_ENGINE = "karmika.access.session_store"
SESSION_COOKIE_AGE = 12 * 3600  # since it began: karmika/access/sessions.py
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("te", "తెలుగు"), ("hi", "हिन्दी")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Kolkata"

KARMIKA_WITNESSES = os.environ.get("KARMIKA_WITNESSES", "")
KARMIKA_EMAIL_URL = os.environ.get("KARMIKA_EMAIL_URL", "")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"karmika@{urlsplit(KARMIKA_URL).hostname or 'localhost'}"
if KARMIKA_EMAIL_URL:
    try:
        _mail = dj_email_url.parse(KARMIKA_EMAIL_URL)
        globals().update(
            _mail, EMAIL_BACKEND=_mail["EMAIL_BACKEND"]
        )  # no such key: an unknown kind of server
    except (KeyError, ValueError) as error:  # without the address itself: it holds a password
        raise ImproperlyConfigured(
            "KARMIKA_EMAIL_URL is not an address like smtp://user:password@host:587/"
        ) from error
EMAIL_TIMEOUT = globals().get("EMAIL_TIMEOUT") or 10
"""The worker waits so long (seconds) for a mail server that does not answer: it has other things to do."""

STATIC_URL = "/static/"
FONTS = Path(__file__).parent.parent / "node_modules" / "@fontsource"
"""Where `make install` lays the fonts of the three scripts; without them pages take what the reader's machine has."""
STATICFILES_DIRS = [
    (f"fonts/{script}", str(FONTS / package / "files"))
    for script, package in (
        ("latin", "noto-sans"),
        ("telugu", "noto-sans-telugu"),
        ("devanagari", "noto-sans-devanagari"),
    )
    if (FONTS / package / "files").is_dir()
]
STATIC_ROOT = None  # served from the packages themselves; nothing has to be collected
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MAX_AGE = 24 * 3600  # our own files carry their version in the address (karmika/ui/assets.py)
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/fonts/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 200  # survey apps send a hundred photos beside the form in one part
KARMIKA_LOG_FORMAT = os.environ.get("KARMIKA_LOG_FORMAT") or "plain"
if KARMIKA_LOG_FORMAT not in ("plain", "json"):
    raise ValueError("KARMIKA_LOG_FORMAT is plain or json")
_AS_JSON = KARMIKA_LOG_FORMAT == "json"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "karmika.kernel.logs.Plain"}, "json": {"()": "karmika.kernel.logs.Json"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": KARMIKA_LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # every request has a line of its own in JSON: Django's word on the 4xx would be the second
        "django.request": {"level": "ERROR" if _AS_JSON else "WARNING"},
        "karmika.requests": {"level": "INFO" if _AS_JSON else "WARNING"},
        "gunicorn.error": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
