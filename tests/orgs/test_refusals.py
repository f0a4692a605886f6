"""How the product says no, in Chinese, on pages and in the API."""

from django.urls import reverse

from accounts.models import User
from tests.conftest import SignedIn
from tests.makers.orgs import Places


def test_the_api_says_in_chinese_that_there_is_no_such_record(
    neighbour: User, places: Places
) -> None:
    answer = SignedIn(neighbour).get(f"/api/v1/organizations/{places.community.pk}/")
    assert answer.status_code == 404
    assert answer.json() == {"detail": "没有这条记录，或不在您的管理范围内。"}


def test_somebody_without_a_grant_reads_why_and_is_not_sent_round(stranger: User) -> None:
    answer = SignedIn(stranger).get("/")
    assert answer.status_code == 403
    html = answer.content.decode()
    assert "您的账号还没有授权" in html
    assert "回到首页" not in html


def test_a_change_of_a_node_names_the_node(district_admin: User, places: Places) -> None:
    steps = ("orgs:organization-rename", "orgs:organization-found")
    for name in (*steps, "reports:organization-move", "reports:organization-merge"):
        path = reverse(name, args=[places.community.pk])
        assert "大拱桥社区大党委</h1>" in SignedIn(district_admin).get(path).content.decode()


def test_consent_is_never_brought_back_by_a_draft(
    member: User, community_secretary: User, places: Places
) -> None:
    pages = ((member, "/me/check-in/new/"), (community_secretary, "/desk/check-ins/new/"))
    for user, path in pages:
        form = SignedIn(user).get(path).context["form"]
        assert form.fields["consent"].widget.attrs["data-draft-skip"] is True
