"""The web admin: who opens which register, and that nothing is written through its forms."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.urls import URLPattern, reverse

from tests.access.admin_world import settle
from tests.access.people import NAMES, People
from tests.access.urls import all_patterns

ENTERS = {"district", "other_district", "system_admin", "security_admin", "auditor"}
DISTRICT = {"district", "other_district"}
# Register → who opens it. Django brings some registers of its own: nobody opens those.
OPENS: dict[str, set[str]] = {
    "orgs.district": DISTRICT,
    "orgs.organization": DISTRICT,
    "orgs.organizationevent": DISTRICT,
    "orgs.residentunit": DISTRICT,
    "orgs.unitcheckin": DISTRICT,
    "orgs.rolegrant": {"security_admin"},
    "orgs.grantrequest": {"security_admin", "system_admin"},
    "orgs.handover": {"security_admin"},
    "orgs.communityworker": DISTRICT,
    "orgs.premises": DISTRICT,
    "orgs.servicecentre": DISTRICT,
    "orgs.budgetline": DISTRICT,
    "orgs.importbatch": DISTRICT,
    "orgs.exportapproval": DISTRICT,
    "orgs.holiday": DISTRICT,
    "accounts.user": {"system_admin"},
    "accounts.job": {"system_admin"},
    "accounts.suggestion": DISTRICT,
    "accounts.auditentry": {"auditor"},
    "accounts.accessrecord": {"auditor"},
    "members.member": DISTRICT,
    "members.checkin": DISTRICT,
    "members.reactivation": DISTRICT,
    "members.membermerge": DISTRICT,
    "members.distinctpair": DISTRICT,
    "members.checkinexemption": DISTRICT,
    "members.householdlink": DISTRICT,
    "members.firstcontact": DISTRICT,
    "covenants.covenant": DISTRICT,
    "covenants.project": DISTRICT,
    "covenants.resourceoffer": DISTRICT,
    "covenants.resourcerequest": DISTRICT,
    "covenants.projectclaim": DISTRICT,
    "services.servicelog": DISTRICT,
    "reports.monthlyreport": DISTRICT,
    "reports.reportexemption": DISTRICT,
    "auth.group": set(),
    "account.emailaddress": set(),
    "authtoken.tokenproxy": set(),
    "mfa.authenticator": set(),
    "usersessions.usersession": set(),
}
# Registers without a place of their own: whoever opens them sees every row.
EVERYWHERE = {"orgs.holiday"}
# Registers with a form that ends in an operation; their own tests are in tests/orgs.
KEPT = {"orgs.holiday", "accounts.suggestion"}


@pytest.fixture
def world(people: People) -> People:
    """A row in every register."""
    return settle(people)


def url(label: str, page: str, *arguments: object) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=arguments)


def test_every_register_is_in_the_table() -> None:
    assert {model._meta.label_lower for model in admin.site._registry} == set(OPENS)


@pytest.mark.parametrize("label", OPENS)
def test_a_register_is_opened_by_its_roles_only(label: str, world: People) -> None:
    for name in NAMES[:-1]:
        status = world.browser(name).get(url(label, "changelist")).status_code
        assert (name, status) == (name, 200 if name in OPENS[label] else 403)


@pytest.mark.parametrize("label", [label for label in OPENS if OPENS[label]])
def test_a_row_is_read_in_scope_only(label: str, world: People) -> None:
    row = first_row(label)
    for name in ENTERS:
        is_there = name != "other_district" or label in EVERYWHERE
        wanted = 200 if is_there and name in OPENS[label] else 404 if name in OPENS[label] else 403
        for page in ("change", "history"):
            status = world.browser(name).get(url(label, page, row.pk)).status_code
            assert (name, page, status) == (name, page, wanted)


@pytest.mark.parametrize("label", [label for label in OPENS if OPENS[label] and label not in KEPT])
def test_a_row_is_never_written_through_a_form(label: str, world: People) -> None:
    row = first_row(label)
    for name in sorted(OPENS[label]):
        browser = world.browser(name)
        refused = 404 if name == "other_district" else 403
        assert browser.post(url(label, "change", row.pk), {}).status_code == refused
        assert browser.post(url(label, "delete", row.pk), {"post": "yes"}).status_code == refused
        assert browser.post(url(label, "add"), {}).status_code == 403


def first_row(label: str) -> Model:
    return apps.get_model(label)._default_manager.order_by("pk").first()


def admin_addresses() -> list[tuple[str, URLPattern]]:
    return [(name, part) for name, part in all_patterns() if name.startswith("admin:")]


def filled(name: str, part: URLPattern) -> str:
    """An address of the pattern with a number for every argument."""
    count = part.pattern.regex.groups
    return reverse(name, args=["1"] * count)


def test_no_admin_address_opens_without_a_role_in_it(people: People) -> None:
    names = [(name, part) for name, part in admin_addresses() if not name.endswith(":None")]
    assert len(names) > 50
    stranger, secretary = people.browser("anonymous"), people.browser("community")
    for name, part in names:
        address = filled(name, part) if name != "admin:app_list" else "/admin/orgs/"
        assert stranger.get(address).status_code == 302, name
        if name != "admin:logout":
            assert secretary.get(address).status_code == 403, name


@pytest.mark.parametrize("name", NAMES[:-1])
def test_the_index_is_entered_by_district_and_administrators(name: str, people: People) -> None:
    status = people.browser(name).get("/admin/").status_code
    assert status == (200 if name in ENTERS else 403)


@pytest.mark.parametrize("query", ["q=%27%20OR%201%3D1--", "q=%25", "p=100000", "o=99", "e=1"])
def test_an_odd_address_of_a_register_is_no_server_error(query: str, world: People) -> None:
    browser = world.browser("district")
    for label, names in OPENS.items():
        if "district" in names:
            response = browser.get(f"{url(label, 'changelist')}?{query}")
            assert response.status_code in {200, 302, 404}, label


def test_another_districts_rows_are_in_no_register(world: People) -> None:
    browser = world.browser("other_district")
    for label in OPENS.keys() - EVERYWHERE:
        if "other_district" in OPENS[label]:
            page = browser.get(url(label, "changelist")).content.decode()
            for word in ("大拱桥", "王小红", "区教体局", "浉河区"):
                assert word not in page, (label, word)
