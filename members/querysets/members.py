"""Vocabulary over members and what people decided about them."""

import datetime
from typing import Any, Self

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from common import clock
from common.phones import blind_index
from common.spelling import spelt_like
from common.text import normalise_phone
from common.violations import RuleViolation
from members.querysets.check_ins import CheckInQuerySet
from orgs.policy import Action
from orgs.scope import READING, ScopedQuerySet, ScopePaths, reach


def whole_phone(text: str) -> str:
    """Return the mobile number that the text is, "" when it is none."""
    try:
        return normalise_phone(text)
    except RuleViolation:
        return ""


class MemberQuerySet(ScopedQuerySet):
    """Members: seen by their unit, by themselves, and by the places they checked in to."""

    scope = ScopePaths(district="district", unit="unit", user="user", former="merged_into__user")

    def visible_to(self, user: Any, *actions: Any) -> Self:
        """The district's, the unit's, one's own, and those checked in within the user's places.

        A draft opens nothing: what a member has not submitted is the member's alone.
        """
        there = self._check_ins().visible_to(user, *actions).submitted()
        return self._reached(there, reach(user, self.scope, *(actions or READING)))

    def with_phone_for(self, user: Any) -> Self:
        """Whose full number the user may ask for: a community's right ends with the check-in."""
        there = self._check_ins().visible_to(user, Action.SEE_PHONES).open()
        return self._reached(there, reach(user, self.scope, Action.SEE_PHONES))

    def with_shown_mobile(self, user: Any) -> Self:
        """Annotate `shown_mobile`: the masked number, "" for those who may not see even that.

        A community that a member has left keeps the closed record without the number.
        """
        there = self._check_ins().visible_to(user).open().order_by().filter(member=OuterRef("pk"))
        direct = reach(user, self.scope, *READING)
        may = Exists(there) if direct is None else direct | Exists(there)
        shown = Case(When(may, then=F("mobile_masked")), default=Value(""))
        return self.annotate(shown_mobile=shown)

    def _reached(self, check_ins: CheckInQuerySet, direct: Q | None) -> Self:
        """Rows with one of the check-ins, or reached directly.

        Asked row by row (no list of ids), so that a search by name reads the index of names and
        not the whole register.
        """
        if direct is None and check_ins.query.is_empty():
            return self.none()  # no rights, no query
        there = Exists(check_ins.order_by().filter(member=OuterRef("pk")))
        return self.filter(there if direct is None else direct | there)

    def found_by(self, text: str, user: Any) -> Self:
        """Members whose name begins with the text, in characters, pinyin or initials.

        A whole mobile number finds its member for those who may see that member's number; to
        everybody else, and in part, it matches nothing.
        """
        phone = whole_phone(text)
        if phone:
            return self.with_phone_for(user).filter(mobile_index=blind_index(phone))
        return self.filter(spelt_like(text))

    def _check_ins(self) -> CheckInQuerySet:
        return self.model._meta.get_field("check_ins").related_model.objects.all()

    def standing(self) -> Self:
        """Rows that were not merged into another."""
        return self.filter(merged_into=None)

    def known_on(self, day: datetime.date) -> Self:
        """Members of whom the register knew at the end of the day, if only by a duplicate."""
        evening = clock.end_of_day(day)
        earlier = self.model.objects.filter(merged_into=OuterRef("pk"), created_at__lt=evening)
        return self.filter(Q(created_at__lt=evening) | Exists(earlier.order_by()))

    def for_list(self) -> Self:
        return self.select_related("unit").order_by("name", "pk")


class PairQuerySet(ScopedQuerySet):
    """Pairs of members: seen by whoever sees the one who stays."""

    def of(self, member: Any) -> Self:
        """Pairs in which the member is one of the two."""
        return self.filter(Q(kept=member) | Q(duplicate=member))

    def visible_to(self, user: Any, *actions: Any) -> Self:
        members = self.model._meta.get_field("kept").related_model.objects
        return self.filter(kept__in=members.visible_to(user, *actions).values("pk"))

    def standing(self) -> Self:
        """Mergers that were not taken back."""
        return self.filter(undone_at=None)

    def for_list(self) -> Self:
        return self.select_related(
            "duplicate__unit", "kept__unit", "created_by"
        ).order_by("-pk")  # fmt: skip
