"""Every environment variable that the product reads, in one place.

Production demands those without a default and refuses a value that the demo uses.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

SURFACE_CHOICES = ("all", "public", "office")
REQUIRED_IN_PRODUCTION = (
    "SECRET_KEY",
    "PHONE_KEY",
    "AUDIT_KEY",
    "DATABASE_URL",
    "BROKER_URL",
    "ALLOWED_HOSTS",
)
KEYS = ("SECRET_KEY", "PHONE_KEY", "AUDIT_KEY")
KEY_LENGTH = 50
# Part of every key of the demo and the tests, so that production knows them.
DEMO_MARK = "demo-only"
DEMO_PASSWORD = "gongjian-demo"  # noqa: S105  shown on the sign-in page of the demo
DEMO_HOSTS = {"*", "localhost", "127.0.0.1", "[::1]"}

_read = environ.Env()

SECRET_KEY: str = _read.str("SECRET_KEY", default="")
PHONE_KEY: str = _read.str("PHONE_KEY", default="")
AUDIT_KEY: str = _read.str("AUDIT_KEY", default="")
DATABASE_URL: str = _read.str("DATABASE_URL", default="")
BROKER_URL: str = _read.str("BROKER_URL", default="")
ALLOWED_HOSTS: list[str] = _read.list("ALLOWED_HOSTS", default=[])
TRUSTED_ORIGINS: list[str] = _read.list("TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES: int = _read.int("TRUSTED_PROXIES", default=0)
SURFACES: str = _read.str("SURFACES", default="all")
PUBLIC_URL: str = _read.str("PUBLIC_URL", default="")
VAR_DIR: Path = Path(_read.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()

if SURFACES not in SURFACE_CHOICES:
    raise ImproperlyConfigured(f"SURFACES must be one of {', '.join(SURFACE_CHOICES)}")


def sqlite(path: Path) -> dict[str, Any]:
    """Return Django's settings for a SQLite file."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            # IMMEDIATE takes the write lock at the start of a transaction: the tree's lock here.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """Return Django's settings for a `postgres://` address, with connections that are kept."""
    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database")
    config = environ.Env.db_url_config(url)
    # A page of figures is one large query over few rows: compiling it takes longer than running it.
    options = {"options": "-c jit=off"} | config.get("OPTIONS", {})
    return config | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def require_for_production() -> None:
    """Refuse to start with a missing setting or one that belongs to the demo."""
    values = {name: globals()[name] for name in REQUIRED_IN_PRODUCTION}
    missing = [name for name, value in values.items() if not value]
    if missing:
        raise ImproperlyConfigured(f"Set before starting production: {', '.join(missing)}")
    demo = [name for name, value in values.items() if DEMO_MARK in str(value)]
    weak = [name for name in KEYS if len(values[name]) < KEY_LENGTH]
    if demo or weak:
        raise ImproperlyConfigured(f"Demo or weak value in: {', '.join(demo + weak)}")
    if len({values[name] for name in KEYS}) < len(KEYS):
        raise ImproperlyConfigured(f"Each of {', '.join(KEYS)} needs a value of its own")
    _require_addresses()


def _require_addresses() -> None:
    if urlsplit(BROKER_URL).scheme not in {"redis", "rediss"}:
        raise ImproperlyConfigured("BROKER_URL must name a Redis server in production")
    if DEMO_HOSTS & set(ALLOWED_HOSTS):
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the public host, not this machine")
    if any(urlsplit(origin).scheme != "https" for origin in TRUSTED_ORIGINS):
        raise ImproperlyConfigured("TRUSTED_ORIGINS must begin with https://")
