"""Settings, all from the environment (or `.env`): nothing here is about any one board."""

from pathlib import Path

from csp.constants import NONE, SELF
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(BASE_DIR / ".env")

VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")  # everything that the installation itself writes
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("GOLDEN_THREAD_DEMO", False)  # demonstration accounts exist only where this is true
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "golden thread demonstration")
SECRET_KEY = env.str("SECRET_KEY", "insecure-key-for-tests-only" if DEBUG or DEMO else "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "reports.apps.ReportsConfig",
    "priorities.apps.PrioritiesConfig",
    "performance.apps.PerformanceConfig",
    "partnerships.apps.PartnershipsConfig",
    "snb.apps.BoardConfig",
    "guardian",
    "simple_history",
    "django_q",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "snb.middleware.PlainRefusals",
]

ROOT_URLCONF = "snb.urls"
WSGI_APPLICATION = "snb.wsgi.application"

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
                "snb.context.page_frame",
            ],
            "builtins": ["snb.templatetags.govuk"],
        },
    }
]
FORM_RENDERER = "snb.govuk.GovukRenderer"

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'golden-thread.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Immediate transactions with a write-ahead log: readers never wait, writers queue instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }

AUTH_USER_MODEL = "snb.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "snb.backends.AppointmentBackend",
    "snb.backends.GrantBackend",
]
ANONYMOUS_USER_NAME = None  # guardian: nobody signed out holds a grant
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "reports:home"
LOGOUT_REDIRECT_URL = "sign-in"
SESSION_COOKIE_AGE = 8 * 60 * 60  # a working day
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("HTTPS", False)
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "snb.views.errors.form_expired"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "build" / "static")
ASSETS_DIR = BASE_DIR / "build" / "assets"
STATICFILES_DIRS = [ASSETS_DIR]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "evidence"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # text of one form; files are bounded by their own field
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", 10 * 1024 * 1024)
PAPERS_DIR = VAR_DIR / "papers"
IMPORTS_DIR = VAR_DIR / "imports"  # files of figures, from their upload until they are saved or discarded
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", 60 * 1024 * 1024)  # of one upload in the browser, all files together
IMPORT_AT_ONCE_BYTES = env.int("IMPORT_AT_ONCE_BYTES", 1024 * 1024)  # more than this is read in the background

# Under what licence the boards' own published figures may be used.
FIGURES_LICENCE = env.str("FIGURES_LICENCE", "Open Government Licence v3.0")
FIGURES_LICENCE_URL = env.str(
    "FIGURES_LICENCE_URL", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
)

SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}")  # for links in mail
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Golden Thread <no-reply@golden-thread.example>")
if env.str("EMAIL_URL", ""):
    vars().update(env.dj_email_url("EMAIL_URL"))
else:  # no mail server configured: mail is written to files, never lost
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"

Q_CLUSTER = {
    "name": "golden-thread",
    "orm": "default",
    "workers": 1,
    "timeout": 600,
    "retry": 660,  # a job whose worker was killed is taken up again after this many seconds
    "max_attempts": 3,
    "poll": 1,
    "catch_up": False,
    "save_limit": 1000,
}

# Guardian asks for its own backend; ours (snb.backends.GrantBackend) adds that a grant ends.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SIMPLE_HISTORY_REVERT_DISABLED = True
