"""Production: PostgreSQL, Redis, HTTPS; refuses to start on a missing or demo setting."""

from config import env
from config.settings.base import *  # noqa: F403  settings are layered by star import

env.require_for_production()

DATABASES = {"default": env.postgresql(env.DATABASE_URL)}
# The health check inside the container asks localhost.
ALLOWED_HOSTS = [*env.ALLOWED_HOSTS, "localhost"]
CSRF_TRUSTED_ORIGINS = env.TRUSTED_ORIGINS
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.StaticStorage"},
}
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
