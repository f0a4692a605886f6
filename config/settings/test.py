"""Settings of the tests: SQLite, or whatever DATABASE_URL names; nothing leaves the machine."""

import os
import tempfile
from pathlib import Path

from config import env
from config.settings.base import *  # noqa: F403  settings are layered by star import
from config.settings.base import INSTALLED_APPS, TEMPLATES

DEMO = True
DEMO_PASSWORD = env.DEMO_PASSWORD
# Tests about the second factor turn it on.
REQUIRE_SECOND_FACTOR = False
SECRET_KEY = "demo-only-test-secret-key-" + "0" * 40
PHONE_KEY = "demo-only-test-phone-key-" + "1" * 40
AUDIT_KEY = "demo-only-test-audit-key-" + "2" * 40
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
TEMPLATES[0]["OPTIONS"]["context_processors"].append("demo.context.demo_accounts")
# A file of this process: a browser test's server and the test need a connection each.
SQLITE_FILE = Path(tempfile.gettempdir()) / f"gongjian-test-{os.getpid()}.sqlite3"
DATABASES = {
    "default": env.postgresql(env.DATABASE_URL) | {"CONN_MAX_AGE": 0}
    if env.DATABASE_URL
    else env.sqlite(SQLITE_FILE) | {"TEST": {"NAME": str(SQLITE_FILE)}}
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = None
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
CELERY_BROKER_URL = "memory://"
