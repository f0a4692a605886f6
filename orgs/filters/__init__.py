"""Filters of the lists, shared by page, export and API."""
