"""Covenants and projects in the web admin: read, and taken back by the district with a reason."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from accounts.models import User
from covenants.models import Covenant, Project
from orgs.models import Organization, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.covenants import make_covenant, make_project_in, make_signed

COVENANTS, PROJECTS = "/admin/covenants/covenant/", "/admin/covenants/project/"


@pytest.fixture
def signed(community_secretary: User, community: Organization, unit: ResidentUnit) -> Covenant:
    return make_signed(community_secretary, community, unit)


@pytest.fixture
def running(community_secretary: User, community: Organization) -> Project:
    return make_project_in(community_secretary, community, "running")


def void(user: User, url: str, *chosen: Covenant | Project, **values: str) -> str:
    sent = {"action": "void_chosen", ACTION_CHECKBOX_NAME: [record.pk for record in chosen]}
    return SignedIn(user).post(url, sent | values, follow=True).content.decode()


def test_voiding_first_asks_for_the_reason(district_admin: User, signed: Covenant) -> None:
    page = void(district_admin, COVENANTS, signed)
    assert "将作废以下 1 份共驻共建协议" in page
    assert signed.title in page
    signed.refresh_from_db()
    assert signed.status == "signed"


def test_an_empty_reason_voids_nothing(district_admin: User, signed: Covenant) -> None:
    assert "请填写此项。" in void(district_admin, COVENANTS, signed, reason=" ")
    signed.refresh_from_db()
    assert signed.status == "signed"


def test_the_district_takes_back_what_was_entered_by_mistake(
    district_admin: User, signed: Covenant, running: Project
) -> None:
    assert "已作废 1 份。" in void(district_admin, COVENANTS, signed, reason="重复录入")
    assert "已作废 1 份。" in void(district_admin, PROJECTS, running, reason="重复录入")
    signed.refresh_from_db()
    running.refresh_from_db()
    assert (signed.status, signed.reason, running.status) == ("void", "重复录入", "void")


def test_one_refused_covenant_does_not_stop_the_others(
    district_admin: User,
    community_secretary: User,
    community: Organization,
    unit: ResidentUnit,
    signed: Covenant,
) -> None:
    draft = make_covenant(community_secretary, community, unit)
    page = void(district_admin, COVENANTS, draft, signed, reason="误录")
    assert "您没有权限进行此操作。" in page
    assert "已作废 1 份。" in page
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize("name", ["street_secretary", "community_secretary", "system_admin"])
def test_nobody_else_voids_here(
    name: str, request: pytest.FixtureRequest, signed: Covenant
) -> None:
    void(request.getfixturevalue(name), COVENANTS, signed, reason="误录")
    signed.refresh_from_db()
    assert signed.status == "signed"


def test_every_record_leads_to_its_page_on_the_desk(district_admin: User, signed: Covenant) -> None:
    page = SignedIn(district_admin).get(f"{COVENANTS}{signed.pk}/change/").content.decode()
    assert f'href="{signed.get_absolute_url()}"' in page
    assert 'name="_save"' not in page
