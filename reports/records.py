"""From the number on a paper to the page of the record, for somebody who may see it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from common.surfaces import is_served
from common.text import normalise_digits
from covenants.models import Covenant, Project
from members.models import CheckIn, FirstContact, Member
from orgs.models import Organization, UnitCheckIn
from orgs.policy import Action
from reports.prints.numbers import MEMBER_FORMS, ROSTERS
from services.models import ServiceLog

# Two letters, a day or a year, a tail: what a number looks like.
NUMBER = re.compile(r"[A-Z]{2}[0-9]{4,8}-[0-9A-Z]{6,18}")
Address = Callable[[Any], str]


@dataclass(frozen=True)
class Kind:
    """One kind of numbered record: how a number is found, and where each right leads."""

    model: type[Model]
    find: Callable[[QuerySet, str], QuerySet]
    ways: dict[Action, Address]


def normalise_no(text: str) -> str:
    """Return the number as it is stored: capitals, half-width, without blanks."""
    return "".join(normalise_digits(text).replace("\x00", "").split()).upper()[:40]


def address_of(no: str, user: Any) -> str:
    """Return the page of the record with the number; "" for none and for one out of sight."""
    no = normalise_no(no)
    return next(_addresses(no, user), "") if no else ""


def _addresses(no: str, user: Any) -> Iterator[str]:
    for kind in KINDS:
        for right, address in kind.ways.items():
            visible = kind.model._default_manager.all().visible_to(user, right)
            record = kind.find(visible, no).first()
            if record is not None and is_served(url := address(record)):
                yield url


def _page(record: Any) -> str:
    return record.get_absolute_url()


def _to(name: str, *path: str) -> Address:
    """Return an address by its name, with what the path leads to in the record as argument."""

    def address(record: Any) -> str:
        return reverse(name, args=[getattr(record, step) for step in path])

    return address


def _by_no(rows: QuerySet, no: str) -> QuerySet:
    return rows.filter(no=no)


def _submitted(rows: QuerySet, no: str) -> QuerySet:
    return rows.submitted().filter(no=no)


def _by_receipt(rows: QuerySet, no: str) -> QuerySet:
    return rows.filter(Q(no=no) | Q(receipt_no=no))


def _of_form(rows: QuerySet, no: str) -> QuerySet:
    found = MEMBER_FORMS.fullmatch(no)
    return rows.filter(pk=int(found[1])) if found else rows.none()


def _of_roster(rows: QuerySet, no: str) -> QuerySet:
    found = ROSTERS.fullmatch(no)
    return rows.filter(code=found[1]) if found else rows.none()


DESK, UNIT, OWN = Action.READ, Action.READ_OWN_UNIT, Action.READ_OWN
KINDS = (
    Kind(
        CheckIn,
        _submitted,
        {
            DESK: _page,
            UNIT: _to("members:unit-member-detail", "member_id"),
            OWN: _to("members:my-check-in"),
        },
    ),
    Kind(
        Member,
        _of_form,
        {DESK: _page, UNIT: _to("members:unit-member-detail", "pk"), OWN: _to("reports:me-home")},
    ),
    Kind(Organization, _of_roster, {DESK: _page}),
    Kind(
        UnitCheckIn,
        _by_receipt,
        {
            DESK: _to("orgs:unit-check-in-detail", "pk"),
            UNIT: _to("orgs:own-unit-check-in-detail", "pk"),
        },
    ),
    Kind(
        FirstContact,
        _by_no,
        {DESK: _page, UNIT: _to("members:unit-first-contact-detail", "pk")},
    ),
    Kind(ServiceLog, _by_no, {DESK: _page, OWN: _to("services:my-log-list")}),
    Kind(Covenant, _by_no, {DESK: _page, UNIT: _to("covenants:unit-covenant-detail", "pk")}),
    Kind(Project, _by_no, {DESK: _page, UNIT: _to("covenants:unit-project-detail", "pk")}),
)
