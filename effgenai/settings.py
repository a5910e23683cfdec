"""The settings of the whole product. Every variable read here stands in docs/settings.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from kombu import Queue

from effgenai import env
from effgenai.observing.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / ".data")))

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY", "for-development-only" if DEBUG else None)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", "")
# Receipts outlive sessions and links, so they can have a key of their own.
RECEIPT_KEY = env.text("RECEIPT_KEY", "") or SECRET_KEY
RECEIPT_KEY_FALLBACKS = env.words("RECEIPT_KEY_FALLBACKS", "")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
ALLOWED_HOSTS = [*dict.fromkeys([*ALLOWED_HOSTS, urlsplit(SITE_URL).hostname or "localhost"])]
SECURE = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",  # allauth's pages of passkeys use its filters
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "effgenai.ui",
    "effgenai.storage",
    "effgenai.accounts",
    "effgenai.conferences",
    "effgenai.audit",
    "effgenai.files",
    "effgenai.archive",
    "effgenai.mail",
    "effgenai.operations",
    "submissions",
    "reviews",
    "program",
    "demo",
]

MIDDLEWARE = [
    "effgenai.observing.middleware.ObservingMiddleware",
    "effgenai.conferences.web.hosts.HostMiddleware",
    "effgenai.conferences.middleware.RequestTimeMiddleware",
    "effgenai.ui.web.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "effgenai.ui.web.readable.ReadableRequestMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "effgenai.ui.web.methods.MethodsMiddleware",
    "effgenai.conferences.middleware.ConferenceMiddleware",
    "effgenai.storage.http.WholeFilesMiddleware",
]

ROOT_URLCONF = "effgenai.urls"
WSGI_APPLICATION = "effgenai.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["effgenai.ui.web.loaders.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "effgenai.conferences.context.conference",
            ],
            "builtins": [
                "django.templatetags.static",
                "effgenai.ui.templatetags.ui",
                "effgenai.ui.templatetags.tables",
                "effgenai.conferences.templatetags.conferences",
            ],
        },
    },
]
FORM_RENDERER = "effgenai.ui.forms.renderer.FieldRenderer"

# --- Database, cache, broker -------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL")}
DATABASE_APP_URL = env.text("DATABASE_APP_URL", "")
DATABASES["default"]["CONN_MAX_AGE"] = env.integer("DATABASE_CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": env.integer("DATABASE_CONNECT_SECONDS", 5),
    # A network that has gone silent is noticed within half a minute.
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    **DATABASES["default"]["OPTIONS"],
}
# Kept by effgenai/resilience/database/limits.py, for the kind of process that this is.
DATABASE_WEB_SECONDS = env.integer("DATABASE_WEB_SECONDS", 30)
DATABASE_LOCK_SECONDS = env.integer("DATABASE_LOCK_SECONDS", 10)
DATABASE_IDLE_SECONDS = env.integer("DATABASE_IDLE_SECONDS", 60)
DATABASE_WORKER_SECONDS = env.integer("DATABASE_WORKER_SECONDS", 600)

REDIS_URL = env.text("REDIS_URL")
CACHES = {"default": {"BACKEND": "effgenai.resilience.giving_way.GivingWayCache", "LOCATION": REDIS_URL}}
# What /readyz asks for: room for uploads, and mail that is taken up in time.
READY_FREE_MB = env.integer("READY_FREE_MB", 500)
READY_QUEUE_MINUTES = env.integer("READY_QUEUE_MINUTES", 15)
KEEP_PAGES_SECONDS = env.integer("KEEP_PAGES_SECONDS", 60)
# Not in the cache as well: one that was away would still let in whoever has signed out meanwhile.
SESSION_ENGINE = "django.contrib.sessions.backends.db"

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # workers wait for the broker for as long as it takes
# A page that tells workers of something waits for a broker that hangs for this long and not again.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 2,
    "socket_timeout": 3,
    "max_retries": 1,
    "interval_start": 0.1,
}
CELERY_TASK_PUBLISH_RETRY = False  # the next round finds what was not told: effgenai/resilience/nudges.py
# What computes for minutes has a queue and workers of its own, so that no mail waits behind it. A worker
# that is started without saying which takes both.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("engines")]
CELERY_TASK_ROUTES = {
    name: {"queue": "engines"}
    for name in ("reviews.tasks.make_draft", "reviews.tasks.read_texts", "program.tasks.make_plan")
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    # Mail is nudged at once after each transaction; this round finds what a crash left behind.
    "deliver-mail": {"task": "effgenai.mail.tasks.deliver_due_mail", "schedule": 60.0},
    "write-letters": {"task": "effgenai.mail.tasks.write_unwritten_letters", "schedule": 60.0},
    "remind-authors": {
        "task": "submissions.tasks.remind_authors_of_drafts",
        "schedule": crontab(minute="*/10"),
    },
    "remind-reviewers": {"task": "reviews.tasks.remind_reviewers", "schedule": crontab(minute="*/10")},
    "release-what-is-due": {"task": "reviews.tasks.release_what_is_due", "schedule": 60.0},
    "read-texts": {"task": "reviews.tasks.read_texts", "schedule": crontab(minute="*/10")},
    "resume-drafts": {"task": "reviews.tasks.resume_drafts", "schedule": 60.0},
    "resume-plans": {"task": "program.tasks.resume_plans", "schedule": 60.0},
    "resume-site-exports": {"task": "effgenai.archive.tasks.resume_exports", "schedule": 60.0},
    "check-files": {
        "task": "effgenai.storage.tasks.check_stored_files",
        "schedule": crontab(hour=3, minute=17),
    },
    "forget-sent-forms": {
        "task": "effgenai.conferences.tasks.forget_sent_forms",
        "schedule": crontab(minute="17"),
    },
    "forget-unused-stars": {
        "task": "program.tasks.clear_unused_stars",
        "schedule": crontab(hour=3, minute=35),
    },
    "note-beat": {"task": "effgenai.operations.tasks.note_beat", "schedule": 60.0},
    "forget-failures": {
        "task": "effgenai.operations.tasks.forget_failures",
        "schedule": crontab(hour="3", minute="20"),
    },
    "forget-ended-sessions": {
        "task": "effgenai.accounts.tasks.forget_ended_sessions",
        "schedule": crontab(hour=3, minute=30),
    },
    "keep-site-copies": {"task": "effgenai.archive.tasks.keep_copies", "schedule": 300.0},
    "verify-record": {"task": "effgenai.audit.tasks.verify_record", "schedule": crontab(minute=40, hour=3)},
}

# --- Accounts ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "effgenai.mail.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "effgenai.accounts.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False  # mail scanners follow links; a person presses the button
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 10
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or address is told to its owner
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # addresses; allauth asks for passkeys and codes by itself
# By network, or by address and network together: by an address alone, anybody could keep its owner out.
# How many mails an address gets is limited in effgenai.mail.accounts.limits.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = (
    {"reset_password": "20/m/ip", "poster_vote": "60/5m/ip", "talk_feedback": "300/5m/ip"}
    if env.flag("RATE_LIMITS", default=True)
    else False
)
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "effgenai.accounts.sign_in.adapter.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "effgenai.accounts.sign_in.codes.CodeForm",
    "reauthenticate": "effgenai.accounts.sign_in.codes.CodeAgainForm",
    "login_webauthn": "effgenai.accounts.sign_in.passkeys.LoginForm",
    "authenticate_webauthn": "effgenai.accounts.sign_in.passkeys.AuthenticateForm",
    "reauthenticate_webauthn": "effgenai.accounts.sign_in.passkeys.ReauthenticateForm",
    "add_webauthn": "effgenai.accounts.sign_in.passkeys.AddForm",
    "edit_webauthn": "effgenai.accounts.sign_in.passkeys.PasskeyNameForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "EffGenAI"

# --- Mail --------------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
MAIL_URL = env.smtp("EMAIL_URL", "smtp://127.0.0.1:1025")
EMAIL_HOST = MAIL_URL["EMAIL_HOST"]
EMAIL_PORT = MAIL_URL["EMAIL_PORT"]
EMAIL_HOST_USER = MAIL_URL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = MAIL_URL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_SSL = MAIL_URL["EMAIL_USE_SSL"]
EMAIL_USE_TLS = MAIL_URL["EMAIL_USE_TLS"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "EffGenAI <conference@localhost.localdomain>")
MAIL_PEOPLE_PER_DAY = env.integer("MAIL_PEOPLE_PER_DAY", 300)
MAIL_PEOPLE_PER_DAY_CHAIRS = env.integer("MAIL_PEOPLE_PER_DAY_CHAIRS", 5000)
MAIL_DOMAIN = env.text("MAIL_DOMAIN", "localhost.localdomain")

# --- Files -------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "effgenai.ui.web.typefaces.finder.TypefacesFinder",
]
TYPEFACES_DIR = BASE_DIR / "build"
MEDIA_ROOT = DATA_DIR / "files"
FILES_BUCKET = env.text("FILES_BUCKET", "")
_FILES: dict[str, Any] = (
    {
        "BACKEND": "effgenai.storage.backends.bucket.WholeObjects",
        "OPTIONS": {"bucket_name": FILES_BUCKET, "default_acl": None},
    }
    if FILES_BUCKET
    else {"BACKEND": "effgenai.storage.backends.disk.WholeFiles", "OPTIONS": {"location": str(MEDIA_ROOT)}}
)
SITE_EXPORT_DIR = env.text("SITE_EXPORT_DIR", "")
STORAGES = {
    "default": _FILES,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MAX_UPLOAD_BYTES = env.integer("MAX_UPLOAD_MB", 50) * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # bulk forms over thousands of papers
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "effgenai.storage.uploads.UploadHandler",
]

# --- Time and language -------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

# --- Security ----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "object-src": [NONE],
    },
}
X_FRAME_OPTIONS = "SAMEORIGIN"  # the review page shows the PDF beside the form
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "effgenai.ui.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# Rate limits count by the address that the last of our proxies saw, not by the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXIES", 0)
if SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", 31_536_000)
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # addresses are unique by a constraint on their lower case, which the check does not read
    "security.W008",  # Caddy redirects plain HTTP; the application never listens on it in public
]

# --- Observing ---------------------------------------------------------------------------------------
ADMINS = [("", address) for address in env.words("ADMINS", "")]
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_SUBJECT_PREFIX = f"[{urlsplit(SITE_URL).hostname}] "
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
LOGGING = logging_settings(
    form=env.choice("LOG_FORMAT", "json", {"json", "lines"}),
    level=env.text("LOG_LEVEL", "INFO"),
    admins=bool(ADMINS),
)
SENTRY_DSN = env.text("SENTRY_DSN", "")
if SENTRY_DSN:
    from effgenai.observing.sentry import report_to  # the package is loaded only where it is used

    report_to(SENTRY_DSN)
