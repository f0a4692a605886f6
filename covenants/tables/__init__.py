"""Columns of the lists of this app."""
