"""流动党员: guided to check in at their place of residence."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from members.models import CheckIn, FirstContact, Member
from members.operations.verifying import verify_first_contact
from orgs.models import District
from tests.makers.first_contacts import (
    inbound_start_of,
    make_accepted_contact,
    make_first_contact,
    typed,
)
from tests.makers.members import PHONE
from tests.makers.orgs import Places, make_admin

HOME = "平桥区新集村党支部"


def test_an_inbound_member_waits_for_the_communitys_word(places: Places) -> None:
    sent = typed(places.community, home_organization=HOME)
    response = Client().post(inbound_start_of(places.district), sent)
    assert response["Location"] == "/me/start/sent/"
    contact = FirstContact.objects.get()
    assert (contact.unit, contact.state) == (None, FirstContact.State.WAITING)
    assert contact.home_organization == HOME


@pytest.mark.parametrize("home", ["", " ", "党" * 101, "党\x00部"])
def test_the_organisation_at_home_must_be_named(places: Places, home: str) -> None:
    sent = typed(places.community, home_organization=home)
    response = Client().post(inbound_start_of(places.district), sent)
    assert response.status_code == 422
    assert response.context["form"].errors["home_organization"]


def test_the_community_takes_them_in_without_a_unit(
    places: Places, community_secretary: User, client_of: type[Client]
) -> None:
    contact = make_first_contact(None, places.community)
    client = client_of(community_secretary)
    client.post(f"/desk/first-contacts/{contact.pk}/verify/", {"version": contact.version})
    member = Member.objects.get()
    assert (member.unit, member.flow, member.org_relation, member.home_organization) == (
        None, Member.Flow.INBOUND, Member.OrgRelation.ELSEWHERE, HOME,
    )  # fmt: skip
    contact.refresh_from_db()
    check_in = make_accepted_contact(community_secretary, contact)
    assert (check_in.unit, check_in.is_inbound, check_in.status) == (
        None, True, CheckIn.Status.REGISTERED,
    )  # fmt: skip
    for page in (check_in.get_absolute_url(), member.get_absolute_url(), "/desk/check-ins/"):
        assert client.get(page).status_code == 200


def test_an_inbound_member_signs_in_with_the_number(
    places: Places, community_secretary: User, client_of: type[Client]
) -> None:
    contact = make_first_contact(None, places.community)
    contact = verify_first_contact(actor=community_secretary, contact=contact)
    make_accepted_contact(community_secretary, contact)
    account = User.objects.get(name="王小红")
    assert client_of(account).get("/me/check-in/").status_code == 200


def test_no_liaison_sees_an_inbound_member(
    places: Places, liaison: User, client_of: type[Client]
) -> None:
    contact = make_first_contact(None, places.community)
    assert client_of(liaison).get(f"/unit/first-contacts/{contact.pk}/").status_code == 404


def test_a_districts_code_that_is_none_gets_a_friendly_404(places: Places) -> None:
    answer = Client().get("/me/start/inbound/999999/")
    assert answer.status_code == 404
    assert "已经失效" in answer.content.decode()


def test_another_districts_community_is_no_choice(places: Places) -> None:
    other = District.objects.create(code="411503", name="平桥区")
    make_admin(other, "other_admin")
    sent = typed(places.community, home_organization=HOME)
    response = Client().post(inbound_start_of(other), sent)
    assert response.status_code == 422
    assert not FirstContact.objects.exists()


def test_the_poster_leads_to_the_page_with_the_community_chosen(
    places: Places, community_secretary: User, client_of: type[Client]
) -> None:
    page = client_of(community_secretary).get("/desk/first-contacts/poster/").content.decode()
    address = f"/me/start/inbound/{places.district.code}/?community={places.community.pk}"
    assert f"http://testserver{address}" in page
    shown = Client().get(address).content.decode()
    assert f'<option value="{places.community.pk}" selected' in shown


def test_the_poster_names_the_outer_address_where_there_is_one(
    places: Places, community_secretary: User, client_of: type[Client], settings: Any
) -> None:
    settings.PUBLIC_URL = "https://dangyuan.example.cn/"
    page = client_of(community_secretary).get("/desk/first-contacts/poster/").content.decode()
    assert "https://dangyuan.example.cn/me/start/inbound/" in page


def test_the_same_number_again_changes_nothing(places: Places) -> None:
    assert make_first_contact(None, places.community) is not None
    assert make_first_contact(None, places.community, mobile=f"+86 {PHONE}") is None
