"""Which records take files: an app registers its models in its module `attachments`.

A model says who may add and remove files with `keeping`: a function of the record that returns
the right that it takes at the record. It may say with `refusal` why a record's files stay as they
are by now: a function of the record that returns a sentence, "" as long as they may change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from orgs.policy import Action


@dataclass(frozen=True)
class Holder:
    """A model whose records take files; `is_picture`: nothing but pictures."""

    model: type[Model]
    keeping: Callable[[Any], Action]
    is_picture: bool = False
    refusal: Callable[[Any], str] = lambda record: ""


_holders: dict[str, Holder] = {}


def register(
    model: type[Model],
    keeping: Callable[[Any], Action],
    *,
    is_picture: bool = False,
    refusal: Callable[[Any], str] = lambda record: "",
) -> None:
    """Let the model's records take files."""
    _holders[model._meta.label_lower] = Holder(model, keeping, is_picture, refusal)


def holder_of(record: Model) -> Holder:
    """Return how files of the record are kept; KeyError for a model that takes none."""
    return _holders[record._meta.label_lower]


def holder_named(label: str) -> Holder | None:
    """Return how files of the kind of record are kept; None for a kind that takes none."""
    return _holders.get(label)


def holding_models() -> list[type[Model]]:
    return [holder.model for holder in _holders.values()]
