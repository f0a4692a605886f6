"""The unit, or the community, says who sent a first contact."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common.violations import RuleViolation
from members.models import CheckIn, FirstContact, Member
from members.operations.verifying import refuse_first_contact, verify_first_contact
from orgs.models import ResidentUnit
from orgs.operations.units import change_unit
from tests.makers.first_contacts import make_accepted_contact, make_first_contact
from tests.makers.members import PHONE, make_entered, make_member, make_member_account
from tests.makers.orgs import Places, make_unit

State = FirstContact.State


@pytest.fixture
def contact(unit: ResidentUnit, places: Places) -> FirstContact:
    return make_first_contact(unit, places.community)


def test_the_liaison_says_yes_and_the_member_waits_at_the_community(
    contact: FirstContact, unit: ResidentUnit, liaison: User, client_of: type[Client]
) -> None:
    response = client_of(liaison).post(
        f"/unit/first-contacts/{contact.pk}/verify/", {"version": contact.version}, follow=True
    )
    assert "已通过，转社区接收" in response.content.decode()
    member, check_in = Member.objects.get(), CheckIn.objects.get()
    assert (member.name, member.open_mobile(), member.unit) == ("王小红", PHONE, unit)
    assert (check_in.member, check_in.status) == (member, CheckIn.Status.PENDING)
    assert [row.category for row in check_in.intentions.current()] == ["01", "09"]
    contact.refresh_from_db()
    assert (contact.state, contact.decided_by) == (State.PASSED, liaison)


def test_the_community_that_was_chosen_may_say_it_too(
    contact: FirstContact, community_secretary: User, client_of: type[Client]
) -> None:
    client = client_of(community_secretary)
    assert "王小红" in client.get("/desk/first-contacts/?state=waiting").content.decode()
    client.post(f"/desk/first-contacts/{contact.pk}/verify/", {"version": contact.version})
    assert CheckIn.objects.get().status == CheckIn.Status.PENDING


def test_another_community_and_another_units_liaison_may_not(
    contact: FirstContact, neighbour: User, stranger: User
) -> None:
    for actor in (neighbour, stranger):
        with pytest.raises(PermissionDenied):
            verify_first_contact(actor=actor, contact=contact)


def test_who_came_onto_the_roster_meanwhile_is_not_added_twice(
    contact: FirstContact, unit: ResidentUnit, liaison: User
) -> None:
    member = make_member(unit)
    verify_first_contact(actor=liaison, contact=contact)
    assert Member.objects.get() == member


def test_a_namesake_with_an_old_number_gets_the_new_one(
    unit: ResidentUnit, places: Places, liaison: User, client_of: type[Client]
) -> None:
    member = make_member(unit, mobile="13700000000")
    contact = make_first_contact(unit, places.community)
    page = f"/unit/first-contacts/{contact.pk}/"
    client = client_of(liaison)
    assert "137****0000" in client.get(page).content.decode()
    client.post(f"{page}verify/", {"version": contact.version, "who": member.pk})
    member.refresh_from_db()
    assert member.open_mobile() == PHONE
    assert CheckIn.objects.get().member == member


def test_another_person_of_that_name_is_added(
    unit: ResidentUnit, places: Places, liaison: User, client_of: type[Client]
) -> None:
    make_member(unit, mobile="13700000000")
    contact = make_first_contact(unit, places.community)
    page = f"/unit/first-contacts/{contact.pk}/verify/"
    client = client_of(liaison)
    assert client.post(page, {"version": contact.version}).status_code == 422
    client.post(page, {"version": contact.version, "who": "new"})
    assert Member.objects.count() == 2


def test_somebody_who_is_no_namesake_cannot_be_given_the_number(
    contact: FirstContact, unit: ResidentUnit, liaison: User
) -> None:
    member = make_member_account(unit, "other", "王小红", "13700000000").member
    with pytest.raises(RuleViolation) as refusal:
        verify_first_contact(actor=liaison, contact=contact, member=member)
    assert refusal.value.code == "first_contact.namesake"


def test_a_refusal_says_why_and_keeps_neither_number_nor_password(
    contact: FirstContact, liaison: User, client_of: type[Client]
) -> None:
    page = f"/unit/first-contacts/{contact.pk}/"
    client = client_of(liaison)
    assert client.post(f"{page}refuse/", {"reason": " "}).status_code == 422
    client.post(f"{page}refuse/", {"reason": "本单位没有这个人"})
    shown = client.get(page).content.decode()
    assert "本单位没有这个人" in shown
    assert "138****1234" not in shown
    contact.refresh_from_db()
    assert (contact.state, contact.password, contact.open_mobile()) == (State.REFUSED, "", "")


def test_what_is_decided_is_not_decided_again(
    contact: FirstContact, liaison: User, community_secretary: User
) -> None:
    refuse_first_contact(actor=liaison, contact=contact, reason="查无此人")
    with pytest.raises(RuleViolation) as refusal:
        verify_first_contact(actor=community_secretary, contact=contact)
    assert refusal.value.code == "first_contact.decided"


def test_a_decision_on_an_older_version_is_refused(contact: FirstContact, liaison: User) -> None:
    with pytest.raises(RuleViolation) as refusal:
        verify_first_contact(actor=liaison, contact=contact, version=contact.version + 1)
    assert refusal.value.code == "record.stale"


def test_who_checked_in_elsewhere_meanwhile_does_not_pass(
    contact: FirstContact, unit: ResidentUnit, places: Places, liaison: User, neighbour: User
) -> None:
    make_entered(neighbour, places.sibling, unit, "王小红", PHONE)
    with pytest.raises(RuleViolation) as refusal:
        verify_first_contact(actor=liaison, contact=contact)
    assert refusal.value.code == "check_in.registered"
    contact.refresh_from_db()
    assert contact.state == State.WAITING


def test_a_pairing_that_ended_meanwhile_leaves_the_place_of_residence(
    unit: ResidentUnit, places: Places, liaison: User, district_admin: User
) -> None:
    change_unit(actor=district_admin, unit=unit, paired_community=places.community)
    unit.refresh_from_db()
    contact = make_first_contact(unit, places.community, basis="pairing")
    change_unit(actor=district_admin, unit=unit, paired_community=places.sibling)
    verify_first_contact(actor=liaison, contact=contact)
    assert CheckIn.objects.get().basis == CheckIn.Basis.RESIDENCE


def test_another_units_first_contact_is_not_there(
    places: Places, district_admin: User, liaison: User, client_of: type[Client]
) -> None:
    other = make_unit(district_admin, places.district, "区财政局")
    elsewhere = make_first_contact(other, places.community, "李四", "13900000004")
    for page in ("", "verify/", "refuse/"):
        address = f"/unit/first-contacts/{elsewhere.pk}/{page}"
        assert client_of(liaison).get(address).status_code == 404


def test_the_secretarys_to_do_list_counts_what_waits(
    contact: FirstContact, community_secretary: User, client_of: type[Client]
) -> None:
    page = client_of(community_secretary).get("/desk/").content.decode()
    assert "待核实首次报到" in page
    assert "/desk/first-contacts/?state=waiting" in page


@pytest.mark.parametrize("query", ["q=%25", "state=x", "page=99999", "sort=x", "q='+OR+1=1--"])
def test_an_odd_address_of_the_list_is_no_server_error(
    contact: FirstContact, liaison: User, client_of: type[Client], query: str
) -> None:
    page = client_of(liaison).get(f"/unit/first-contacts/?{query}")
    assert page.status_code in {200, 404}


@pytest.mark.parametrize("page", ["/desk/first-contacts/", "/unit/first-contacts/"])
def test_the_lists_cost_the_same_at_any_length(
    unit: ResidentUnit, places: Places, liaison: User, community_secretary: User,
    client_of: type[Client], page: str,
) -> None:  # fmt: skip
    client = client_of(liaison if page.startswith("/unit") else community_secretary)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    for number in range(2):
        make_first_contact(unit, places.community, "丙丙", f"136000000{number:02d}")
    few = cost()
    for number in range(2, 12):
        make_first_contact(unit, places.community, "丙丙", f"136000000{number:02d}")
    assert cost() == few <= 10


def test_accepting_what_was_sent_by_qr_asks_for_the_person_first(
    unit: ResidentUnit, places: Places, community_secretary: User, client_of: type[Client]
) -> None:
    make_member(unit)
    contact = make_first_contact(unit, places.community)
    client = client_of(community_secretary)
    assert "扫码提交，先核实身份" in client.get("/desk/check-ins/").content.decode()
    for page in ("", "accept/"):
        shown = client.get(f"/desk/check-ins/{contact.check_in_id}/{page}").content.decode()
        assert "由扫码提交，请先与本人核实身份" in shown
    assert make_accepted_contact(community_secretary, contact).status == "registered"


@pytest.fixture
def taken(unit: ResidentUnit, places: Places, district_admin: User) -> FirstContact:
    """A first contact whose number the register knows under two other names."""
    make_member(unit, "李梅")
    make_member(make_unit(district_admin, places.district, "区财政局"), "赵刚")
    return make_first_contact(unit, places.community)


def test_a_number_under_another_name_is_pointed_out_without_names_out_of_sight(
    taken: FirstContact, liaison: User, client_of: type[Client]
) -> None:
    page = client_of(liaison).get(f"/unit/first-contacts/{taken.pk}/").content.decode()
    assert "已登记在另一姓名下：李梅" in page
    assert "您管理范围以外的 1 名党员" in page
    assert "赵刚" not in page


def test_nobody_is_added_with_a_known_number_unless_somebody_says_they_are_two(
    taken: FirstContact, liaison: User, client_of: type[Client]
) -> None:
    page = f"/unit/first-contacts/{taken.pk}/verify/"
    client = client_of(liaison)
    answer = client.post(page, {"version": taken.version})
    assert (answer.status_code, CheckIn.objects.count()) == (422, 0)
    assert "确认是两个人" in answer.content.decode()
    client.post(page, {"version": taken.version, "is_another": "on"})
    assert CheckIn.objects.get().member.name == "王小红"
