"""The two-command start: embedded SQLite, filesystem broker, sample data, 127.0.0.1 only."""

from config import env
from config.settings.base import *  # noqa: F403  settings are layered by star import
from config.settings.base import INSTALLED_APPS, TEMPLATES, VAR_DIR

DEMO = True
DEMO_PASSWORD = env.DEMO_PASSWORD
# Whoever tries the demo shares its accounts and has no phone with their codes.
REQUIRE_SECOND_FACTOR = False
SECRET_KEY = env.SECRET_KEY or "demo-only-secret-key-" + "0" * 40
PHONE_KEY = env.PHONE_KEY or "demo-only-phone-key-" + "1" * 40
AUDIT_KEY = env.AUDIT_KEY or "demo-only-audit-key-" + "2" * 40
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
TEMPLATES[0]["OPTIONS"]["context_processors"].append("demo.context.demo_accounts")
# Served from the source folders: nothing is collected, nothing to be out of date.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True

BROKER_DIR = VAR_DIR / "broker"
BROKER_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {
    "default": env.postgresql(env.DATABASE_URL)
    if env.DATABASE_URL
    else env.sqlite(VAR_DIR / "demo.sqlite3")
}
CELERY_BROKER_URL = env.BROKER_URL or "filesystem://"
if CELERY_BROKER_URL == "filesystem://":
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR),
        "data_folder_out": str(BROKER_DIR),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.2,
    }
