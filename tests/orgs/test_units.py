import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common.violations import RuleViolation
from orgs.models import District, ResidentUnit
from orgs.operations.units import change_unit, declare_members, register_unit
from tests.conftest import SignedIn
from tests.makers.orgs import Places, make_unit

USCC = "91110000600037341L"


def code_of_refusal(**wish: object) -> str:
    with pytest.raises(RuleViolation) as caught:
        register_unit(**wish)
    return caught.value.code


@pytest.fixture
def wish(district_admin: User, district: District) -> dict[str, object]:
    return {"actor": district_admin, "district": district, "name": "区法院", "category": "other"}


@pytest.mark.parametrize(
    ("category", "is_direct"),
    [("district_organ", True), ("district_institution", True), ("school", False)],
)
def test_the_category_says_whether_a_unit_is_the_districts_own(
    category: str, is_direct: bool, wish: dict[str, object]
) -> None:
    unit = register_unit(**wish | {"category": category})
    assert unit.is_district_direct is is_direct
    assert AuditEntry.objects.filter(action="unit.register").count() == 1


@pytest.mark.parametrize(
    "code", [USCC, USCC.lower(), " 91110000 600037341L　", "９１110000600037341L"]
)
def test_a_credit_code_is_taken_as_people_type_it(code: str, wish: dict[str, object]) -> None:
    assert register_unit(**wish, uscc=code).uscc == USCC


@pytest.mark.parametrize("code", [USCC[:-1], USCC[:-1] + "4", "I" * 18, "中" * 18, USCC + "0"])
def test_a_wrong_credit_code_is_refused(code: str, wish: dict[str, object]) -> None:
    assert code_of_refusal(**wish, uscc=code) == "unit.uscc"


def test_a_name_or_a_credit_code_is_registered_once(wish: dict[str, object]) -> None:
    register_unit(**wish, uscc=USCC)
    assert code_of_refusal(**wish) == "unit.known"
    assert code_of_refusal(**wish | {"name": "区检察院"}, uscc=USCC) == "unit.known"


def test_a_change_does_not_take_anothers_name_or_code(
    wish: dict[str, object], district_admin: User
) -> None:
    register_unit(**wish, uscc=USCC)
    other = register_unit(**wish | {"name": "区检察院"})
    for values in ({"name": "区法院"}, {"uscc": USCC}):
        with pytest.raises(RuleViolation) as caught:
            change_unit(actor=district_admin, unit=other, **values)
        assert caught.value.code == "unit.known"
    change_unit(actor=district_admin, unit=other, name="区检察院", uscc="")


def test_units_are_kept_by_the_district_only(
    request: pytest.FixtureRequest, unit: ResidentUnit, district: District
) -> None:
    for name in ("street_secretary", "community_secretary", "liaison", "system_admin"):
        actor = request.getfixturevalue(name)
        with pytest.raises(PermissionDenied):
            register_unit(actor=actor, district=district, name="区法院", category="other")
        with pytest.raises(PermissionDenied):
            change_unit(actor=actor, unit=unit, name="别的")


def test_declared_members_come_with_their_date(district_admin: User, unit: ResidentUnit) -> None:
    day = datetime.date(2026, 3, 1)
    declare_members(actor=district_admin, unit=unit, count=35, declared_on=day)
    unit.refresh_from_db()
    assert (unit.declared_members, unit.declared_on) == (35, day)
    for count in (-1, 100_001):
        with pytest.raises(RuleViolation):
            declare_members(actor=district_admin, unit=unit, count=count, declared_on=day)


def form(**values: object) -> dict[str, object]:
    return {"name": "区法院", "category": "other", "form_key": uuid.uuid4()} | values


def test_a_unit_is_registered_and_changed_on_its_pages(
    district_admin: User, places: Places
) -> None:
    browser = SignedIn(district_admin)
    browser.post("/desk/units/new/", form(located_in=places.community.pk))
    unit = ResidentUnit.objects.get()
    assert unit.located_in == places.community
    changed = form(name="区人民法院", version=unit.version)
    browser.post(f"/desk/units/{unit.pk}/change/", changed)
    unit.refresh_from_db()
    assert (unit.name, unit.located_in) == ("区人民法院", None)
    assert "区人民法院" in browser.get("/desk/units/").content.decode()


def test_a_stale_change_of_a_unit_is_refused_and_loses_nothing(
    district_admin: User, unit: ResidentUnit
) -> None:
    browser = SignedIn(district_admin)
    url = f"/desk/units/{unit.pk}/change/"
    assert browser.post(url, form(name="甲局", version=unit.version)).status_code == 302
    response = browser.post(url, form(name="乙局", version=unit.version))
    assert response.status_code == 422
    assert "乙局" in response.content.decode()


def test_a_double_registration_on_the_page_gets_a_sentence(
    district_admin: User, district: District
) -> None:
    make_unit(district_admin, district, "区法院")
    response = SignedIn(district_admin).post("/desk/units/new/", form())
    assert response.status_code == 422
    assert "本区已有同名单位" in response.content.decode()
