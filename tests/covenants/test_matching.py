import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common import clock
from covenants.models import Project, ResourceOffer
from covenants.operations.ending import terminate_covenant
from covenants.operations.offers import withdraw_offer
from covenants.selectors.matching import claimable_by, offers_for, reasons_of
from orgs.models import District, Organization, ResidentUnit
from orgs.operations.grants import grant_role
from orgs.operations.units import change_unit
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.covenants import make_signed
from tests.makers.orgs import (
    FOUNDED,
    Places,
    make_admin,
    make_holder,
    make_street,
    make_unit,
)
from tests.makers.resources import (
    in_days,
    make_accepted_claim,
    make_claim,
    make_claimable,
    make_offer,
    make_request,
)


@pytest.fixture
def project(community_secretary: User, community: Organization) -> Project:
    """It lacks a place and people until in thirty days."""
    wants = {"place": "会议场地", "people": "志愿者"}
    return make_claimable(
        community_secretary, community, "proposed", wants=wants, planned_end=in_days(30)
    )


@pytest.fixture
def secretary(community_secretary: User) -> Client:
    return SignedIn(community_secretary)


def names(project: Project, user: User) -> list[str]:
    return [offer.name for offer in offers_for(project, user)]


def reasons(project: Project, user: User) -> str:
    [offer] = offers_for(project, user)
    return reasons_of(offer, "本社区")


@pytest.mark.parametrize(
    ("values", "fits"),
    [
        ({}, True),
        ({"kind": "people"}, True),
        ({"kind": "funds"}, False),
        ({"available_from": in_days(30)}, True),
        ({"available_from": in_days(31)}, False),
        ({"available_to": clock.today()}, True),
    ],
)
def test_kind_and_time_decide_what_fits(
    values: dict[str, Any],
    fits: bool,
    project: Project,
    community_secretary: User,
    liaison: User,
    unit: ResidentUnit,
) -> None:
    make_offer(liaison, unit, **values)
    assert bool(names(project, community_secretary)) is fits


def test_what_was_taken_down_fits_nothing(
    project: Project, community_secretary: User, liaison: User, unit: ResidentUnit
) -> None:
    withdraw_offer(actor=liaison, offer=make_offer(liaison, unit))
    assert names(project, community_secretary) == []


def test_another_districts_units_fit_nothing_even_for_who_works_in_both(
    project: Project, community_secretary: User
) -> None:
    other = District.objects.create(code="411503", name="平桥区")
    official = make_admin(other, "other_district")
    street = make_street(official, other, "前进街道", "411503005000")
    grant_role(
        actor=None, user=community_secretary, role=Role.STREET, place=street, valid_from=FOUNDED
    )
    unit = make_unit(official, other)
    offer = make_offer(make_holder("far_liaison", Role.LIAISON, unit), unit)
    reader = User.objects.get(pk=community_secretary.pk)
    assert offer in ResourceOffer.objects.visible_to(reader)
    assert names(project, reader) == []


def test_each_reason_is_told_in_words(
    project: Project,
    community_secretary: User,
    district_admin: User,
    liaison: User,
    unit: ResidentUnit,
    community: Organization,
) -> None:
    make_offer(liaison, unit, available_from=in_days(1))
    assert reasons(project, community_secretary) == ""
    change_unit(actor=district_admin, unit=unit, located_in=community)
    assert reasons(project, community_secretary) == "位于本社区"
    change_unit(actor=district_admin, unit=unit, located_in=None, paired_community=community)
    assert reasons(project, community_secretary) == "结对本社区"
    make_signed(community_secretary, community, unit)
    assert reasons(project, community_secretary) == "与本社区有有效协议、结对本社区"
    ResourceOffer.objects.update(available_from=None)
    assert reasons(project, community_secretary).endswith("、时间合适")


@pytest.mark.parametrize(("days", "is_timely"), [(29, False), (30, True)])
def test_the_time_fits_when_it_lasts_to_the_planned_end(
    days: int,
    is_timely: bool,
    project: Project,
    community_secretary: User,
    liaison: User,
    unit: ResidentUnit,
) -> None:
    make_offer(liaison, unit, available_to=in_days(days))
    assert ("时间合适" in reasons(project, community_secretary)) is is_timely


def test_an_ended_covenant_is_no_reason(
    project: Project,
    community_secretary: User,
    liaison: User,
    unit: ResidentUnit,
    community: Organization,
) -> None:
    make_offer(liaison, unit, available_from=in_days(1))
    covenant = make_signed(community_secretary, community, unit)
    terminate_covenant(
        actor=community_secretary, covenant=covenant, terminated_on=clock.today(), reason="搬迁"
    )
    assert reasons(project, community_secretary) == ""


def test_more_reasons_stand_first_then_the_name(
    project: Project,
    community_secretary: User,
    district_admin: User,
    liaison: User,
    unit: ResidentUnit,
    places: Places,
) -> None:
    near = make_unit(district_admin, places.district, "区财政局")
    change_unit(actor=district_admin, unit=near, located_in=places.community)
    near_liaison = make_holder("near_liaison", Role.LIAISON, near)
    for name in ("C 会议室", "A 会议室"):
        make_offer(liaison, unit, name=name)
    make_offer(near_liaison, near, name="Z 会议室")
    assert names(project, community_secretary) == ["Z 会议室", "A 会议室", "C 会议室"]


def test_joint_projects_speak_of_all_their_communities(
    secretary: Client,
    community_secretary: User,
    district_admin: User,
    liaison: User,
    unit: ResidentUnit,
    places: Places,
) -> None:
    both = [places.community, places.sibling]
    project = make_claimable(community_secretary, places.community, communities=both)
    change_unit(actor=district_admin, unit=unit, located_in=places.sibling)
    make_offer(liaison, unit)
    page = secretary.get(reverse("covenants:project-offers", args=[project.pk]))
    assert "位于实施社区" in page.content.decode()


def test_from_a_match_the_request_knows_its_project(
    secretary: Client, project: Project, liaison: User, unit: ResidentUnit
) -> None:
    offer = make_offer(liaison, unit)
    page = secretary.get(reverse("covenants:project-offers", args=[project.pk]))
    detail = f"{offer.get_absolute_url()}?project={project.pk}"
    assert detail in page.content.decode()
    ask = f"{reverse('covenants:offer-ask', args=[offer.pk])}?project={project.pk}"
    assert ask in secretary.get(detail).content.decode()
    form = secretary.get(ask).content.decode()
    assert f'<option value="{project.pk}" selected>' in form


@pytest.mark.parametrize("sent", ["999999999999999999999", "x", "-1", ""])
def test_an_odd_project_number_is_nobodys_project(
    sent: str, secretary: Client, liaison: User, unit: ResidentUnit
) -> None:
    offer = make_offer(liaison, unit)
    for name in ("offer-detail", "offer-ask"):
        url = reverse(f"covenants:{name}", args=[offer.pk])
        assert secretary.get(url, {"project": sent}).status_code == 200


def test_a_project_without_wants_says_what_to_do(
    secretary: Client, community_secretary: User, community: Organization
) -> None:
    project = make_claimable(community_secretary, community, wants={})
    page = secretary.get(reverse("covenants:project-offers", args=[project.pk]))
    assert "还没有填写所需资源" in page.content.decode()


def test_nobody_but_a_units_liaison_has_a_list_to_claim_from(
    project: Project, liaison: User, community_secretary: User, district_admin: User, member: User
) -> None:
    assert list(claimable_by(liaison)) == [project]
    for user in (community_secretary, district_admin, member):
        assert list(claimable_by(user)) == []


def test_a_unit_of_another_district_does_not_see_the_project(project: Project) -> None:
    other = District.objects.create(code="411503", name="平桥区")
    unit = make_unit(make_admin(other, "other_district"), other)
    far = make_holder("far_liaison", Role.LIAISON, unit)
    assert list(claimable_by(far)) == []
    page = SignedIn(far).get(reverse("covenants:unit-claimable-detail", args=[project.pk]))
    assert page.status_code == 404


def queries(user: User, url: str) -> int:
    client = SignedIn(user)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


DESK = ["offer-list", "request-list", "claim-list"]
UNIT = ["unit-offer-list", "unit-request-list", "unit-claim-list", "unit-claimable-list"]
API = ["api:resource-offer-list", "api:resource-request-list", "api:project-claim-list"]


@pytest.mark.parametrize(
    ("role", "name"),
    [
        *(("community_secretary", f"covenants:{name}") for name in [*DESK, "project-offers"]),
        *(("liaison", f"covenants:{name}") for name in UNIT),
        *(("community_secretary", name) for name in API),
    ],
)
def test_a_list_of_twelve_costs_what_a_list_of_two_costs(
    role: str,
    name: str,
    request: pytest.FixtureRequest,
    project: Project,
    community_secretary: User,
    liaison: User,
) -> None:
    user, unit = request.getfixturevalue(role), ResidentUnit.objects.get()
    url = reverse(name, args=[project.pk] if name.endswith("project-offers") else [])

    def add(count: int) -> None:
        for number in range(count):
            offer = make_offer(liaison, unit)
            make_request(community_secretary, offer, project.lead, project=project)
            claimable = make_claimable(community_secretary, project.lead)
            if number % 2:
                make_claim(liaison, claimable, unit)
            else:
                make_accepted_claim(community_secretary, liaison, claimable, unit)

    add(2)
    few = queries(user, url)
    add(10)
    assert queries(user, url) == few
    assert few <= 12


def test_of_a_thousand_offers_one_page_is_read(
    project: Project, community_secretary: User, liaison: User, unit: ResidentUnit
) -> None:
    make_offer(liaison, unit)
    url = reverse("covenants:project-offers", args=[project.pk])
    few = queries(community_secretary, url)
    day = clock.today() + datetime.timedelta(days=60)
    rows = [
        ResourceOffer(unit=unit, kind="place", name=f"会议室 {number}", available_to=day)
        for number in range(1000)
    ]
    ResourceOffer.objects.bulk_create(rows)
    assert queries(community_secretary, url) <= few + 1  # further pages are counted
    text = SignedIn(community_secretary).get(url).content.decode()
    assert text.count("会议室") == 25
