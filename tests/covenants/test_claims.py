from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Notification, User
from common.violations import RuleViolation
from covenants.models import Project, ProjectClaim
from covenants.operations.claims import answer_claim, withdraw_claim
from orgs.models import Organization, ResidentUnit
from orgs.operations.unit_merges import merge_units
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.covenants import key
from tests.makers.orgs import Places, make_holder, make_unit
from tests.makers.resources import (
    close_yesterday,
    make_accepted_claim,
    make_claim,
    make_claimable,
    make_offer,
)

OPEN = ["proposed", "confirmed", "running", "paused"]
ENDED = ["rejected", "finished", "terminated"]


@pytest.fixture
def project(community_secretary: User, community: Organization) -> Project:
    return make_claimable(community_secretary, community)


@pytest.fixture
def claim(project: Project, liaison: User, unit: ResidentUnit) -> ProjectClaim:
    return make_claim(liaison, project, unit)


@pytest.fixture
def other_liaison(district_admin: User, places: Places) -> User:
    other = make_unit(district_admin, places.district, "区财政局")
    return make_holder("other_liaison", Role.LIAISON, other)


def texts_for(user: User) -> list[str]:
    rows = Notification.objects.filter(recipient=user).order_by("created_at", "pk")
    return list(rows.values_list("text", flat=True))


def test_a_claim_tells_the_lead(claim: ProjectClaim, community_secretary: User) -> None:
    told = Notification.objects.get(recipient=community_secretary)
    assert told.text == "区教体局认领共建项目“楼道亮化”，请答复。"
    assert told.url == f"/desk/claims/{claim.pk}/"


@pytest.mark.parametrize(
    "role",
    ["district_admin", "street_secretary", "community_secretary", "grid_secretary", "member"],
)
def test_nobody_claims_for_a_unit_but_its_liaison(
    role: str, request: pytest.FixtureRequest, project: Project, unit: ResidentUnit
) -> None:
    with pytest.raises(PermissionDenied):
        make_claim(request.getfixturevalue(role), project, unit)


@pytest.mark.parametrize("state", OPEN)
def test_open_projects_are_claimed(
    state: str,
    community_secretary: User,
    community: Organization,
    liaison: User,
    unit: ResidentUnit,
) -> None:
    project = make_claimable(community_secretary, community, state)
    assert make_claim(liaison, project, unit, kind="place").state == "asked"


@pytest.mark.parametrize("state", ENDED)
def test_ended_projects_are_not_claimed(
    state: str,
    community_secretary: User,
    community: Organization,
    liaison: User,
    unit: ResidentUnit,
) -> None:
    project = make_claimable(community_secretary, community, state)
    with pytest.raises(RuleViolation, match="不再接受认领") as refused:
        make_claim(liaison, project, unit)
    assert refused.value.code == "claim.project"


def test_a_project_that_asks_for_nobody_is_not_claimed(
    community_secretary: User, community: Organization, liaison: User, unit: ResidentUnit
) -> None:
    project = make_claimable(community_secretary, community, is_open_to_claims=False)
    with pytest.raises(RuleViolation, match="没有征集认领"):
        make_claim(liaison, project, unit)
    url = reverse("covenants:unit-claim-create", args=[project.pk])
    assert SignedIn(liaison).get(url).status_code == 404


def test_a_unit_out_of_use_claims_nothing(
    project: Project, liaison: User, district_admin: User, unit: ResidentUnit
) -> None:
    close_yesterday(district_admin, unit)
    with pytest.raises(RuleViolation, match="已停用"):
        make_claim(liaison, project, unit)


def test_who_takes_part_already_does_not_claim(
    community_secretary: User, community: Organization, liaison: User, unit: ResidentUnit
) -> None:
    project = make_claimable(community_secretary, community, partners=[unit])
    with pytest.raises(RuleViolation, match="已经参与"):
        make_claim(liaison, project, unit)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"text": " "}, "text.empty"),
        ({"text": "好" * 201}, "text.long"),
        ({"kind": "x"}, "claim.kind"),
    ],
)
def test_a_faulty_claim_is_refused(
    typed: dict[str, str], code: str, project: Project, liaison: User, unit: ResidentUnit
) -> None:
    with pytest.raises(RuleViolation) as refused:
        make_claim(liaison, project, unit, **typed)
    assert refused.value.code == code
    assert refused.value.field in typed


def test_a_unit_claims_a_project_once_and_again_after_taking_it_back(
    claim: ProjectClaim, project: Project, liaison: User, unit: ResidentUnit
) -> None:
    with pytest.raises(RuleViolation, match="已经认领过"):
        make_claim(liaison, project, unit)
    withdraw_claim(actor=liaison, claim=claim)
    assert make_claim(liaison, project, unit).state == "asked"


def test_an_accepted_unit_becomes_a_partner_and_reads_the_project(
    claim: ProjectClaim, project: Project, community_secretary: User, liaison: User
) -> None:
    page = reverse("covenants:unit-project-detail", args=[project.pk])
    assert SignedIn(liaison).get(page).status_code == 404
    answer_claim(actor=community_secretary, claim=claim, accepts=True)
    assert list(project.partners.all()) == [claim.unit]
    assert SignedIn(liaison).get(page).status_code == 200
    assert "接受" in texts_for(liaison)[-1]
    joined = AuditEntry.objects.get(action="project.join", record_id=str(project.pk))
    assert joined.detail == {"unit": claim.unit_id}


def test_an_acceptance_shows_in_the_projects_version(
    claim: ProjectClaim, project: Project, community_secretary: User
) -> None:
    """Else a form about the project, opened before, would take the new partner out again."""
    before = Project.objects.get(pk=project.pk).version
    answer_claim(actor=community_secretary, claim=claim, accepts=True)
    assert Project.objects.get(pk=project.pk).version == before + 1


def test_a_unit_merged_meanwhile_joins_as_the_one_that_stays(
    claim: ProjectClaim,
    project: Project,
    community_secretary: User,
    district_admin: User,
    places: Places,
) -> None:
    stays = make_unit(district_admin, places.district, "区教育体育局")
    merge_units(actor=district_admin, unit=claim.unit, target=stays)
    answer_claim(actor=community_secretary, claim=claim, accepts=True)
    assert list(project.partners.all()) == [stays]


def test_a_declined_unit_is_told_and_may_try_again(
    claim: ProjectClaim, project: Project, community_secretary: User, liaison: User
) -> None:
    with pytest.raises(RuleViolation) as refused:
        answer_claim(actor=community_secretary, claim=claim, accepts=False)
    assert refused.value.field == "answer"
    answer_claim(actor=community_secretary, claim=claim, accepts=False, answer="已有场地")
    assert not project.partners.exists()
    assert "未接受" in texts_for(liaison)[-1]
    assert make_claim(liaison, project, claim.unit).state == "asked"


@pytest.mark.parametrize("accepts", [True, False])
def test_a_claim_is_answered_once(
    accepts: bool, claim: ProjectClaim, community_secretary: User
) -> None:
    answer = partial(answer_claim, actor=community_secretary, claim=claim, answer="好")
    answer(accepts=accepts)
    with pytest.raises(RuleViolation) as refused:
        answer(accepts=not accepts)
    assert refused.value.code == "claim.state"


@pytest.mark.parametrize(
    "role", ["district_admin", "street_secretary", "grid_secretary", "neighbour", "liaison"]
)
def test_only_the_lead_answers(
    role: str, request: pytest.FixtureRequest, claim: ProjectClaim
) -> None:
    with pytest.raises(PermissionDenied):
        answer_claim(actor=request.getfixturevalue(role), claim=claim, accepts=True)


@pytest.mark.parametrize("role", ["community_secretary", "district_admin", "other_liaison"])
def test_only_the_unit_takes_its_claim_back(
    role: str, request: pytest.FixtureRequest, claim: ProjectClaim
) -> None:
    with pytest.raises(PermissionDenied):
        withdraw_claim(actor=request.getfixturevalue(role), claim=claim)


def test_what_was_answered_is_not_taken_back(
    project: Project, community_secretary: User, liaison: User, unit: ResidentUnit
) -> None:
    accepted = make_accepted_claim(community_secretary, liaison, project, unit)
    with pytest.raises(RuleViolation, match="已接受"):
        withdraw_claim(actor=liaison, claim=accepted)


def test_a_project_that_ended_meanwhile_accepts_nobody(
    claim: ProjectClaim, project: Project, community_secretary: User
) -> None:
    Project.objects.update(status="terminated")
    with pytest.raises(RuleViolation, match="不能再接受"):
        answer_claim(actor=community_secretary, claim=claim, accepts=True)
    answer_claim(actor=community_secretary, claim=claim, accepts=False, answer="项目已终止")
    assert not project.partners.exists()


@pytest.fixture
def unit_side(liaison: User) -> Client:
    return SignedIn(liaison)


@pytest.fixture
def desk(community_secretary: User) -> Client:
    return SignedIn(community_secretary)


def test_the_list_shows_public_facts_only(
    unit_side: Client, community_secretary: User, community: Organization
) -> None:
    project = make_claimable(community_secretary, community)
    project.funding.create(source="fiscal", amount=34567)
    for url in ("/unit/projects/open/", f"/unit/projects/open/{project.pk}/"):
        text = unit_side.get(url).content.decode()
        assert "场地：会议场地" in text
        assert "大拱桥社区" in text
        assert "34567" not in text.replace(",", "")
        assert project.no not in text


def test_the_list_holds_open_projects_of_the_own_district(
    unit_side: Client, community_secretary: User, community: Organization
) -> None:
    make = partial(make_claimable, community_secretary, community)
    make(name="开放项目")
    make("finished", name="完成项目")
    make(name="自办项目", is_open_to_claims=False)
    text = unit_side.get("/unit/projects/open/").content.decode()
    assert "开放项目" in text
    assert "完成项目" not in text
    assert "自办项目" not in text


def test_what_the_unit_can_give_stands_first(
    unit_side: Client,
    community_secretary: User,
    community: Organization,
    liaison: User,
    unit: ResidentUnit,
) -> None:
    make_claimable(community_secretary, community, name="A 项目", wants={"place": "场地"})
    make_claimable(community_secretary, community, name="B 项目", wants={"funds": "资助"})
    url = "/unit/projects/open/"
    text = unit_side.get(url).content.decode()
    assert text.index("A 项目") < text.index("B 项目")
    make_offer(liaison, unit, kind="funds", name="助学金")
    text = unit_side.get(url).content.decode()
    assert text.index("B 项目") < text.index("A 项目")


def test_a_project_is_claimed_and_accepted_through_the_pages(
    unit_side: Client, desk: Client, project: Project
) -> None:
    typed = {"kind": "place", "text": "提供会议室", **key()}
    page = unit_side.post(f"/unit/projects/open/{project.pk}/claim/", typed, follow=True)
    assert "待答复" in page.content.decode()
    pk = ProjectClaim.objects.get().pk
    assert "提供会议室" in desk.get("/desk/claims/").content.decode()
    page = desk.post(f"/desk/claims/{pk}/answer/", {"agrees": "yes", **key()}, follow=True)
    assert "已接受" in page.content.decode()
    assert project.partners.count() == 1


def test_a_second_claim_through_the_page_gets_a_sentence(
    unit_side: Client, claim: ProjectClaim
) -> None:
    url = f"/unit/projects/open/{claim.project_id}/claim/"
    page = unit_side.post(url, {"text": "再出一份力", **key()})
    assert page.status_code == 422
    assert "已经认领过" in page.content.decode()
    assert "再出一份力" in page.content.decode()


def test_neither_neighbours_nor_other_units_see_the_claim(
    claim: ProjectClaim, neighbour: User, other_liaison: User
) -> None:
    for user, url in (
        (neighbour, f"/desk/claims/{claim.pk}/"),
        (neighbour, f"/desk/claims/{claim.pk}/answer/"),
        (other_liaison, f"/unit/claims/{claim.pk}/"),
    ):
        assert SignedIn(user).get(url).status_code == 404
    url = f"/unit/claims/{claim.pk}/withdraw/"
    assert SignedIn(other_liaison).post(url).status_code == 404


def test_the_next_step_says_who_answers(unit_side: Client, claim: ProjectClaim) -> None:
    text = unit_side.get(f"/unit/claims/{claim.pk}/").content.decode()
    assert "请大拱桥社区大党委在" in text
    assert "撤回认领" in text
