import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common import clock
from common.violations import RuleViolation
from orgs.models import Organization
from orgs.operations.marks import set_pattern_126, set_pilot
from orgs.operations.succession import dissolve_organization
from orgs.operations.tree import found_organization
from orgs.selectors.history import tree_on
from tests.makers.orgs import FOUNDED, Places

DAY = datetime.date(2026, 3, 10)
ONE_DAY = datetime.timedelta(days=1)


def pilots(places: Places, day: datetime.date) -> set[int]:
    return {pk for pk, node in tree_on(places.district, day).items() if node.is_pilot}


def followers(places: Places, day: datetime.date) -> set[int]:
    return {pk for pk, node in tree_on(places.district, day).items() if node.follows_126}


def test_a_pilot_is_one_from_its_day_on(district_admin: User, places: Places) -> None:
    set_pilot(actor=district_admin, organization=places.street, pilot_from=DAY)
    assert (pilots(places, DAY - ONE_DAY), pilots(places, DAY)) == (set(), {places.street.pk})
    assert AuditEntry.objects.filter(action="organization.pilot").count() == 1


def test_a_wrong_pilot_day_is_corrected(district_admin: User, places: Places) -> None:
    for day in (DAY, FOUNDED):
        set_pilot(actor=district_admin, organization=places.street, pilot_from=day)
    assert pilots(places, FOUNDED) == {places.street.pk}


def test_a_pilot_that_ended_was_one_before(district_admin: User, places: Places) -> None:
    wish = {"actor": district_admin, "organization": places.street}
    set_pilot(**wish, pilot_from=DAY)
    set_pilot(**wish, pilot_from=None)
    assert pilots(places, clock.today() - ONE_DAY) == {places.street.pk}
    assert pilots(places, clock.today()) == set()
    with pytest.raises(RuleViolation) as caught:
        set_pilot(**wish, pilot_from=DAY)
    assert caught.value.code == "organization.date"


@pytest.mark.parametrize(
    ("name", "day", "code"),
    [
        ("grid", DAY, "organization.pilot"),
        ("street", None, "organization.pilot"),
        ("street", FOUNDED - ONE_DAY, "organization.date"),
        ("street", datetime.date(2099, 1, 1), "organization.date"),
    ],
)
def test_a_pilot_mark_is_checked(
    name: str, day: datetime.date | None, code: str, district_admin: User, places: Places
) -> None:
    with pytest.raises(RuleViolation) as caught:
        set_pilot(actor=district_admin, organization=getattr(places, name), pilot_from=day)
    assert caught.value.code == code


def test_the_pattern_has_its_days(district_admin: User, places: Places) -> None:
    wish = {"actor": district_admin, "organization": places.community}
    set_pattern_126(**wish, is_followed=True, effective_on=FOUNDED)
    set_pattern_126(**wish, is_followed=False, effective_on=DAY)
    assert followers(places, DAY - ONE_DAY) == {places.community.pk}
    assert followers(places, DAY) == set()
    for is_followed, day, code in (
        (False, DAY, "organization.pattern_126"),
        (True, DAY - ONE_DAY, "organization.date"),
    ):
        with pytest.raises(RuleViolation) as caught:
            set_pattern_126(**wish, is_followed=is_followed, effective_on=day)
        assert caught.value.code == code


def test_only_communities_follow_the_pattern(district_admin: User, places: Places) -> None:
    for node in (places.street, places.grid):
        with pytest.raises(RuleViolation) as caught:
            set_pattern_126(
                actor=district_admin, organization=node, is_followed=True, effective_on=DAY
            )
        assert caught.value.code == "organization.pattern_126"


def gone(actor: User, places: Places) -> Organization:
    return dissolve_organization(
        actor=actor, organization=places.community, successor=places.sibling, effective_on=DAY
    )


def planned(actor: User, places: Places) -> Organization:
    return found_organization(
        actor=actor, parent=places.street, name="十里河社区", region_code="411502005009"
    )


@pytest.mark.parametrize("make", [gone, planned])
def test_only_what_stands_is_marked(make: object, district_admin: User, places: Places) -> None:
    node = make(district_admin, places)
    with pytest.raises(RuleViolation) as caught:
        set_pilot(actor=district_admin, organization=node, pilot_from=DAY)
    assert caught.value.code == "organization.dissolved"


def test_marks_are_the_districts(
    street_secretary: User, community_secretary: User, places: Places
) -> None:
    for actor in (street_secretary, community_secretary):
        with pytest.raises(PermissionDenied):
            set_pilot(actor=actor, organization=places.community, pilot_from=DAY)
