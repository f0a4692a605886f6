import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from orgs.models import Organization, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.covenants import make_project, make_signed


def queries(user: User, url: str) -> int:
    client = SignedIn(user)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("community_secretary", "covenants:covenant-list"),
        ("community_secretary", "covenants:project-list"),
        ("community_secretary", "api:covenant-list"),
        ("community_secretary", "api:project-list"),
        ("district_admin", "admin:covenants_covenant_changelist"),
        ("district_admin", "admin:covenants_project_changelist"),
        ("liaison", "covenants:unit-covenant-list"),
        ("liaison", "covenants:unit-project-list"),
    ],
)
def test_a_list_of_twelve_costs_what_a_list_of_two_costs(
    role: str,
    name: str,
    request: pytest.FixtureRequest,
    community_secretary: User,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    user, url = request.getfixturevalue(role), reverse(name)

    def add(count: int) -> None:
        for _ in range(count):
            covenant = make_signed(community_secretary, community, unit)
            make_project(community_secretary, community, partners=[unit], covenants=[covenant])

    add(2)
    few = queries(user, url)
    add(10)
    assert queries(user, url) == few
    assert few <= 12
