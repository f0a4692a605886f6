"""What is said of a unit that a file names and nobody finds."""

from accounts.models import User
from orgs.policy import Action
from orgs.scope import has_right


def unknown_unit(user: User, name: str) -> str:
    """Return the sentence, with what this user can do about it."""
    advice = "请联系区委组织部登记"
    if has_right(user, Action.KEEP_UNITS):
        advice = "请先登记该单位"
    return f"没有单位“{name[:30]}”，或不在您的管理范围内，请核对名称；没有登记的{advice}。"
