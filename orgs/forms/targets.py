"""Choosing one node out of thousands: grouped by what lies above, narrowed by a word."""

from collections import defaultdict
from typing import Any

from django import forms
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from common.spelling import spelt_like
from orgs.models import Organization

# A select of so many entries is still read on a phone; beyond it a word narrows it.
LISTED = 200
FEW = 12
ABOVE = "parent__parent__parent"


class WordField(forms.CharField):
    """Narrows the choices of the field below it; it is no part of what is stored."""

    def __init__(self) -> None:
        super().__init__(
            label="查找",
            required=False,
            max_length=50,
            help_text="名称、编码、拼音或首字母都可以；查到以后在下面选择。",
        )


class TargetField(forms.ModelChoiceField):
    """A node. Any node of `queryset` is taken; the nearest of them, or those found, are listed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Organization.objects.none(), **kwargs)

    def offer(self, nodes: QuerySet, near: Organization, word: str, chosen: Any) -> bool:
        """List what the word finds, the own street first; return whether a search is needed."""
        self.queryset = nodes.select_related(ABOVE, "district")
        found = self.queryset.filter(_like(word)) if word else self.queryset
        listed = list(found.order_by(_own_street_first(near), "code")[: LISTED + 1])
        is_cut = len(listed) > LISTED
        listed = listed[:LISTED]
        if chosen is not None and chosen not in {node.pk for node in listed}:
            listed += self.queryset.filter(pk=chosen)
        self.choices = [("", self._first_line(word, len(listed), is_cut)), *_grouped(listed)]
        return is_cut or bool(word) or len(listed) > FEW

    def _first_line(self, word: str, count: int, is_cut: bool) -> str:
        if is_cut:
            return f"请选择（只列出 {LISTED} 个，可先查找）"
        if word:
            return f"查到 {count} 个，请选择" if count else "没有查到，请换一个词"
        return "请选择" if self.required else "不指定"


def _like(word: str) -> Q:
    return spelt_like(word) | Q(name__icontains=word.strip()) | Q(code__startswith=word.strip())


def _own_street_first(near: Organization) -> Case:
    return Case(
        When(tree_id=near.tree_id, then=Value(0)), default=Value(1), output_field=IntegerField()
    )


def _grouped(nodes: list[Organization]) -> list[tuple[str, Any]]:
    """Group the nodes by the path above them; streets stand alone."""
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for node in nodes:
        groups[_path(node)].append((node.pk, node.title))
    return [
        entry
        for path, choices in groups.items()
        for entry in ([(path, choices)] if path else choices)
    ]


def _path(node: Organization) -> str:
    names = []
    while node.parent is not None:
        node = node.parent
        names.append(node.name)
    return " › ".join(reversed(names))
