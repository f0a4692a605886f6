"""The index of the web admin: for each role the figures and what waits, one navigation."""

import datetime
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.module_loading import autodiscover_modules

from accounts import jobs
from accounts.labels import JOB_LABELS, job_label
from accounts.models import AccessRecord, AuditEntry, Job, User
from accounts.operations import request_job, send_suggestion, write_audit
from orgs.models import District, GrantRequest, Organization, RoleGrant
from orgs.operations.suggestions import answer_suggestion
from orgs.policy import Role
from reports.code_lists import code_lists
from tests.conftest import SignedIn
from tests.makers.orgs import Places
from tests.makers.reports import make_approved

INDEX = "/admin/"


def page_of(user: User, url: str = INDEX) -> str:
    response = SignedIn(user).get(url)
    assert response.status_code == 200
    return response.content.decode()


def waiting(user: User) -> dict[str, int]:
    tasks = SignedIn(user).get(INDEX).context["waiting"]
    return {task.label: task.count for task in tasks}


def test_the_district_sees_the_figures_and_what_waits(
    district_admin: User,
    community_secretary: User,
    street_secretary: User,
    community: Organization,
) -> None:
    make_approved(community_secretary, street_secretary, community)
    send_suggestion(actor=community_secretary, text="好", contact="", page="/")
    page = page_of(district_admin)
    for code in ("S1.street", "S1.community", "S2", "S8"):
        assert f'data-figure="{code}"' in page
    tasks = waiting(district_admin)
    assert (tasks["待审定月报"], tasks["待答复投诉建议"]) == (1, 1)
    assert "待批准授权申请" not in tasks


def test_the_administrators_see_requests_and_ending_rights(
    system_admin: User, security_admin: User, stranger: User, places: Places
) -> None:
    GrantRequest.objects.create_by(
        system_admin, user=stranger, role=Role.STREET, organization=places.street
    )
    soon = datetime.date.today() + datetime.timedelta(days=10)  # noqa: DTZ011  a day in 30
    RoleGrant.objects.filter(user=system_admin).update(valid_to=soon)
    assert waiting(security_admin) == {"待批准授权申请": 1, "30天内到期授权": 1}
    assert waiting(system_admin) == {"授权申请等安全管理员批准": 1, "未完成的后台任务": 0}
    ending = SignedIn(security_admin).get("/admin/orgs/rolegrant/?ending=soon")
    assert ending.context["cl"].result_count == 1
    assert "data-figure" not in page_of(security_admin)


def test_every_number_on_the_index_is_the_length_of_the_register_it_opens(
    district_admin: User, security_admin: User, system_admin: User, places: Places
) -> None:
    for text in ("好", "更好"):
        sent = send_suggestion(actor=None, text=text, contact="", page="/")
    answer_suggestion(actor=district_admin, suggestion=sent, reply="谢谢")
    assert waiting(district_admin)["待答复投诉建议"] == 1
    for user in (district_admin, security_admin, system_admin):
        browser = SignedIn(user)
        for task in browser.get(INDEX).context["waiting"]:
            if task.url.startswith(INDEX):
                shown = browser.get(task.url).context["cl"].result_count
                assert (task.label, shown) == (task.label, task.count)


def test_the_auditor_sees_the_latest_entries(auditor: User, district: District) -> None:
    write_audit(actor=None, action="check_in.accept", record=district)
    page = page_of(auditor)
    assert "最近的审计记录" in page
    assert "接收报到" in page
    assert "check_in.accept" not in page


def test_nobody_else_sees_the_audit_on_the_index(district_admin: User, system_admin: User) -> None:
    for user in (district_admin, system_admin):
        assert "最近的审计记录" not in page_of(user)


@pytest.mark.parametrize("name", ["district_admin", "system_admin", "security_admin", "auditor"])
def test_admin_and_desk_share_one_navigation(name: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(name)
    bars = []
    for url in (INDEX, "/messages/"):
        [bar] = re.findall(r'<nav class="sidebar-nav".*?</nav>', page_of(user, url), re.S)
        bars.append(re.sub(r' aria-current="page"|\s+', "", bar))
    assert bars[0] == bars[1]


def test_every_register_the_user_opens_is_on_the_index_once(district_admin: User) -> None:
    page = page_of(district_admin)
    registers = SignedIn(district_admin).get(INDEX).context["available_apps"]
    addresses = [model["admin_url"] for part in registers for model in part["models"]]
    assert len(addresses) > 10
    links = [page.count(f'<li><a href="{address}">') for address in addresses]
    assert set(links) == {1}
    assert "其他</h3>" not in page


def test_every_coded_field_is_in_the_code_lists() -> None:
    uses = {use for codes in code_lists() for use in codes.uses}
    for app in ("orgs", "members", "covenants", "services", "reports", "accounts"):
        for model in apps.get_app_config(app).get_models():
            for column in model._meta.concrete_fields:
                if column.choices:
                    assert f"{model._meta.verbose_name}：{column.verbose_name}" in uses


def test_the_code_lists_name_their_source(district_admin: User) -> None:
    page = page_of(district_admin, "/admin/code-lists/")
    assert "GB/T 2261.1—2003" in page
    assert "GB 32100—2015" in page
    assert "助老陪护" in page


@pytest.mark.parametrize("name", ["system_admin", "security_admin", "auditor", "street_secretary"])
def test_code_lists_are_the_districts(name: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(name)
    assert SignedIn(user).get("/admin/code-lists/").status_code == 403


def test_every_kind_of_task_has_a_chinese_name() -> None:
    autodiscover_modules("tasks")
    sources = [
        *Path(settings.BASE_DIR).glob("*/tasks*.py"),
        *Path(settings.BASE_DIR).glob("*/*/*.py"),
    ]
    written = {
        kind
        for path in sources
        if ".venv" not in path.parts and "tests" not in path.parts
        for kind in re.findall(r'@job\("(\w+)"', path.read_text("utf-8"))
    }
    assert written
    assert written == set(JOB_LABELS)
    assert written <= set(jobs.kinds)
    assert all(re.fullmatch("[一-鿿]+", label) for label in JOB_LABELS.values())


def test_a_task_is_called_by_its_name_everywhere(system_admin: User) -> None:
    row = request_job(actor=system_admin, kind="tree_check")
    assert str(row) == "检查组织层级 等待执行"
    page = page_of(system_admin, "/admin/accounts/job/")
    assert "检查组织层级" in page
    assert "tree_check" not in page
    assert str(Job(kind="gone", state="done")) == "gone 已完成"
    assert job_label("gone") == "gone"


def test_the_trail_reads_as_sentences(auditor: User) -> None:
    moment = datetime.datetime(2026, 9, 30, 16, 5, tzinfo=datetime.UTC)
    entry = AuditEntry(at=moment, actor_name="王", action="member.load", record_name="李")
    assert str(entry) == "2026-10-01 00:05 王 载入党员 李"
    looked = AccessRecord(actor=auditor, subject_type="members.member", subject_id="7")
    assert str(looked) == f"{auditor} 查看 党员 7"
