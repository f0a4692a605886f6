"""Forms; the base classes are here for every app."""

from orgs.forms.base import DayInput, ManyField, ReasonForm, RecordForm

__all__ = ["DayInput", "ManyField", "ReasonForm", "RecordForm"]
