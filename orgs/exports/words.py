"""A list's filter and order in Chinese words, and as an address that says nothing else."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django_filters import FilterSet

from common.phones import mask_phone
from orgs.exports.columns import plain

EVERYTHING = "全部"
PHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
EMPTY = (None, "", [], ())


def filter_words(filterset: FilterSet) -> str:
    """Return what a valid filter says: "状态：在册；社区：大拱桥". Phone numbers stay masked."""
    if not filterset.is_bound:
        return EVERYTHING
    chosen = [
        f"{field.label or name}：{_told(field, filterset.form.cleaned_data[name])}"
        for name, field in filterset.form.fields.items()
        if filterset.form.cleaned_data.get(name) not in EMPTY
    ]
    words = "；".join(chosen) or EVERYTHING
    return PHONE.sub(lambda found: mask_phone(found.group()), words)


def _told(field: forms.Field, value: Any) -> str:
    if isinstance(value, QuerySet | list | tuple):
        return "、".join(_told(field, one) for one in value)
    if isinstance(field, forms.ModelChoiceField):
        return plain(value)
    labels = dict(_flat(getattr(field, "choices", ())))
    return labels.get(str(value), plain(value))


def _flat(choices: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Return the pairs of a list of choices, those inside groups too."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(key), str(label)


def order_words(table: tables.Table) -> str:
    """Return by which columns the rows are ordered: "姓名（降序）"."""
    return "、".join(
        f"{table.columns[alias.bare].header}（{'降序' if alias.is_descending else '升序'}）"
        for alias in table.order_by or ()
    )


def settled_query(given: QueryDict, table: tables.Table) -> str:
    """Return filter and order as a query string, without the page that was looked at."""
    paging = {table.prefixed_page_field, table.prefixed_per_page_field}
    pairs = [
        (name, value)
        for name in sorted(given.keys() - paging)
        for value in given.getlist(name)
        if value
    ]
    return urlencode(pairs)
