"""Members correct their own number and what they need not have said."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common.violations import RuleViolation
from members.models import Member
from members.operations.own_facts import change_own_facts, clear_own_facts
from orgs.models import ResidentUnit
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.members import PHONE, make_member, make_member_account, make_pending
from tests.makers.orgs import Places, make_holder

FACTS = "/me/facts/"


def typed(**values: str) -> dict[str, str]:
    return {"mobile": PHONE, "gender": "2", "education": "20", "specialties": "急救"} | values


def own(user: User) -> Member:
    return Member.objects.get(user=user)


def test_a_member_corrects_number_and_options(member: User) -> None:
    response = SignedIn(member).post(FACTS, typed(mobile="+86 139-1234-5678"), follow=True)
    assert response.redirect_chain == [("/me/data/", 302)]
    row = own(member)
    assert row.open_mobile() == "13912345678"
    assert (row.gender, row.education, row.specialties) == ("2", "20", "急救")


def test_the_page_shows_the_own_number_and_is_not_kept(member: User) -> None:
    response = SignedIn(member).get(FACTS)
    assert f'value="{PHONE}"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_emptied_fields_are_deleted(member: User) -> None:
    client = SignedIn(member)
    client.post(FACTS, typed())
    client.post(FACTS, {"mobile": PHONE})
    row = own(member)
    assert (row.gender, row.education, row.specialties) == ("9", "", "")


def test_one_button_deletes_what_is_optional(member: User) -> None:
    client = SignedIn(member)
    client.post(FACTS, typed())
    assert client.get("/me/facts/clear/").status_code == 405
    assert "选填信息已清空" in client.post("/me/facts/clear/", follow=True).content.decode()
    row = own(member)
    assert (row.gender, row.education, row.specialties) == ("9", "", "")
    assert row.open_mobile() == PHONE


@pytest.mark.parametrize(
    "number",
    ["1380000123", "23800001234", "1380000123a", "138000012345", "138 0000", "电话", "", "\u202e1"],
)
def test_what_is_no_number_is_refused_and_stays_in_the_form(member: User, number: str) -> None:
    response = SignedIn(member).post(FACTS, typed(mobile=number, specialties="电工"))
    assert response.status_code == 422
    assert "电工" in response.content.decode()
    assert own(member).open_mobile() == PHONE


@pytest.mark.parametrize(
    "number",
    [
        "139-1234-5678",
        "１３９１２３４５６７８",
        "0086 13912345678",
        " 139 1234 5678 ",
        "13912345678.0",
    ],
)
def test_a_number_is_understood_as_people_write_it(member: User, number: str) -> None:
    SignedIn(member).post(FACTS, typed(mobile=number))
    assert own(member).open_mobile() == "13912345678"


def test_an_edit_over_a_newer_one_shows_what_is_stored(member: User) -> None:
    client = SignedIn(member)
    version = own(member).version
    client.post(FACTS, typed(version=str(version)))
    page = client.post(FACTS, typed(version=str(version), specialties="书法")).content.decode()
    assert "刚刚被别人修改" in page
    assert "现在保存的是：急救" in page
    assert "书法" in page


@pytest.mark.parametrize(("field", "value"), [("gender", "7"), ("education", "99")])
def test_what_is_not_in_the_list_is_refused(member: User, field: str, value: str) -> None:
    assert SignedIn(member).post(FACTS, typed(**{field: value})).status_code == 422


def test_markup_stays_text(member: User) -> None:
    client = SignedIn(member)
    client.post(FACTS, typed(specialties="<script>a</script>"))
    assert "<script>a" not in client.get("/me/data/").content.decode()


def test_the_audit_says_what_changed_and_not_to_what(member: User) -> None:
    SignedIn(member).post(FACTS, typed(mobile="13912345678"))
    entries = AuditEntry.objects.filter(action__startswith="member.change")
    assert {entry.action for entry in entries} == {"member.change_mobile", "member.change_own"}
    assert entries.get(action="member.change_own").detail == {"changed": ["性别", "学历", "特长"]}
    assert "13912345678" not in str([entry.detail for entry in entries])


def test_nothing_changed_leaves_no_trace(member: User) -> None:
    row = own(member)
    SignedIn(member).post(FACTS, {"mobile": PHONE, "gender": "9"})
    assert own(member).version == row.version


def test_only_the_member_corrects(member: User, liaison: User, unit: ResidentUnit) -> None:
    other = make_member_account(unit, "other", "赵刚", "13700001111")
    for actor in (other, liaison):
        with pytest.raises(PermissionDenied):
            change_own_facts(actor=actor, member=member.member, mobile=PHONE)
        with pytest.raises(PermissionDenied):
            clear_own_facts(actor=actor, member=member.member)


def test_an_account_without_a_row_is_led_to_who_may_help(unit: ResidentUnit) -> None:
    client = SignedIn(make_holder("unlinked", Role.MEMBER, unit.district))
    assert client.get(FACTS).url == "/me/check-in/"
    assert client.post("/me/facts/clear/").url == "/me/check-in/"


def test_a_number_that_makes_two_rows_one_person_is_refused(
    member: User, unit: ResidentUnit, places: Places
) -> None:
    make_member(unit, member.member.name, "13912345678")
    page = SignedIn(member).post(FACTS, typed(mobile="13912345678"))
    assert page.status_code == 422
    assert "请联系报到社区按重复登记办理" in page.content.decode()
    with pytest.raises(RuleViolation) as refused:
        make_pending(member, places.community, mobile="13912345678")
    assert refused.value.code == "member.known"
    assert own(member).open_mobile() == PHONE


def test_a_number_of_somebody_of_another_name_is_no_obstacle(
    member: User, unit: ResidentUnit
) -> None:
    make_member(unit, "赵刚", "13912345678")
    SignedIn(member).post(FACTS, typed(mobile="13912345678"))
    assert own(member).open_mobile() == "13912345678"
