"""What a change changed, in a few words: what the audit keeps, as people call it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

SHOWN = 20  # characters of a value
WORDS = {"": "空", "None": "空", "True": "是", "False": "否"}


def told_change(model: type[Model], detail: Mapping[str, Any]) -> str:
    """Return 名称 原为“甲”，改为“乙”；… from the values before and after; "" where nothing is told.

    Entries that name no value after tell the one before alone.
    """
    before, after = detail.get("before"), detail.get("after")
    if not isinstance(before, Mapping):
        return ""
    after = after if isinstance(after, Mapping) else None
    names = [*before, *(name for name in after or () if name not in before)]
    told = (_told(model, name, before.get(name, ""), after) for name in names)
    return "；".join(part for part in told if part)


def _told(model: type[Model], name: str, old: Any, after: Mapping[str, Any] | None) -> str:
    label, was = _label(model, name), _word(model, name, old)
    if after is None:
        return f"{label} 原为{was}"
    now = _word(model, name, after.get(name, ""))
    return f"{label} {was}→{now}" if was != now else ""


def _label(model: type[Model], name: str) -> str:
    try:
        return str(model._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name  # the audit names sources and kinds in words


def _word(model: type[Model], name: str, value: Any) -> str:
    text = " ".join(str(value).split())
    text = WORDS.get(text, text)
    labels = _choices(model, name)
    text = str(labels.get(text, text))
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _choices(model: type[Model], name: str) -> dict[Any, Any]:
    try:
        return dict(model._meta.get_field(name).flatchoices)
    except FieldDoesNotExist:
        return {}
