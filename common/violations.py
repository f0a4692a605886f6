"""The one way an operation says no."""

from django.core.exceptions import ValidationError


class RuleViolation(ValidationError):
    """A rule refuses the wish; `message` is one Chinese sentence for the person who asked.

    `code` names the rule for programs (`check_in.duplicate`), `field` the form field it belongs
    to. Forms and serializers treat it as the ValidationError that it is; the API answers 409.
    """

    def __init__(self, message: str, *, code: str, field: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field


def require(holds: bool, message: str, *, code: str, field: str | None = None) -> None:
    """Raise RuleViolation unless the rule holds."""
    if not holds:
        raise RuleViolation(message, code=code, field=field)
