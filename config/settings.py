"""The one settings module. Everything that differs between machines comes from the environment.

docs/operations.md lists the variables; config/env.py says what to do when one is missing.
"""

import shlex
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF

from config import env

BASE_DIR = env.BASE_DIR
VAR_DIR = Path(env.text("CONCORD_VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.flag("DEBUG", default=False)
# The demonstration: embedded database and worker, invented people, passwords printed at start.
DEMONSTRATION = env.flag("DEMONSTRATION", default=not env.text("DATABASE_URL", ""))
SECRET_KEY = env.text(
    "SECRET_KEY",
    "demonstration-only-key-of-no-worth" if DEMONSTRATION else None,
    why="It signs sessions; the demonstration has one of its own, everything else needs a secret.",
)
# It replaces who is on an agency's list by marks, and seals the key to them.
PSEUDONYM_KEY = env.text("PSEUDONYM_KEY", SECRET_KEY)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost" if DEMONSTRATION else "")
_here = f"http://127.0.0.1:{env.text('PORT', '8000')}"
PUBLIC_ADDRESS = env.text("PUBLIC_ADDRESS", _here).rstrip("/")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "records",
    "pages",
    "organisations",
    "frameworks",
    "inspections",
    "judgements",
    "reports",
    "desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pages.middleware.NoNulMiddleware",
    "organisations.middleware.SessionLengthMiddleware",
    "pages.middleware.SignInMiddleware",
    "organisations.middleware.SecondFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pages.middleware.NoStoreMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pages.context.page_kit",
            ],
            "builtins": ["django.templatetags.static"],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ("govuk",)
CRISPY_TEMPLATE_PACK = "govuk"
CRISPY_FAIL_SILENTLY = False

# --- database -----------------------------------------------------------------------------------
_database = environ.Env().db_url_config(
    env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'concord.sqlite3'}")
)
if _database["ENGINE"].endswith("sqlite3"):
    # WAL and IMMEDIATE belong together: with WAL alone, a read that becomes a write fails at once
    # with "database is locked". Twenty seconds is for the slowest laptop with a virus scanner.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # A connection for every request costs twelve times the reads of a persistent one.
    _database["CONN_MAX_AGE"] = 600
    _database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The role that the application works as on PostgreSQL. It owns nothing, so row-level security
# binds it.
APPLICATION_ROLE = env.text("APPLICATION_ROLE", "concord_app")

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    }
    if DEMONSTRATION
    else {
        # Rate limits of the sign-in are counted here. In the database, so that they are the same
        # in every process and that Redis may be down without anybody noticing.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "records_cache",
    }
}

# --- who is it ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = ["organisations.adapters.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_ADAPTER = "organisations.adapters.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# Otherwise a subject begins with the Host that the request named, which is anybody's word.
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
# Besides those of the sign-in: how often one network address may ask for another format.
ACCOUNT_RATE_LIMITS = {"format_request": "5/h/ip"}
MFA_ADAPTER = "organisations.adapters.EncryptedMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# A second factor for everyone; the demonstration lets people in with a password alone.
MFA_REQUIRED = env.flag("MFA_REQUIRED", default=not DEMONSTRATION)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"

# --- sessions and headers -----------------------------------------------------------------------
_https = PUBLIC_ADDRESS.startswith("https://")
SESSION_ENGINE = "organisations.sessions"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_NAME = "__Host-session" if _https else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _https else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "pages.errors.csrf_failure"
# The proxy that ends TLS adds the caller's address to X-Forwarded-For: rate limits count that
# one, and nothing that a caller writes there.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _https else 0
SECURE_SSL_REDIRECT = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_PERMISSIONS = 0o640

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "var" / "assets"]
WHITENOISE_USE_FINDERS = DEMONSTRATION or DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = VAR_DIR / "media"
# What is uploaded goes to the disk as it arrives, beside where it will stay; see pages/uploads.py.
FILE_UPLOAD_TEMP_DIR = MEDIA_ROOT / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_HANDLERS = [
    "pages.uploads.LimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
LARGEST_UPLOAD = 25 * 1024 * 1024
# The command that scans a file; the path is added to it. It ends with 0 for clean, 1 for infected.
VIRUS_SCANNER = shlex.split(env.text("VIRUS_SCANNER", ""))

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]

# --- mail ---------------------------------------------------------------------------------------
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_BACKEND = env.text(
    "EMAIL_BACKEND",
    f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend",
)
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
# A server of mail that does not answer must not hold a request or a worker for ever.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Concord <no-reply@concord.invalid>")

# --- jobs ---------------------------------------------------------------------------------------
REDIS_URL = env.text("REDIS_URL", "")
CELERY_BROKER_URL = REDIS_URL or "memory://localhost//"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 300, "socket_timeout": 2, "socket_connect_timeout": 2}
    if REDIS_URL
    else {}
)
CELERY_BEAT_SCHEDULE = {
    "relay": {"task": "records.relay", "schedule": 1.0, "options": {"expires": 5}},
    # Whoever has not acknowledged a safeguarding concern within the hour is told again.
    "remind_of_concerns": {
        "task": "inspections.remind_of_concerns",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "sweep files": {"task": "inspections.sweep_files", "schedule": 3600.0},
}

# --- the product --------------------------------------------------------------------------------
CONCORD_NAVIGATION = [
    {"label": "Home", "url": "desk:home", "audience": "all"},
    {"label": "Inspections", "url": "inspections:list", "audience": "members"},
    {"label": "Frameworks", "url": "frameworks:list", "audience": "all"},
    {"label": "People", "url": "organisations:people", "audience": "admin"},
    {"label": "Published reports", "url": "published:list", "audience": "all"},
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "WARNING"},
        "celery": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
