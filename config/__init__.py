"""The project: settings, addresses, entry points of the web server and the worker."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
