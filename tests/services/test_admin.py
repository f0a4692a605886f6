from accounts.models import User
from members.models import Member
from orgs.models import Organization
from tests.conftest import SignedIn
from tests.makers.services import make_own_log

LIST = "/admin/services/servicelog/"


def test_a_district_reads_the_register_and_changes_nothing(
    district_admin: User, member: Member, community: Organization
) -> None:
    log = make_own_log(member, community)
    client = SignedIn(district_admin)
    assert log.no in client.get(f"{LIST}?q={member.name}").content.decode()
    page = client.get(f"{LIST}{log.pk}/change/").content.decode()
    assert 'name="_save"' not in page
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{log.pk}/delete/").status_code == 403


def test_other_roles_do_not_enter(
    community_secretary: User, auditor: User, member: Member, community: Organization
) -> None:
    make_own_log(member, community)
    for user in (community_secretary, auditor, member.user):
        response = SignedIn(user).get(LIST)
        assert response.status_code in {302, 403, 404}
        assert member.name not in response.content.decode()
