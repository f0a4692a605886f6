"""Filters shared by page, export and API."""
