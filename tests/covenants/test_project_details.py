"""What a project is about, what its pages tell, and what stays as it is once it is judged."""

import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from common.violations import RuleViolation
from covenants.models import Project
from covenants.operations.claims import answer_claim
from covenants.operations.progress import add_milestone, add_progress
from covenants.operations.projects import change_project, finish_project, pause_project
from covenants.operations.work import set_funding
from covenants.selectors.history import history_of
from orgs.models import Organization, ResidentUnit
from orgs.operations.attachments import attach_file, remove_attachment
from orgs.selectors.attachments import panel_of
from reports.prints.closing_sheet import closing_sheet
from tests.conftest import SignedIn
from tests.makers.covenants import CONFIRMED, key, make_project, make_project_in
from tests.makers.orgs import Places
from tests.makers.pictures import make_png, make_upload
from tests.makers.resources import (
    in_days,
    make_agreed,
    make_claim,
    make_claimable,
    make_offer,
)

CONTENT = "为三栋楼的老人换楼道灯，单位电工每月检查一次。"


@pytest.fixture
def secretary(community_secretary: User) -> Client:
    return SignedIn(community_secretary)


def step(name: str, project: Project) -> str:
    return reverse(f"covenants:project-{name}", args=[project.pk])


def lines(project: Project) -> list[str]:
    return [entry.text for entry in history_of(project)]


def test_what_a_project_does_is_typed_once_and_read_by_all(
    secretary: Client, liaison: User, community: Organization, unit: ResidentUnit
) -> None:
    typed = {
        "lead": community.pk, "name": "楼道亮化", "content": CONTENT, "code_b": "G3",
        "communities": [community.pk], "partners": [unit.pk], "is_open_to_claims": "on",
    }  # fmt: skip
    secretary.post(reverse("covenants:project-create"), {**typed, **key()})
    project = Project.objects.get()
    liaisons = SignedIn(liaison)
    assert CONTENT in secretary.get(project.get_absolute_url()).content.decode()
    for name in ("unit-project-detail", "unit-claimable-detail"):
        url = reverse(f"covenants:{name}", args=[project.pk])
        assert CONTENT in liaisons.get(url).content.decode()
    assert CONTENT in liaisons.get(reverse("covenants:unit-claimable-list")).content.decode()
    form = secretary.get(step("change", project)).context["form"]
    assert form["content"].value() == CONTENT


def test_the_list_cuts_a_long_content(
    liaison: User, community_secretary: User, community: Organization
) -> None:
    make_claimable(community_secretary, community, content="好" * 61)
    shown = SignedIn(liaison).get(reverse("covenants:unit-claimable-list")).content.decode()
    assert "好" * 60 + "…" in shown
    assert "好" * 61 not in shown


def test_a_content_of_a_thousand_and_one_characters_is_refused(
    community_secretary: User, community: Organization
) -> None:
    with pytest.raises(RuleViolation, match="最多 1000 个字"):
        make_project(community_secretary, community, content="好" * 1001)


def test_the_finish_form_names_what_is_open_and_asks_no_more(
    secretary: Client, community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, "running")
    url = step("finish", project)
    assert "未登记完成" not in secretary.get(url).content.decode()
    add_milestone(actor=community_secretary, project=project, name="完成布线", due_on=CONFIRMED)
    assert "还有 1 个节点未登记完成：完成布线" in secretary.get(url).content.decode()
    secretary.post(url, {"finished_on": f"{CONFIRMED}", "outcome": "装灯 40 盏", **key()})
    assert Project.objects.get().status == Project.Status.FINISHED


def picture(number: int) -> SimpleUploadedFile:
    return make_upload(make_png((10 * number, 10)), f"现场{number}.png")


def milestone_words(project: Project) -> str:
    return repr(closing_sheet(project, []))


def test_the_closing_sheet_tells_the_content_and_what_was_not_entered(
    community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, "running", content=CONTENT)
    add_milestone(actor=community_secretary, project=project, name="完成布线", due_on=CONFIRMED)
    before = milestone_words(project)
    assert CONTENT in before
    assert "未完成" in before
    done = finish_project(
        actor=community_secretary, project=project, finished_on=CONFIRMED, outcome="装灯"
    )
    after = milestone_words(done)
    assert "未登记" in after
    assert "未完成" not in after


def test_a_pause_says_why(
    secretary: Client, community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, "running")
    assert secretary.post(step("pause", project), key()).status_code == 422
    secretary.post(step("pause", project), {"reason": "等待材料", **key()})
    assert Project.objects.get().status == Project.Status.PAUSED
    assert lines(project)[0] == "暂停：等待材料"
    assert Project.objects.get().reason == ""


def test_a_pause_by_a_ledger_needs_no_reason(
    community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, "running")
    assert pause_project(actor=community_secretary, project=project).status == "paused"
    assert lines(project)[0] == "暂停"


def test_history_tells_what_was_changed(community_secretary: User, community: Organization) -> None:
    project = make_project(community_secretary, community, name="楼道亮化")
    change_project(
        actor=community_secretary, project=project, name="楼院亮化", code_b="G4",
        communities=[community], planned_end=datetime.date(2027, 3, 1),
    )  # fmt: skip
    told = lines(project)[0]
    assert told.startswith("修改：")
    assert "项目名称 楼道亮化→楼院亮化" in told
    assert "计划完成日期 空→2027-03-01" in told
    assert "G4" not in told


def test_history_tells_the_money_before_and_after(
    community_secretary: User, community: Organization
) -> None:
    money = {"unit": Decimal(1000)}
    project = make_project_in(community_secretary, community, "running", funding=money)
    set_funding(
        actor=community_secretary, project=project,
        funding={"unit": Decimal(2500), "fiscal": Decimal(300)},
    )  # fmt: skip
    told = lines(project)[0]
    assert "单位投入 1000.00→2500.00" in told
    assert "财政资金 空→300.00" in told


def test_history_names_the_unit_that_joined(
    community_secretary: User, liaison: User, community: Organization, unit: ResidentUnit
) -> None:
    project = make_claimable(community_secretary, community)
    claim = make_claim(liaison, project, unit)
    answer_claim(actor=community_secretary, claim=claim, accepts=True)
    assert f"增加参与单位：{unit.name}" in lines(project)


@pytest.mark.parametrize("ending", ["evaluated", "terminated"])
def test_pictures_stay_once_the_project_is_over(
    ending: str, community_secretary: User, community: Organization, rf: RequestFactory
) -> None:
    project = make_project_in(community_secretary, community, "running")
    entry = add_progress(
        actor=community_secretary, project=project, happened_on=CONFIRMED, text="装灯"
    )
    kept = attach_file(actor=community_secretary, record=entry, upload=picture(1))
    Project.objects.filter(pk=project.pk).update(status=ending)
    entry.refresh_from_db()
    with pytest.raises(RuleViolation, match="照片不能再上传或删除"):
        attach_file(actor=community_secretary, record=entry, upload=picture(2))
    with pytest.raises(RuleViolation, match="照片不能再上传或删除"):
        remove_attachment(actor=community_secretary, attachment=kept, reason="误传")
    request = rf.get("/")
    request.user = community_secretary
    panel = panel_of(request, entry)
    assert panel.add_url == ""
    assert [line.remove_url for line in panel.lines] == [""]


def test_the_list_puts_what_is_overdue_last_and_marks_it(
    community_secretary: User, liaison: User, community: Organization
) -> None:
    late = make_claimable(community_secretary, community, name="一号项目", planned_end=in_days(1))
    make_claimable(community_secretary, community, name="二号项目")
    Project.objects.filter(pk=late.pk).update(planned_end=in_days(-1))
    shown = SignedIn(liaison).get(reverse("covenants:unit-claimable-list")).content.decode()
    assert shown.index("二号项目") < shown.index("一号项目") < shown.index("逾期")


def test_after_accepting_the_keeper_is_asked_whether_to_go_on(
    secretary: Client, community_secretary: User, liaison: User, places: Places, unit: ResidentUnit
) -> None:
    project = make_claimable(community_secretary, places.community)
    claim = make_claim(liaison, project, unit)
    url = reverse("covenants:claim-detail", args=[claim.pk])
    assert "是否继续征集" not in secretary.get(url).content.decode()
    answer_claim(actor=community_secretary, claim=claim, accepts=True)
    shown = secretary.get(url).content.decode()
    assert "是否继续征集" in shown
    assert step("want", project) in shown


def test_a_claim_without_a_kind_is_other_everywhere(
    secretary: Client, community_secretary: User, liaison: User, places: Places, unit: ResidentUnit
) -> None:
    project = make_claimable(community_secretary, places.community)
    make_claim(liaison, project, unit)
    for url in (reverse("covenants:claim-list"), project.get_absolute_url()):
        assert "其他</td>" in secretary.get(url).content.decode().replace("\n", "").replace(" ", "")


def test_an_agreed_request_says_from_when_its_use_is_entered(
    secretary: Client, community_secretary: User, liaison: User, places: Places, unit: ResidentUnit
) -> None:
    offer = make_offer(liaison, unit)
    request = make_agreed(
        community_secretary, liaison, offer, places.community, wanted_on=in_days(5)
    )
    shown = secretary.get(request.get_absolute_url()).content.decode()
    assert f"{in_days(5)} 使用，从那天起请{places.community.name}登记使用情况" in shown
    assert "撤回申请" in shown
