"""Forms; the base classes are here for every app."""

from orgs.forms.base import DayInput, ReasonForm, RecordForm

__all__ = ["DayInput", "ReasonForm", "RecordForm"]
