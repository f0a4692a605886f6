"""What can be imported here; importing the package registers the kinds."""

from members.imports import check_ins, members

__all__ = ["check_ins", "members"]
