"""Boxes to tick for agreements."""

from typing import Any

from covenants.models import Covenant
from orgs.forms import ManyField
from orgs.forms.boxes import SpeltBoxes


class ManyCovenants(ManyField):
    """Several agreements; those of one name are told apart by number and term."""

    widget = SpeltBoxes

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Covenant.objects.none(), **kwargs)

    def label_from_instance(self, covenant: Covenant) -> str:
        last = covenant.effective_to or "未约定期限"
        return f"{covenant}（{covenant.no}，{covenant.effective_from} 至 {last}）"
