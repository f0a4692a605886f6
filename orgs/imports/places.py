"""Organisations as people name them in files: by code, name, title, or street and name."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from common.reading.texts import squash
from common.violations import RuleViolation
from orgs.models import Organization


class NamedPlaces:
    """Places that may be named; all others are unknown, wherever they are."""

    def __init__(self, places: Iterable[Organization]) -> None:
        self._found: dict[str, set[int]] = defaultdict(set)
        self._places = list(places)
        for place in self._places:
            for word in _words(place):
                self._found[squash(word)].add(place.pk)

    def choices(self) -> list[str]:
        """Return what a drop-down offers: the name, with its street where two share it."""
        times = Counter(place.name for place in self._places)
        return [
            place.name if times[place.name] == 1 else f"{place.parent.name}{place.name}"
            for place in self._places
        ]

    def find(self, text: str, *, label: str, field: str) -> int | None:
        """Return the id; None for a blank. Refuses `place.unknown`, `place.ambiguous`."""
        word = squash(text)
        if not word:
            return None
        found = self._found.get(word, set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            message = f"{label}“{text.strip()[:30]}”有重名，请在前面写上街道，或改填编码。"
            raise RuleViolation(message, code="place.ambiguous", field=field)
        message = f"{label}“{text.strip()[:30]}”没有找到，或不在您的管理范围内。"
        raise RuleViolation(message, code="place.unknown", field=field)


def _words(place: Organization) -> set[str]:
    words = {place.code, place.name, place.title}
    words |= {word.removesuffix("社区") for word in (place.name,)}
    if place.parent is not None:
        words |= {f"{place.parent.name}{place.name}"}
    return words
