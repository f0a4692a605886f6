import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AccessRecord, AuditEntry, User
from common import clock
from common.violations import RuleViolation
from members.operations.members import register_member
from orgs.models import District, Organization, ResidentUnit
from orgs.operations.tree import merge_organizations
from orgs.operations.units import (
    change_unit,
    close_unit,
    declare_members,
    register_unit,
    reopen_unit,
    reveal_unit_phone,
)
from orgs.operations.uscc import normalise_uscc
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.covenants import make_covenant
from tests.makers.orgs import Places, make_holder, make_unit

USCC = "91110000600037341L"
PHONE = "13912345678"
SPRING = datetime.date(2026, 3, 1)


def refusal_of(operation: object, **wish: object) -> str:
    with pytest.raises(RuleViolation) as caught:
        operation(**wish)
    return caught.value.code


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("91110000600037341", "应为 18 位，现在是 17 位"),
        ("91110000600037341L0", "现在是 19 位"),
        ("9111000060003734lI", "第 18 位“I”不对"),
        ("9111000O600037341L", "第 8 位“O”不对：代码里不用字母 I、O、Z、S、V（可能是 0）"),
        ("91110000S00037341L", "第 9 位“S”不对"),
        ("911A0000600037341L", "第 4 位“A”不对：第 3 至 8 位是区划代码，只能是数字"),
        ("9111000060003#341L", "第 14 位“#”不对"),
        ("91110000６０００中7341L", "第 13 位“中”不对"),
        ("91110000600037341M", "第 18 位（校验码）应为 L，填的是 M"),
        ("91110000600037314L", "第 18 位（校验码）应为 "),
        ("91110000\u200b600037341L", "看不见的特殊字符"),
    ],
)
def test_a_wrong_credit_code_is_told_which_digit(code: str, said: str) -> None:
    with pytest.raises(RuleViolation, match=r"统一社会信用代码") as caught:
        normalise_uscc(code)
    assert said in caught.value.message
    assert caught.value.code in {"unit.uscc", "text.forbidden"}


def test_any_single_wrong_digit_of_a_credit_code_is_refused() -> None:
    for position, right in enumerate(USCC):
        wrong = "2" if right != "2" else "3"
        with pytest.raises(RuleViolation):
            normalise_uscc(USCC[:position] + wrong + USCC[position + 1 :])
    assert normalise_uscc("91110000-6000３7341ｌ ") == USCC


def test_names_of_persons_and_the_number_are_kept_in_one_form(
    district_admin: User, unit: ResidentUnit
) -> None:
    changed = change_unit(
        actor=district_admin,
        unit=unit,
        first_responsible="阿卜杜拉•买买提",
        liaison=" 王 五 ",
        mobile="+86 139-1234-5678",
    )
    assert (changed.first_responsible, changed.liaison) == ("阿卜杜拉·买买提", "王五")
    assert (changed.mobile_masked, changed.open_mobile()) == ("139****5678", PHONE)
    assert PHONE not in changed.mobile_cipher
    for values in ({"liaison": "王\u202e五"}, {"mobile": "1391234567"}, {"liaison": "王" * 51}):
        with pytest.raises(RuleViolation):
            change_unit(actor=district_admin, unit=unit, **values)
    change_unit(actor=district_admin, unit=unit, mobile="")
    unit.refresh_from_db()
    assert (unit.mobile_masked, unit.mobile_cipher) == ("", "")


def test_a_change_leaves_what_was_before_but_never_a_number(
    district_admin: User, unit: ResidentUnit
) -> None:
    change_unit(actor=district_admin, unit=unit, liaison="王五", mobile=PHONE, name=unit.name)
    entry = AuditEntry.objects.get(action="unit.change")
    assert entry.detail == {
        "before": {"liaison": ""}, "after": {"liaison": "王五"}, "mobile": "changed",
    }  # fmt: skip
    version = ResidentUnit.objects.get(pk=unit.pk).version
    change_unit(actor=district_admin, unit=unit, liaison="王五", mobile=PHONE)
    assert ResidentUnit.objects.get(pk=unit.pk).version == version
    assert AuditEntry.objects.filter(action="unit.change").count() == 1


def test_the_full_number_needs_a_reason_and_leaves_a_record(
    district_admin: User, unit: ResidentUnit, street_secretary: User
) -> None:
    change_unit(actor=district_admin, unit=unit, mobile=PHONE)
    browser, url = SignedIn(district_admin), f"/desk/units/{unit.pk}/phone/"
    assert PHONE not in browser.get(unit.get_absolute_url()).content.decode()
    assert browser.post(url, {"reason": " "}).status_code == 422
    assert AccessRecord.objects.count() == 0
    shown = browser.post(url, {"reason": "联系核对名册", "form_key": uuid.uuid4()})
    assert PHONE in shown.content.decode()
    assert AccessRecord.objects.get().reason == "联系核对名册"
    with pytest.raises(PermissionDenied):
        reveal_unit_phone(actor=street_secretary, unit=unit, reason="联系")


def test_a_community_sees_the_number_of_its_own_units_only(
    district_admin: User, places: Places, community_secretary: User, neighbour: User
) -> None:
    unit = make_unit(district_admin, places.district)
    change_unit(actor=district_admin, unit=unit, mobile=PHONE, located_in=places.community)
    assert reveal_unit_phone(actor=community_secretary, unit=unit, reason="联系") == PHONE
    with pytest.raises(PermissionDenied):
        reveal_unit_phone(actor=neighbour, unit=unit, reason="联系")


def test_a_unit_lies_in_a_community_in_use_of_its_district(
    district_admin: User, unit: ResidentUnit, places: Places
) -> None:
    merge_organizations(
        actor=district_admin,
        organization=places.sibling,
        target=places.community,
        effective_on=clock.today(),
    )
    for place in (places.street, places.grid, places.sibling):
        for field in ("located_in", "paired_community"):
            wish = {"actor": district_admin, "unit": unit, field: place}
            assert refusal_of(change_unit, **wish) == "unit.community"


def test_a_superior_is_of_the_district_and_never_in_a_circle(
    district_admin: User, district: District
) -> None:
    top, middle, low = (make_unit(district_admin, district, name) for name in "甲乙丙")
    actor = {"actor": district_admin}
    change_unit(**actor, unit=middle, superior_unit=top)
    change_unit(**actor, unit=low, superior_unit=middle)
    for unit, superior in ((top, top), (top, middle), (top, low)):
        assert refusal_of(change_unit, **actor, unit=unit, superior_unit=superior) == (
            "unit.superior"
        )
    elsewhere = District.objects.create(code="411503", name="平桥区")
    foreign = ResidentUnit.objects.create(district=elsewhere, name="平桥区教体局")
    assert refusal_of(change_unit, **actor, unit=top, superior_unit=foreign) == "unit.superior"


def test_declared_members_are_dated_today_or_earlier(
    district_admin: User, unit: ResidentUnit
) -> None:
    wish = {"actor": district_admin, "unit": unit, "count": 5}
    for day in (clock.today() + datetime.timedelta(days=1), datetime.date(1, 1, 1)):
        assert refusal_of(declare_members, **wish, declared_on=day) == "unit.declared_on"


def test_a_closed_unit_takes_no_new_members_or_covenants_until_it_is_reopened(
    district_admin: User,
    community_secretary: User,
    unit: ResidentUnit,
    community: Organization,
) -> None:
    change_unit(actor=district_admin, unit=unit, active_from=SPRING)
    close_unit(actor=district_admin, unit=unit, active_to=SPRING)
    person = {"name": "王小红", "mobile": "13800001234", "unit": unit}
    with pytest.raises(RuleViolation, match="已停用"):
        register_member(actor=community_secretary, **person)
    with pytest.raises(RuleViolation, match="已停用"):
        make_covenant(community_secretary, community, unit)
    assert (
        refusal_of(close_unit, actor=district_admin, unit=unit, active_to=SPRING) == "unit.closed"
    )
    reopen_unit(actor=district_admin, unit=unit)
    assert refusal_of(reopen_unit, actor=district_admin, unit=unit) == "unit.open"
    register_member(actor=community_secretary, **person)


def test_a_unit_is_closed_between_its_first_day_and_today(
    district_admin: User, unit: ResidentUnit
) -> None:
    for days in (-1, 1):
        day = clock.today() + datetime.timedelta(days=days)
        wish = {"actor": district_admin, "unit": unit, "active_to": day}
        assert refusal_of(close_unit, **wish) == "unit.active_to"


def test_a_unit_does_not_come_back_beside_one_of_its_name(
    district_admin: User, unit: ResidentUnit, district: District
) -> None:
    close_unit(actor=district_admin, unit=unit, active_to=clock.today())
    make_unit(district_admin, district, unit.name)
    assert refusal_of(reopen_unit, actor=district_admin, unit=unit) == "unit.known"


def test_every_step_of_a_unit_is_taken_on_its_pages(
    district_admin: User, unit: ResidentUnit
) -> None:
    browser, base = SignedIn(district_admin), f"/desk/units/{unit.pk}"
    today = f"{clock.today()}"
    browser.post(f"{base}/declare/", {"count": "１２", "declared_on": today})
    browser.post(f"{base}/close/", {"active_to": today})
    unit.refresh_from_db()
    assert (unit.declared_members, unit.active_to) == (12, clock.today())
    browser.post(f"{base}/reopen/")
    unit.refresh_from_db()
    assert unit.active_to is None


@pytest.mark.parametrize(
    "values",
    [
        {"name": "\x00"},
        {"name": "局" * 101},
        {"uscc": "1" * 10_000},
        {"category": "nothing"},
        {"located_in": "9" * 30},
        {"located_in": "abc"},
        {"superior_unit": "-1"},
        {"active_from": "2026-02-30"},
        {"active_from": "0001-01-01"},
        {"active_from": "9999-12-31"},
        {"mobile": "13800000000x"},
    ],
)
def test_bad_input_on_the_page_gets_a_sentence_and_loses_nothing(
    values: dict[str, str], district_admin: User
) -> None:
    typed = {"name": "区法院", "category": "other", "liaison": "王小红"} | values
    response = SignedIn(district_admin).post("/desk/units/new/", typed)
    assert response.status_code == 422
    assert "王小红" in response.content.decode()
    assert not ResidentUnit.objects.exists()


def test_odd_numbers_of_members_are_refused(district_admin: User, unit: ResidentUnit) -> None:
    browser, url = SignedIn(district_admin), f"/desk/units/{unit.pk}/declare/"
    for count in ("-1", "9" * 30, "1.5", "十", ""):
        typed = {"count": count, "declared_on": f"{clock.today()}"}
        assert browser.post(url, typed).status_code == 422


def test_communities_are_offered_street_by_street_with_their_spelling(
    district_admin: User, places: Places, django_assert_max_num_queries: object
) -> None:
    text = SignedIn(district_admin).get("/desk/units/new/").content.decode()
    assert f'<optgroup label="{places.street.name}">' in text
    assert "大拱桥社区大党委" not in text
    assert 'data-spelling="dagongqiaoshequ dgqsq"' in text


def test_a_dissolved_community_stays_offered_where_it_is_stored(
    district_admin: User, unit: ResidentUnit, places: Places
) -> None:
    change_unit(actor=district_admin, unit=unit, located_in=places.sibling)
    merge_organizations(
        actor=district_admin,
        organization=places.sibling,
        target=places.community,
        effective_on=clock.today(),
    )
    url = f"/desk/units/{unit.pk}/change/"
    page = SignedIn(district_admin).get(url).content.decode()
    assert f'value="{places.sibling.pk}" selected' in page
    typed = {"name": "区教体局", "category": "other", "located_in": places.sibling.pk}
    assert SignedIn(district_admin).post(url, typed).status_code == 302


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=教体", 1),
        ("q=qjtj", 1),
        ("q=jtj", 1),
        ("q=qujiaotiju", 1),
        ("q=tiju", 1),
        ("q=9111000060", 1),
        ("q=%25", 0),
        ("q=_", 0),
        ("q=an", 0),
        ("category=school", 0),
        ("state=open", 1),
        ("state=closed", 0),
        ("superior=999999999999999999999999", 1),
        ("community=abc", 1),
    ],
)
def test_units_are_found_by_name_spelling_code_and_state(
    query: str, count: int, district_admin: User, district: District
) -> None:
    register_unit(
        actor=district_admin, district=district, name="区教体局", category="other", uscc=USCC
    )
    page = SignedIn(district_admin).get(f"/desk/units/?{query}")
    assert len(page.context["table"].data) == count


def test_a_member_of_another_role_cannot_use_the_units_pages(places: Places) -> None:
    grid_secretary = make_holder("grid_b", Role.GRID, places.grid)
    assert SignedIn(grid_secretary).get("/desk/units/duplicates/").status_code == 403
