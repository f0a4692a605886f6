import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common.violations import RuleViolation
from covenants.operations.signing import sign_covenant
from members.models import Member
from members.operations.members import register_member
from orgs.models import District, ResidentUnit
from orgs.operations.grants import grant_role
from orgs.operations.unit_merges import merge_units, unmerge_unit
from orgs.operations.units import change_unit, close_unit, register_unit
from orgs.policy import Role
from orgs.scope import forget_grants
from tests.conftest import SignedIn
from tests.makers.covenants import SIGNED, make_covenant, make_signed
from tests.makers.members import make_member
from tests.makers.orgs import Places, make_admin, make_holder, make_unit

CODES = ("91110000600037341L", "12110000400686428B")


def unit_called(actor: User, district: District, name: str, **values: object) -> ResidentUnit:
    return register_unit(actor=actor, district=district, name=name, category="other", **values)


def refusal(**wish: object) -> str:
    with pytest.raises(RuleViolation) as caught:
        merge_units(**wish)
    return caught.value.code


def pointers() -> dict[str, tuple[str | None, str | None]]:
    return {
        unit.name: (
            unit.duplicate_of and unit.duplicate_of.name,
            unit.merged_into and unit.merged_into.name,
        )
        for unit in ResidentUnit.objects.select_related("duplicate_of", "merged_into")
    }


@pytest.fixture
def trio(district_admin: User, district: District) -> list[ResidentUnit]:
    return [unit_called(district_admin, district, name) for name in ("甲局", "乙局", "丙局")]


def test_a_duplicate_points_to_the_unit_that_stays_and_keeps_its_rows(
    district_admin: User, trio: list[ResidentUnit]
) -> None:
    first, second, _ = trio
    member = make_member(first)
    merge_units(actor=district_admin, unit=first, target=second)
    first.refresh_from_db()
    member.refresh_from_db()
    assert (first.merged_into, member.unit) == (second, first)
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert {"unit.merge", "unit.take_in"} <= set(actions)


def test_what_was_merged_before_comes_along_and_goes_back_exactly(
    district_admin: User, trio: list[ResidentUnit]
) -> None:
    first, second, third = trio
    merge_units(actor=district_admin, unit=first, target=second)
    before = pointers()
    merge_units(actor=district_admin, unit=second, target=third)
    assert pointers() == {
        "甲局": ("乙局", "丙局"), "乙局": ("丙局", "丙局"), "丙局": (None, None),
    }  # fmt: skip
    unmerge_unit(actor=district_admin, unit=second)
    assert pointers() == before


def test_one_that_came_along_may_leave_alone(
    district_admin: User, trio: list[ResidentUnit]
) -> None:
    first, second, third = trio
    merge_units(actor=district_admin, unit=first, target=second)
    merge_units(actor=district_admin, unit=second, target=third)
    unmerge_unit(actor=district_admin, unit=first)
    unmerge_unit(actor=district_admin, unit=second)
    assert set(pointers().values()) == {(None, None)}


def test_a_unit_is_not_merged_with_itself_in_a_circle_or_twice(
    district_admin: User, trio: list[ResidentUnit]
) -> None:
    first, second, third = trio
    actor = {"actor": district_admin}
    assert refusal(**actor, unit=first, target=first) == "unit.merge_self"
    merge_units(**actor, unit=first, target=second)
    assert refusal(**actor, unit=second, target=first) == "unit.merge_target"
    assert refusal(**actor, unit=first, target=third) == "unit.merged"
    with pytest.raises(RuleViolation):
        unmerge_unit(**actor, unit=second)


def test_units_of_two_districts_are_not_merged(district_admin: User, unit: ResidentUnit) -> None:
    elsewhere = District.objects.create(code="411503", name="平桥区")
    foreign = make_unit(make_admin(elsewhere, "other_admin"), elsewhere)
    with pytest.raises(PermissionDenied):
        merge_units(actor=district_admin, unit=unit, target=foreign)
    grant_role(actor=None, user=district_admin, role=Role.DISTRICT, place=elsewhere)
    forget_grants(district_admin)
    assert refusal(actor=district_admin, unit=unit, target=foreign) == "unit.merge_district"


def test_two_codes_are_two_bodies_and_the_one_with_a_code_stays(
    district_admin: User, district: District
) -> None:
    first, second = (
        unit_called(district_admin, district, name, uscc=code)
        for name, code in zip(("甲局", "乙局"), CODES, strict=True)
    )
    bare = unit_called(district_admin, district, "丙局")
    actor = {"actor": district_admin}
    assert refusal(**actor, unit=first, target=second) == "unit.merge_uscc"
    assert refusal(**actor, unit=first, target=bare) == "unit.merge_uscc"
    merge_units(**actor, unit=bare, target=first)


def test_a_superior_is_not_merged_into_what_lies_below_it(
    district_admin: User, trio: list[ResidentUnit]
) -> None:
    top, middle, low = trio
    change_unit(actor=district_admin, unit=middle, superior_unit=top)
    change_unit(actor=district_admin, unit=low, superior_unit=middle)
    assert refusal(actor=district_admin, unit=top, target=low) == "unit.merge_superior"


def test_a_closed_unit_takes_no_duplicates_in(
    district_admin: User, trio: list[ResidentUnit]
) -> None:
    first, second, _ = trio
    ResidentUnit.objects.filter(pk=first.pk).update(active_from="2024-01-01")
    first.refresh_from_db()
    close_unit(actor=district_admin, unit=first, active_to=first.active_from)
    assert refusal(actor=district_admin, unit=second, target=first) == "unit.merge_target"


def test_a_merged_unit_takes_nothing_new(
    district_admin: User,
    community_secretary: User,
    places: Places,
    trio: list[ResidentUnit],
) -> None:
    first, second, _ = trio
    draft = make_covenant(community_secretary, places.community, first)
    merge_units(actor=district_admin, unit=first, target=second)
    person = {"name": "王小红", "mobile": "13800001234"}
    with pytest.raises(RuleViolation, match="已并入“乙局”"):
        register_member(actor=community_secretary, unit=first, **person)
    with pytest.raises(RuleViolation, match="已并入“乙局”"):
        make_covenant(community_secretary, places.community, first)
    with pytest.raises(RuleViolation, match="已并入“乙局”"):
        sign_covenant(
            actor=community_secretary, covenant=draft, signed_on=SIGNED, effective_from=SIGNED
        )
    for values in ({"liaison": "李四"}, {"superior_unit": None}):
        with pytest.raises(RuleViolation, match="已并入“乙局”"):
            change_unit(actor=district_admin, unit=first, **values)
    with pytest.raises(RuleViolation, match="已并入“乙局”"):
        unit_called(district_admin, places.district, "甲局")
    register_member(actor=community_secretary, unit=second, **person)


def test_the_liaison_of_the_unit_that_stays_sees_the_rows_of_the_duplicate(
    district_admin: User,
    community_secretary: User,
    places: Places,
    trio: list[ResidentUnit],
) -> None:
    first, second, third = trio
    make_member(first)
    covenant = make_signed(community_secretary, places.community, first)
    liaison = make_holder("liaison_b", Role.LIAISON, second)
    outsider = make_holder("liaison_c", Role.LIAISON, third)

    def seen(user: User) -> tuple[int, int]:
        address = f"/unit/covenants/{covenant.pk}/"
        return Member.objects.visible_to(user).count(), SignedIn(user).get(address).status_code

    assert seen(liaison) == (0, 404)
    merge_units(actor=district_admin, unit=first, target=second)
    assert seen(liaison) == (1, 200)
    assert "王小红" in SignedIn(liaison).get("/unit/members/").content.decode()
    assert seen(outsider) == (0, 404)
    unmerge_unit(actor=district_admin, unit=first)
    assert seen(liaison) == (0, 404)


def test_units_are_merged_by_the_district_only(
    request: pytest.FixtureRequest, trio: list[ResidentUnit]
) -> None:
    first, second, _ = trio
    for name in ("street_secretary", "community_secretary", "liaison", "system_admin"):
        actor = request.getfixturevalue(name)
        with pytest.raises(PermissionDenied):
            merge_units(actor=actor, unit=first, target=second)
        with pytest.raises(PermissionDenied):
            unmerge_unit(actor=actor, unit=first)


def test_likely_duplicates_are_shown_in_pairs_and_merged_after_a_preview(
    district_admin: User, district: District
) -> None:
    coded = unit_called(district_admin, district, "信阳浉韵茶业有限公司", uscc=CODES[0])
    other = unit_called(district_admin, district, "浉韵茶业")
    alike = unit_called(district_admin, district, "浉运茶业")
    unit_called(district_admin, district, "信阳安居物业服务有限公司")
    browser = SignedIn(district_admin)
    pairs = browser.get("/desk/units/duplicates/").context["page_obj"].object_list
    assert {(pair.first, pair.second, pair.reason) for pair in pairs} == {
        (coded, other, "名称相近"),
        (coded, alike, "读音相同"),
    }
    make_member(other)
    url = f"/desk/units/{other.pk}/merge/"
    opened = browser.get(f"{url}?target={coded.pk}").content.decode()
    assert f'value="{coded.pk}" selected' in opened
    typed = {"target": coded.pk, "version": other.version}
    preview = browser.post(url, typed)
    assert preview.status_code == 200
    assert [side["count"].roster for side in preview.context["preview"]] == [1, 0]
    other.refresh_from_db()
    assert other.merged_into is None
    browser.post(url, typed | {"confirmed": "1"})
    other.refresh_from_db()
    assert other.merged_into == coded
    assert other not in browser.get("/desk/units/").context["table"].data.data
    assert other in browser.get("/desk/units/?state=all").context["table"].data.data
    browser.post(f"/desk/units/{other.pk}/unmerge/")
    other.refresh_from_db()
    assert other.merged_into is None


def test_a_merger_that_is_refused_says_why_and_keeps_the_choice(
    district_admin: User, district: District
) -> None:
    first, second = (
        unit_called(district_admin, district, name, uscc=code)
        for name, code in zip(("甲局", "乙局"), CODES, strict=True)
    )
    browser = SignedIn(district_admin)
    for more in ({}, {"confirmed": "1"}):
        page = browser.post(f"/desk/units/{first.pk}/merge/", {"target": second.pk} | more)
        assert page.status_code == 422
        assert "不是同一个单位" in page.content.decode()
        assert f'value="{second.pk}" selected' in page.content.decode()
