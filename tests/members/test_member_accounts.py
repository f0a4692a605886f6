"""Accounts of members: opened by the acceptance, let in by a slip, moved with the number."""

import re
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import AuditEntry, Notification, User
from common import clock
from common.phones import blind_index
from common.violations import RuleViolation
from members.models import CheckIn, FirstContact, Member
from members.operations.accounts import issue_member_slip
from members.operations.handling import close_check_in, return_check_in
from members.operations.members import change_mobile
from members.operations.merges import merge_members
from orgs.models import ResidentUnit
from orgs.operations.activations import activate_account
from orgs.policy import Role
from tests.makers.accounts import GOOD, sign_in
from tests.makers.first_contacts import make_accepted_contact, make_first_contact
from tests.makers.members import PHONE, make_entered, make_member, make_member_account
from tests.makers.orgs import Places, make_user

INSIDE = "/"


@pytest.fixture
def accepted(unit: ResidentUnit, places: Places, community_secretary: User) -> CheckIn:
    make_member(unit)
    contact = make_first_contact(unit, places.community)
    return make_accepted_contact(community_secretary, contact)


@pytest.fixture
def entered(unit: ResidentUnit, places: Places, community_secretary: User) -> CheckIn:
    """在册, entered at the counter: no account."""
    return make_entered(community_secretary, places.community, unit)


def test_no_account_before_the_community_accepts(unit: ResidentUnit, places: Places) -> None:
    make_member(unit)
    make_first_contact(unit, places.community)
    assert sign_in(PHONE, GOOD)[1].status_code == 200


def test_acceptance_opens_the_account_with_the_chosen_password(accepted: CheckIn) -> None:
    browser, answer = sign_in(PHONE, GOOD)
    assert answer["Location"] == INSIDE
    assert "大拱桥社区" in browser.get("/me/check-in/").content.decode()


def test_the_account_holds_a_members_rights_in_the_district_and_no_more(
    accepted: CheckIn, places: Places
) -> None:
    account = accepted.member.user
    assert re.fullmatch(r"dy[0-9]{8}", account.username)
    assert (account.name, account.mobile_index) == ("王小红", blind_index(PHONE))
    assert [(g.role, g.place) for g in account.grants.all()] == [(Role.MEMBER, places.district)]
    assert account.home.district == places.district
    entry = AuditEntry.objects.get(action="account.open")
    assert entry.actor_id == accepted.accepted_by_id


def test_the_password_is_handed_over_and_not_kept_twice(accepted: CheckIn) -> None:
    assert FirstContact.objects.get().password == ""


def test_what_is_sent_back_keeps_no_password_and_may_be_sent_again(
    unit: ResidentUnit, places: Places, community_secretary: User
) -> None:
    make_member(unit)
    contact = make_first_contact(unit, places.community)
    return_check_in(actor=community_secretary, check_in=contact.check_in, reason="住址不符")
    contact.refresh_from_db()
    assert contact.password == ""
    again = make_first_contact(unit, places.community)
    make_accepted_contact(community_secretary, again)
    assert sign_in(PHONE, GOOD)[1]["Location"] == INSIDE


def test_the_member_finds_the_communitys_message(accepted: CheckIn) -> None:
    texts = Notification.objects.filter(recipient=accepted.member.user)
    assert "大拱桥社区已接收您的报到" in texts.get().text


def test_a_number_that_another_account_signs_in_with_stays_there(
    unit: ResidentUnit, places: Places, community_secretary: User
) -> None:
    other = make_user("other")
    User.objects.filter(pk=other.pk).update(mobile_index=blind_index(PHONE))
    make_member(unit)
    contact = make_first_contact(unit, places.community)
    account = make_accepted_contact(community_secretary, contact).member.user
    assert account.mobile_index == ""
    told = Notification.objects.get(recipient=community_secretary).text
    assert account.username in told
    assert sign_in(account.username, GOOD)[1].status_code == 302


def test_another_number_takes_the_sign_in_along(
    accepted: CheckIn, community_secretary: User
) -> None:
    change_mobile(actor=community_secretary, member=accepted.member, phone="13700000000")
    assert sign_in("13700000000", GOOD)[1].status_code == 302
    assert sign_in(PHONE, GOOD)[1].status_code == 200


def test_a_number_that_is_taken_ends_the_sign_in_by_number(
    accepted: CheckIn, community_secretary: User
) -> None:
    other = make_user("other")
    User.objects.filter(pk=other.pk).update(mobile_index=blind_index("13700000000"))
    change_mobile(actor=community_secretary, member=accepted.member, phone="13700000000")
    assert User.objects.get(pk=accepted.member.user_id).mobile_index == ""


def test_a_slip_is_shown_once_and_lets_the_member_in(
    entered: CheckIn, community_secretary: User, client_of: type[Client]
) -> None:
    page = f"/desk/members/{entered.member_id}/slip/"
    client = client_of(community_secretary)
    assert not User.objects.filter(name="李建国").exists()
    shown = client.post(page, {"version": entered.member.version}).content.decode()
    code = re.search(r"<strong[^>]*>([0-9A-Z-]{23})</strong>", shown).group(1)
    assert "本人手机号" in shown
    assert code not in client.get(page).content.decode()
    account = activate_account(code=code, password=GOOD)
    assert account == Member.objects.get().user
    assert sign_in("13900005678", GOOD)[1]["Location"] == INSIDE


def test_a_slip_names_the_outer_address_where_there_is_one(
    entered: CheckIn, community_secretary: User, client_of: type[Client], settings: Any
) -> None:
    settings.PUBLIC_URL = "https://dangyuan.example.cn"
    page = client_of(community_secretary).post(f"/desk/members/{entered.member_id}/slip/")
    assert "https://dangyuan.example.cn/accounts/activate/" in page.content.decode()


def test_a_second_slip_makes_the_first_void(entered: CheckIn, community_secretary: User) -> None:
    first, second = (
        issue_member_slip(actor=community_secretary, member=entered.member) for _ in range(2)
    )
    assert User.objects.filter(name="李建国").count() == 1
    with pytest.raises(RuleViolation):
        activate_account(code=first.code, password=GOOD)
    activate_account(code=second.code, password=GOOD)


def test_a_slip_lets_an_older_account_sign_in_by_number(
    unit: ResidentUnit, places: Places, community_secretary: User
) -> None:
    make_member_account(unit, "older", "李建国", "13900005678")
    entered = make_entered(community_secretary, places.community, unit)
    issued = issue_member_slip(actor=community_secretary, member=entered.member)
    activate_account(code=issued.code, password=GOOD)
    assert sign_in("13900005678", GOOD)[1].status_code == 302


def test_a_merger_takes_the_sign_in_to_the_number_that_stays(
    accepted: CheckIn, unit: ResidentUnit, community_secretary: User, district_admin: User
) -> None:
    close_check_in(
        actor=community_secretary, check_in=accepted, close_reason="other",
        closed_on=clock.today(),
    )  # fmt: skip
    kept = make_member(unit, mobile="13700000000")
    merge_members(
        actor=district_admin, duplicate=accepted.member, kept=kept, reason="同一人换了号码"
    )
    assert sign_in("13700000000", GOOD)[1].status_code == 302
    assert sign_in(PHONE, GOOD)[1].status_code == 200


def test_a_slip_lasts_a_fortnight(entered: CheckIn, community_secretary: User) -> None:
    code = issue_member_slip(actor=community_secretary, member=entered.member).code
    with time_machine.travel(clock.now()) as traveller:
        traveller.shift(15 * 24 * 3600)
        page = Client().get(f"/accounts/activate/{code}/").content.decode()
        unknown = Client().get("/accounts/activate/AAAAA-AAAAA-AAAAA-AAAAA/").content.decode()
    assert "启用码不对或已失效" in page
    assert "李建国" not in page
    assert "启用码不对或已失效" in unknown


def test_who_was_in_already_gets_no_slip(accepted: CheckIn, community_secretary: User) -> None:
    sign_in(PHONE, GOOD)
    with pytest.raises(RuleViolation) as refusal:
        issue_member_slip(actor=community_secretary, member=accepted.member)
    assert refusal.value.code == "member.slip_used"


def test_a_forgotten_first_password_is_helped_by_a_slip(
    accepted: CheckIn, community_secretary: User
) -> None:
    code = issue_member_slip(actor=community_secretary, member=accepted.member).code
    activate_account(code=code, password=GOOD + "-neu")
    assert sign_in(PHONE, GOOD + "-neu")[1].status_code == 302


def test_no_slip_after_the_check_in_has_ended(entered: CheckIn, community_secretary: User) -> None:
    close_check_in(
        actor=community_secretary, check_in=entered, close_reason="retired",
        closed_on=clock.today(),
    )  # fmt: skip
    with pytest.raises(RuleViolation) as refusal:
        issue_member_slip(actor=community_secretary, member=entered.member)
    assert refusal.value.code == "member.slip_closed"


def test_an_account_with_other_rights_gets_no_slip(
    unit: ResidentUnit, places: Places, community_secretary: User, liaison: User
) -> None:
    make_member(unit, "李建国", "13900005678", user=liaison)
    entered = make_entered(community_secretary, places.community, unit)
    with pytest.raises(RuleViolation) as refusal:
        issue_member_slip(actor=community_secretary, member=entered.member)
    assert refusal.value.code == "member.slip_account"


@pytest.mark.parametrize("name", ["neighbour", "liaison", "district_admin", "street_secretary"])
def test_nobody_else_issues_a_slip(
    entered: CheckIn, name: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        issue_member_slip(actor=request.getfixturevalue(name), member=entered.member)


def test_the_members_card_offers_the_slip_while_it_helps(
    entered: CheckIn, accepted: CheckIn, community_secretary: User, client_of: type[Client]
) -> None:
    client = client_of(community_secretary)
    offered = f"/desk/members/{entered.member_id}/slip/"
    assert offered in client.get(f"/desk/members/{entered.member_id}/").content.decode()
    sign_in(PHONE, GOOD)
    gone = f"/desk/members/{accepted.member_id}/slip/"
    assert gone not in client.get(f"/desk/members/{accepted.member_id}/").content.decode()


def test_who_had_an_account_keeps_it_and_its_password(
    unit: ResidentUnit, places: Places, community_secretary: User, district_admin: Any
) -> None:
    """The account came between the first contact and the acceptance."""
    member = make_member(unit)
    contact = make_first_contact(unit, places.community)
    account = make_member_account(unit, "member", "别人", "13600000000")
    Member.objects.filter(user=account).update(user=None)
    Member.objects.filter(pk=member.pk).update(user=account)
    make_accepted_contact(community_secretary, contact)
    assert User.objects.get(pk=account.pk).check_password("gongjian-demo")
    assert not User.objects.filter(username__startswith="dy").exists()
