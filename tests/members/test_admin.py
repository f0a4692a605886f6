import pytest
from django.contrib import admin
from django.test import Client

from accounts.models import User
from members.models import CheckIn, Member
from tests.makers.members import PHONE, make_pending
from tests.makers.orgs import Places

MEMBERS, CHECK_INS = "/admin/members/member/", "/admin/members/checkin/"


@pytest.fixture
def check_in(member: User, places: Places) -> CheckIn:
    return make_pending(member, places.community)


def test_the_columns_of_a_sealed_number_are_never_shown_searched_or_sorted() -> None:
    register = admin.site.get_model_admin(Member)
    named = [*register.list_display, *register.fields, *register.search_fields]
    assert not {"mobile_cipher", "mobile_index"} & set(named)
    assert "mobile_masked" not in [*register.search_fields, *register.sortable_by]


@pytest.mark.parametrize("query", [PHONE, "138", "1234"])
def test_a_number_finds_nobody(
    check_in: CheckIn, district_admin: User, client_of: type[Client], query: str
) -> None:
    page = client_of(district_admin).get(MEMBERS, {"q": query})
    assert page.context["cl"].result_count == 0


@pytest.mark.parametrize(
    "query", ["mobile_index__startswith=a", "mobile_masked=138****1234", "mobile_cipher__gt=a"]
)
def test_a_sealed_column_is_no_filter(
    check_in: CheckIn, district_admin: User, client_of: type[Client], query: str
) -> None:
    page = client_of(district_admin).get(f"{MEMBERS}?{query}")
    assert page.status_code == 400


def test_the_offered_filters_work(
    check_in: CheckIn, district_admin: User, client_of: type[Client]
) -> None:
    client = client_of(district_admin)
    for query, count in (("status__exact=pending", 1), ("status__exact=closed", 0)):
        assert client.get(f"{CHECK_INS}?{query}").context["cl"].result_count == count


def test_nothing_is_added_changed_or_deleted(
    check_in: CheckIn, district_admin: User, client_of: type[Client]
) -> None:
    client = client_of(district_admin)
    for url in (f"{MEMBERS}add/", f"{CHECK_INS}add/", f"{CHECK_INS}{check_in.pk}/delete/"):
        assert client.post(url).status_code == 403
    client.post(f"{CHECK_INS}{check_in.pk}/change/", {"status": "registered"})
    check_in.refresh_from_db()
    assert check_in.status == CheckIn.Status.PENDING


@pytest.mark.parametrize("role", ["community_secretary", "system_admin", "auditor", "liaison"])
def test_only_the_district_reads_the_registers(
    request: pytest.FixtureRequest, check_in: CheckIn, client_of: type[Client], role: str
) -> None:
    client = client_of(request.getfixturevalue(role))
    statuses = {client.get(page).status_code for page in (MEMBERS, CHECK_INS)}
    assert statuses <= {302, 403}
