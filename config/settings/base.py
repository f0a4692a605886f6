"""Settings that hold everywhere; demo, test and production add what differs."""

from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF, UNSAFE_INLINE

from config import env

BASE_DIR = env.BASE_DIR
VAR_DIR = env.VAR_DIR
PRODUCT_NAME = "共建"
SURFACES = env.SURFACES
# Where members reach the product, for posters printed on the office side; "": where one is now.
PUBLIC_URL = env.PUBLIC_URL
DEMO = False

SECRET_KEY = env.SECRET_KEY
PHONE_KEY = env.PHONE_KEY
AUDIT_KEY = env.AUDIT_KEY
ALLOWED_HOSTS = env.ALLOWED_HOSTS
DEBUG = False
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "common",
    "accounts",
    "orgs",
    "members",
    "covenants",
    "services",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "config.apps.AdminConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "mptt",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.OriginMiddleware",
    "orgs.middleware.SharedDeskMiddleware",
    "orgs.middleware.SessionLimitMiddleware",
    "orgs.middleware.SecondFactorMiddleware",
    "common.middleware.BadInputMiddleware",
    "common.surfaces.SurfaceMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "orgs.context.surroundings",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.GuessablePasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "orgs:landing"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_FORMS = {"login": "accounts.forms.LoginForm"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
# "key" is the account together with the address, see the adapter: nobody can lock others out.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/m/ip,5/5m/key",
    "login": "60/m/ip",
    "activate_failed": "20/m/ip",
    "phone_search": "60/h/user",
    # Numbers of other people that a unit's system met; beyond it no more rows are looked at.
    "phone_clash": "60/h/user",
    # A hall full of colleagues shares one address.
    "first_contact": "60/m/ip,600/h/ip",
    "suggestion": "10/h/ip",
    "suggestion_signed_in": "20/h/user",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# District staff and administrators sign in with a code beside the password; a role's list is
# `orgs.policy.SECOND_FACTOR_ROLES`.
REQUIRE_SECOND_FACTOR = True
MFA_ADAPTER = "orgs.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "accounts.codes.ActivateForm",
    "authenticate": "accounts.codes.AuthenticateForm",
    "reauthenticate": "accounts.codes.ReauthenticateForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = PRODUCT_NAME
# Servers inside a government network have no clock to follow: half a minute off is forgiven.
MFA_TOTP_TOLERANCE = 1
# A session ends so long after the last request (a member's phone: at the end of the day only),
# and so long after signing in whatever happens.
SESSION_IDLE_AGE = 30 * 60
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
TRUSTED_PROXIES = env.TRUSTED_PROXIES
ALLAUTH_TRUSTED_PROXY_COUNT = env.TRUSTED_PROXIES

CACHES = {
    "default": {
        # In the database, so that a missing Redis neither opens nor breaks the rate limits.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "common_cache",
    }
}

LANGUAGE_CODE = "zh-hans"
# What the libraries leave in English or word badly; compiled by tools/compile_messages.py.
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT: Path | None = BASE_DIR / "static_root"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "orgs.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "style-src-attr": [UNSAFE_INLINE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    }
}

DJANGO_TABLES2_TEMPLATE = "components/table.html"
FILTERS_EMPTY_CHOICE_LABEL = "全部"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "rest_framework.authentication.TokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["orgs.api.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "orgs.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "orgs.api.errors.respond",
    "PAGE_SIZE": 25,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "共建 数据接口",
    "DESCRIPTION": "区级党建工作数据：统计指标、组织、单位、党员报到、协议、项目、服务与月报。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "ServiceCategoryEnum": "members.models.ServiceIntention.Category",
        "UnitCategoryEnum": "orgs.models.ResidentUnit.Category",
        "CheckInBasisEnum": "members.models.CheckIn.Basis",
        "ResourceKindEnum": "covenants.models.ResourceKind",
    },
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}

# A month's report is due at the end of this day of the next month, or the next working day.
REPORT_DUE_DAY = 5

CELERY_BROKER_URL = env.BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "run-waiting-jobs": {
        "task": "accounts.tasks.run_waiting_jobs",
        "schedule": 5.0,
        # Without a worker the pokes would pile up; the rows wait by themselves.
        "options": {"expires": 30},
    },
    "seal-the-audit": {
        "task": "accounts.tasks.seal_audit_trail",
        "schedule": crontab(minute=5),
    },
    "check-the-audit": {
        "task": "orgs.tasks.request_audit_check",
        "schedule": crontab(hour=3, minute=0),
    },
    "sweep-files": {
        "task": "orgs.tasks.sweep_attachments",
        "schedule": crontab(hour=3, minute=30),
    },
    "check-the-tree": {
        "task": "orgs.tasks.request_tree_check",
        "schedule": crontab(hour=2, minute=30),
    },
    "pass-on-messages": {
        "task": "reports.tasks.pass_on_hand_over_messages",
        "schedule": crontab(hour=0, minute=10),
    },
    "warn-of-expiring-covenants": {
        "task": "covenants.tasks.warn_of_expiry",
        "schedule": crontab(hour=7, minute=40),
    },
    "invite-reports": {
        "task": "reports.tasks.invite_reports",
        "schedule": crontab(day_of_month=1, hour=7, minute=30),
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"activation": {"()": "accounts.activation.CodeFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["activation"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
}
