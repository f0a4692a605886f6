"""People who sign in, and the rows every operation leaves behind."""

from accounts.models.trail import AccessRecord, AuditEntry, AuditSeal
from accounts.models.users import Activation, User
from accounts.models.work import FormReceipt, Job, Notification, SavedFilter, Suggestion

__all__ = [
    "AccessRecord",
    "Activation",
    "AuditEntry",
    "AuditSeal",
    "FormReceipt",
    "Job",
    "Notification",
    "SavedFilter",
    "Suggestion",
    "User",
]
