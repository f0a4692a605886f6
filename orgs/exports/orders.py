"""What somebody wants to take out: one order, read by form, operation and writer alike."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from orgs.exports.columns import Extract


@dataclass
class ExportOrder:
    """A list as its filter and order show it.

    `register` is the list's address and `title` its name; `query`, `filter_words` and
    `order_words` say the filter and the order. A list that `is_personal` holds data about people;
    `holders` are the persons whose full number the user may see (None: a list without numbers).
    """

    register: str
    title: str
    query: str
    filter_words: str
    order_words: str
    extract: Extract
    is_personal: bool = False
    asks_reason: bool = False
    holders: QuerySet | None = None

    def restrict(self, condition: QuerySet) -> None:
        """Leave only rows that are among the given ones."""
        rows = self.extract.rows
        self.extract.rows = rows.filter(pk__in=condition.order_by().values("pk"))

    def opened(self) -> QuerySet:
        """Return the persons of the list whose number may be opened and is there."""
        people: Any = self.extract.rows.order_by().values(self.extract.holder_path)
        return self.holders.filter(pk__in=people).exclude(mobile_cipher="").order_by()
