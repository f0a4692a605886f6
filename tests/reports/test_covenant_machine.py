"""Random steps with covenants: on every day S2–S5 are what a paper file of them would say."""

import datetime
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models import User
from common.violations import RuleViolation
from covenants.models import Covenant, CovenantParty
from covenants.operations.drafting import draft_covenant
from covenants.operations.ending import terminate_covenant, void_covenant
from covenants.operations.signing import (
    confirm_party,
    return_covenant,
    sign_covenant,
    submit_covenant,
)
from orgs.models import District, Organization
from orgs.operations.units import change_unit
from orgs.policy import Role
from reports.figures import figures_of
from reports.periods import Period
from tests.makers.covenant_model import ONE_DAY, Deal, figures_by_hand
from tests.makers.orgs import make_admin, make_holder, make_places, make_unit

PICK = st.integers(min_value=0, max_value=11)
Status = Covenant.Status
BEGIN = datetime.datetime(2026, 3, 2, 2, tzinfo=datetime.UTC)
TERMS = (None, 0, 5, 20, 30, 60)
STEPS = (
    "draft", "draft", "draft", "submit", "submit", "confirm", "confirm", "confirm", "confirm",
    "sign", "sign", "send_back", "renew", "renew", "amend", "amend", "terminate", "void", "wait",
    "wait",
)  # fmt: skip


class Town:
    """Two communities and their street, a community elsewhere, three units with liaisons."""

    def __init__(self) -> None:
        self.district = District.objects.create(code="411502", name="浉河区")
        self.official = make_admin(self.district)
        places = make_places(self.official, self.district)
        self.street = places.street
        self.places = [places.street, places.community, places.sibling, places.other_community]
        roles = [Role.STREET, Role.COMMUNITY, Role.COMMUNITY, Role.COMMUNITY]
        self.keepers = [
            make_holder(f"keeper{number}", role, place)
            for number, (role, place) in enumerate(zip(roles, self.places, strict=True))
        ]
        homes = (places.community, places.sibling, places.other_community)
        self.units = [
            change_unit(
                actor=self.official,
                unit=make_unit(self.official, self.district, f"单位{number}"),
                located_in=home,
            )
            for number, home in enumerate(homes)
        ]
        self.liaisons = [
            make_holder(f"signer{number}", Role.LIAISON, unit)
            for number, unit in enumerate(self.units)
        ]


class CovenantMachine(RuleBasedStateMachine):
    """Every run begins with the same town and is taken back at its end."""

    town: Town
    watch: Any

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.watch.move_to(BEGIN)
        self.deals: dict[int, Deal] = {}
        self.is_fresh = False
        self.first_day = timezone.localdate() - 3 * ONE_DAY

    def teardown(self) -> None:
        """At the end every day that was is looked at again, as it is known now."""
        day = self.first_day
        while day <= timezone.localdate():
            self.compare(self.town.district, day)
            day += ONE_DAY
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    def attempt(self, operation: Callable, actor: User, **wish: object) -> Any:
        """Do it as a request would: all or nothing, and a refusal (None) is an answer."""
        with suppress(RuleViolation, PermissionDenied), transaction.atomic():
            done = operation(actor=actor, **wish)
            self.is_fresh = True
            return done
        return None

    def pick(self, number: int, *statuses: str) -> Covenant | None:
        """One in the states; now and then one in any, which most steps must refuse."""
        wanted = Status.values if number == 11 else statuses
        rows = list(Covenant.objects.filter(status__in=wanted).order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def keeper(self, covenant: Covenant) -> User:
        return self.town.keepers[self.town.places.index(covenant.organization)]

    def deal(self, covenant: Covenant) -> Deal:
        return self.deals[covenant.pk]

    @rule(step=st.sampled_from(STEPS), one=PICK, other=PICK)
    def act(self, step: str, one: int, other: int) -> None:
        """One rule for all steps: so that every run may take every one of them."""
        getattr(self, step)(one, other)

    def draft(self, one: int, other: int) -> None:
        place = one % 4
        units = self.town.units[other % 3 :][: 1 + one % 2]
        self.write(place, units, one, other)

    def write(self, place: int, units: list, one: int, other: int, **origin: Covenant) -> None:
        first = timezone.localdate() + (one - 6) * ONE_DAY if one % 3 else None
        length = TERMS[other % len(TERMS)]
        last = first + length * ONE_DAY if first and length is not None else None
        found = self.attempt(
            draft_covenant, self.town.keepers[place], organization=self.town.places[place],
            title="共驻共建协议", units=units, effective_from=first, effective_to=last, **origin,
        )  # fmt: skip
        if found is not None:
            organization = self.town.places[place]
            self.deals[found.pk] = Deal(
                organization.pk, organization.parent_id or organization.pk,
                tuple(unit.pk for unit in units), first, last,
                **{name: earlier.pk for name, earlier in origin.items()},
                unsigned={0, *(unit.pk for unit in units)},
            )  # fmt: skip

    def renew(self, one: int, other: int) -> None:
        """The one that ends first, as people do; every other time it is signed at once."""
        signed = Covenant.objects.filter(status=Status.SIGNED, amends=None, renewals=None)
        ending = signed.exclude(effective_to=None).order_by("effective_to", "pk").first()
        if ending is not None:
            self.follow("renews", ending, one, other)
            if one % 2 and (renewal := ending.renewals.first()):
                self.sign_paper(renewal, one, other)

    def amend(self, one: int, other: int) -> None:
        if earlier := self.pick(other, Status.SIGNED, Status.TERMINATED):
            self.follow("amends", earlier, one, other)

    def follow(self, how: str, earlier: Covenant, one: int, other: int) -> None:
        place = self.town.places.index(earlier.organization)
        units = [party.unit for party in earlier.unit_parties]
        self.write(place, units, one, other, **{how: earlier})

    def submit(self, one: int, other: int) -> None:
        if covenant := self.pick(one, Status.DRAFT):
            self.attempt(submit_covenant, self.keeper(covenant), covenant=covenant)

    def send_back(self, one: int, other: int) -> None:
        covenant = self.pick(one, Status.AWAITING)
        if covenant and self.attempt(
            return_covenant, self.keeper(covenant), covenant=covenant, reason="改期限"
        ):
            self.deal(covenant).unsigned = {0, *self.deal(covenant).units}

    def confirm(self, one: int, other: int) -> None:
        covenant = self.pick(one, Status.AWAITING)
        if covenant is None:
            return
        parties = list(CovenantParty.objects.filter(covenant=covenant, confirmed_on=None))
        if not parties:
            return
        party = parties[other % len(parties)]
        actor = self.keeper(covenant) if party.unit is None else self.liaison(party)
        if self.attempt(confirm_party, actor, party=party, signer="王某"):
            self.note_confirmation(self.deal(covenant), party.unit_id or 0)

    def liaison(self, party: CovenantParty) -> User:
        return self.town.liaisons[self.town.units.index(party.unit)]

    def note_confirmation(self, deal: Deal, side: int) -> None:
        """The last side makes it signed, from the drafted day on or from today."""
        deal.unsigned -= {side}
        if not deal.unsigned:
            today = timezone.localdate()
            self.note_signing(deal, today, deal.first or today, deal.last)

    def note_signing(
        self, deal: Deal, signed: datetime.date, first: datetime.date, last: datetime.date | None
    ) -> None:
        deal.signed, deal.first, deal.last, deal.unsigned = signed, first, last, set()

    def sign(self, one: int, other: int) -> None:
        if covenant := self.pick(one, Status.AWAITING, Status.DRAFT):
            self.sign_paper(covenant, one, other)

    def sign_paper(self, covenant: Covenant, one: int, other: int) -> None:
        signed = timezone.localdate() - (other % 4) * ONE_DAY
        first = signed + (other - 5) * ONE_DAY
        length = TERMS[one % len(TERMS)]
        last = None if length is None else first + length * ONE_DAY
        if self.attempt(
            sign_covenant, self.keeper(covenant), covenant=covenant, signed_on=signed,
            effective_from=first, effective_to=last,
        ):  # fmt: skip
            self.note_signing(self.deal(covenant), signed, first, last)

    def terminate(self, one: int, other: int) -> None:
        covenant = self.pick(one, Status.SIGNED)
        day = timezone.localdate() - (other % 6) * ONE_DAY
        if covenant and self.attempt(
            terminate_covenant, self.keeper(covenant), covenant=covenant, terminated_on=day,
            reason="单位搬迁",
        ):  # fmt: skip
            self.deal(covenant).ended = day

    def void(self, one: int, other: int) -> None:
        covenant = self.pick(one, *Status.values)
        actors = [self.town.official, *([self.keeper(covenant)] if covenant else [])]
        for actor in actors:
            if covenant and self.attempt(void_covenant, actor, covenant=covenant, reason="误录"):
                self.deal(covenant).is_void = True

    def wait(self, one: int, other: int) -> None:
        self.watch.shift(datetime.timedelta(days=1 + 2 * other))
        self.is_fresh = True

    @invariant()
    def figures_are_what_the_file_says_today_and_the_day_before(self) -> None:
        if not self.is_fresh:
            return
        self.is_fresh = False
        today = timezone.localdate()
        for place in (self.town.district, self.town.street, self.town.places[1]):
            self.compare(place, today)
        self.compare(self.town.district, today - ONE_DAY)

    def compare(self, place: District | Organization, day: datetime.date) -> None:
        expected = figures_by_hand(self.deals, day, self.below(place), self.units_in(place))
        found = figures_of(place, Period.as_known_on(day), expected, is_brief=True)
        assert {figure.code: figure.value for figure in found} == expected, (place, day)

    def below(self, place: District | Organization) -> set[int]:
        return {
            node.pk
            for node in self.town.places
            if isinstance(place, District) or place.pk in {node.pk, node.parent_id}
        }

    def units_in(self, place: District | Organization) -> set[int]:
        return {
            unit.pk
            for unit in self.town.units
            if isinstance(place, District) or unit.located_in_id in self.below(place)
        }


@pytest.mark.django_db
def test_covenants_are_counted_as_a_paper_file_would_on_every_day() -> None:
    with time_machine.travel(BEGIN - 30 * ONE_DAY, tick=False) as watch:
        CovenantMachine.town, CovenantMachine.watch = Town(), watch
        run_state_machine_as_test(
            CovenantMachine,
            settings=settings(
                max_examples=10,
                stateful_step_count=30,
                deadline=None,
                derandomize=True,
                # Shrinking takes minutes and finds little: the steps are printed as they are.
                phases=[Phase.generate],
            ),
        )
