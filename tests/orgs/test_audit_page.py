"""The auditor's pages: who did what, who saw whose number, a signed copy."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.labels import LOCAL_APPS
from accounts.models import AuditEntry, Notification, User
from accounts.operations import record_access, write_audit
from members.models import Member
from orgs.audit_words import detail_label
from orgs.models import District, Organization
from orgs.operations.tree import rename_organization
from orgs.policy import Role
from orgs.tasks import check_audit
from tests.conftest import SignedIn
from tests.makers.members import make_registered
from tests.makers.orgs import FOUNDED, Places, make_holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(auditor: User, places: Places) -> Client:
    return SignedIn(auditor)


@pytest.fixture
def renamed(district_admin: User, places: Places) -> Organization:
    return rename_organization(
        actor=district_admin, organization=places.grid, name="茶韵网格", effective_on=FOUNDED
    )


def text_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_the_auditor_reads_who_did_what_to_what(desk: Client, renamed: Organization) -> None:
    page = text_of(desk, "/desk/audit/?action=organization.rename")
    assert "党组织更名" in page
    assert "茶韵网格" in page
    assert "organization.rename</td>" not in page


@pytest.mark.parametrize(
    "query",
    ["actor=没有此人", "kind=orgs.residentunit", "record=没有此名", "until=2020-01-01"],
)
def test_a_filter_leaves_out_what_does_not_fit(
    desk: Client, renamed: Organization, query: str
) -> None:
    assert "茶韵网格" in text_of(desk, "/desk/audit/?record=茶韵")
    assert "茶韵网格" not in text_of(desk, f"/desk/audit/?{query}")


@pytest.mark.parametrize(
    "query",
    [
        "since=2026-02-30",
        "since=0001-01-01",
        "until=9999-12-31",
        "page=100000",
        "action=%00x",
        "kind=nothing",
        "per_page=1000000",
    ],
)
def test_an_odd_address_is_no_error(desk: Client, renamed: Organization, query: str) -> None:
    assert desk.get(f"/desk/audit/?{query}").status_code in {200, 400, 404}


def test_an_entry_tells_before_and_after(desk: Client, renamed: Organization) -> None:
    entry = AuditEntry.objects.get(action="organization.rename")
    page = text_of(desk, f"/desk/audit/{entry.pk}/")
    assert "变动前" in page
    assert "第1网格" in page


def test_the_auditor_sees_who_saw_a_members_number(
    desk: Client, community_secretary: User, places: Places, member: User
) -> None:
    person = Member.objects.get(user=member)
    record_access(actor=community_secretary, subject=person, reason="核对报到")
    page = text_of(desk, f"/desk/audit/accesses/?subject={person.pk}")
    assert "核对报到" in page
    assert "community_secretary" in page
    assert person.name not in page


def test_who_may_see_the_number_sees_who_saw_it(
    community_secretary: User, member: User, places: Places
) -> None:
    check_in = make_registered(member, community_secretary, places.community)
    record_access(actor=community_secretary, subject=check_in.member, reason="核对报到")
    page = text_of(SignedIn(community_secretary), f"/desk/members/{check_in.member_id}/")
    assert "手机号查看记录" in page
    assert "核对报到" in page


def test_who_may_not_see_the_number_does_not(
    community_secretary: User, street_secretary: User, member: User, places: Places
) -> None:
    check_in = make_registered(member, community_secretary, places.community)
    record_access(actor=community_secretary, subject=check_in.member, reason="核对报到")
    page = text_of(SignedIn(street_secretary), f"/desk/members/{check_in.member_id}/")
    assert "核对报到" not in page


def test_another_districts_auditor_sees_nothing_of_ours(renamed: Organization) -> None:
    other = District.objects.create(code="411503", name="平桥区")
    client = SignedIn(make_holder("other_auditor", Role.AUDITOR, other))
    assert "茶韵网格" not in text_of(client, "/desk/audit/")
    entry = AuditEntry.objects.get(action="organization.rename")
    assert client.get(f"/desk/audit/{entry.pk}/").status_code == 404


def test_a_signed_copy_is_recognised_and_a_changed_one_is_not(
    desk: Client, renamed: Organization, tmp_path: Path
) -> None:
    response = desk.post("/desk/audit/export/?record=茶韵", {"reason": "年度检查"})
    assert "utf-8''" in response.headers["Content-Disposition"]
    content = response.content
    assert "茶韵网格" in content.decode("utf-8-sig")
    copy = tmp_path / "copy.csv"
    copy.write_bytes(content)
    call_command("audit_verify", "--file", str(copy))
    copy.write_bytes(content.replace("茶韵".encode(), "茶云".encode()))
    with pytest.raises(CommandError, match="与导出时不同"):
        call_command("audit_verify", "--file", str(copy))


def test_taking_a_copy_needs_a_reason_and_is_recorded(desk: Client, renamed: Organization) -> None:
    assert desk.post("/desk/audit/export/", {"reason": " "}).status_code == 422
    assert not AuditEntry.objects.filter(action="audit.export").exists()
    desk.post("/desk/audit/export/", {"reason": "年度检查"})
    assert AuditEntry.objects.get(action="audit.export").detail["reason"] == "年度检查"


def test_a_copy_of_nothing_is_refused(desk: Client) -> None:
    response = desk.post("/desk/audit/export/?record=没有此名", {"reason": "年度检查"})
    assert response.status_code == 422
    assert "没有符合条件的记录" in response.content.decode()


def test_a_copy_holds_no_formula(desk: Client, district: District, stranger: User) -> None:
    stranger.name = "=1+1"
    write_audit(actor=stranger, action="district.look", record=district)
    copy = desk.post("/desk/audit/export/?record=浉河区", {"reason": "检查"}).content.decode()
    assert ",'=1+1," in copy


def test_the_nightly_check_tells_the_auditors_of_a_fault(
    auditor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check_audit(None) == "审计记录完整。"
    assert not Notification.objects.exists()
    monkeypatch.setattr("accounts.audit.seal_of", lambda entry: "0" * 64)
    assert "未通过" in check_audit(None)
    assert Notification.objects.get().recipient == auditor


@pytest.mark.parametrize("query", ["since=0001-01-01", "until=9999-12-31"])
def test_days_outside_time_are_a_wrong_filter(desk: Client, query: str) -> None:
    assert desk.get(f"/desk/audit/accesses/?{query}").status_code == 200
    assert desk.get(f"/desk/audit/export/?{query}").status_code == 404
    assert desk.get(f"/api/v1/audit-entries/?{query}").status_code == 400


def test_details_are_told_in_words(desk: Client, renamed: Organization) -> None:
    entry = AuditEntry.objects.filter(action="grant.give", detail__role="auditor").first()
    assert "<dt>角色</dt><dd>审计员</dd>" in text_of(desk, f"/desk/audit/{entry.pk}/")


def written_details() -> set[str]:
    """The names under which the operations put details into the audit, read off the source."""
    calls = (
        node
        for app in LOCAL_APPS
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "write_audit"
    )
    names = {keyword.arg for call in calls for keyword in call.keywords if keyword.arg}
    return names - {"actor", "action", "record"}


def test_every_detail_has_a_chinese_name() -> None:
    assert len(written_details()) > 30
    nameless = [n for n in written_details() if not any("一" <= c <= "鿿" for c in detail_label(n))]
    assert nameless == []
