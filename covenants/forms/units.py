"""The units of an agreement in their order: 乙方, 丙方, …, each in a select of its own."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIteratorValue

from covenants.clauses import side_label
from covenants.operations.parties import MOST_UNITS
from orgs.forms.base import as_key
from orgs.forms.pickers import SpeltSelect
from orgs.models import ResidentUnit

FEWEST = 2


class UnitSelects(forms.Widget):
    """Several selects under one name; their order is the order of the sides."""

    template_name = "covenants/_unit_selects.html"
    use_fieldset = True
    choices: tuple[tuple[Any, str], ...] = ()
    more = 0

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Return all values, blank ones too: the places of the others hang on them."""
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        keys = [str(key or "") for key in value or ()]
        count = min(MOST_UNITS, max(FEWEST, len(keys) + self.more))
        keys = [*keys, *[""] * count][: max(count, len(keys))]
        select, given = SpeltSelect(choices=self.choices), {**self.attrs, **(attrs or {})}
        rows = [
            {
                "label": side_label(at),
                "id": f"{given['id']}_{at}",
                "select": select.render(name, key, given | {"id": f"{given['id']}_{at}"}),
            }
            for at, key in enumerate(keys, start=1)
        ]
        return super().get_context(name, value, attrs) | {"rows": rows}

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_1" if id_ else id_


class UnitsField(forms.Field):
    """The chosen units as a list in their order; one that was chosen twice stands twice."""

    widget = UnitSelects
    default_error_messages = {
        "required": "请至少选择一个单位作为乙方。",
        "invalid_choice": "有的单位不在可选范围内，请重新选择。",
    }

    @property
    def queryset(self) -> QuerySet[ResidentUnit]:
        return self._queryset

    @queryset.setter
    def queryset(self, units: QuerySet[ResidentUnit]) -> None:
        self._queryset = units
        self.by_key = {unit.pk: unit for unit in units}
        spelt = [(ModelChoiceIteratorValue(key, unit), unit.name) for key, unit in self._rows()]
        self.widget.choices = (("", "未选择"), *spelt)

    @property
    def choices(self) -> list[tuple[int, str]]:
        """Return what the keys are called, for whoever tells of stored values."""
        return [(key, unit.name) for key, unit in self._rows()]

    def to_python(self, value: Any) -> list[ResidentUnit]:
        keys = [as_key(key) for key in value or () if str(key or "")]
        if not set(keys) <= set(self.by_key):
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return [self.by_key[key] for key in keys]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(key) for key in initial or ()] != [str(key) for key in data or () if key]

    def _rows(self) -> Any:
        return self.by_key.items()


def places_of(keys: list[Any]) -> dict[int, int]:
    """Return select → side for the selects that hold a unit; 甲方 is 0 in both.

    A select left blank between two others makes the later ones move up.
    """
    chosen = [place for place, key in enumerate(keys, start=1) if str(key or "")]
    return {0: 0} | {place: side for side, place in enumerate(chosen, start=1)}
