"""What the registers of the web admin say: Chinese heads, and names in place of codes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.utils.html import strip_tags

from accounts.actions import ACTION_LABELS
from accounts.models import AuditEntry, User
from accounts.operations import record_access, write_audit
from covenants.operations.project_steps import STATE_AFTER
from members.models import Member
from orgs.models import District, RoleGrant
from orgs.policy import Role
from reports.operations.lifecycle import TRANSITIONS
from tests.access import test_admin as access
from tests.access.people import People
from tests.makers.orgs import Places, make_holder

PACKAGES = (
    "accounts", "common", "config", "covenants", "demo", "members", "orgs", "reports", "services",
)  # fmt: skip
AUDIT, ACCESSES = "/admin/accounts/auditentry/", "/admin/accounts/accessrecord/"
GRANTS = "/admin/orgs/rolegrant/"
world = access.world


@pytest.fixture
def people(db: None) -> People:
    return People()


@pytest.fixture
def auditing(auditor: User, client_of: type[Client]) -> Client:
    return client_of(auditor)


def modules() -> Iterator[ast.Module]:
    for package in PACKAGES:
        for path in sorted(Path(settings.BASE_DIR, package).rglob("*.py")):
            if "write_audit(" in (text := path.read_text("utf-8")):
                yield ast.parse(text)


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [node for node in nodes if getattr(node.func, "id", "") == name]


def words(node: ast.AST) -> set[str]:
    """The codes written out in an expression."""
    values = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
    return {value for value in values if isinstance(value, str) and "." in value}


def assigned(function: ast.AST, name: str) -> set[str]:
    """The codes that a function gives to a name before it writes the audit."""
    given = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
    return {
        word for node in given if getattr(node.targets[0], "id", "") == name
        for word in words(node.value)
    }  # fmt: skip


def codes_in(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Return the codes that a module audits, and the expressions that are not written out."""
    found, composed = set(), set()
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        for call in calls(function, "write_audit"):
            [action] = [part.value for part in call.keywords if part.arg == "action"]
            if isinstance(action, ast.Constant | ast.IfExp):
                found |= words(action)
            elif isinstance(action, ast.Name) and (known := assigned(function, action.id)):
                found |= known
            else:
                composed.add(ast.unparse(action))
    return found, composed


def loaded_nouns() -> set[str]:
    tree = ast.parse(Path(settings.BASE_DIR, "demo", "load.py").read_text("utf-8"))
    return {call.args[1].value for call in calls(tree, "_audit")}


def composed_codes() -> dict[str, set[str]]:
    """Every action that is composed, and what can come of it."""
    return {
        "f'project.{step}'": {f"project.{step}" for step in STATE_AFTER},
        "f'{noun}.load'": {f"{noun}.load" for noun in loaded_nouns()},
        "step.audit": {step.audit for step in TRANSITIONS.values()},
    }


def test_every_audited_action_has_a_label_and_every_label_an_action() -> None:
    found, composed = set(), set()
    for tree in modules():
        written, other = codes_in(tree)
        found |= written
        composed |= other
    known = composed_codes()
    assert composed == set(known)
    assert found.union(*known.values()) == set(ACTION_LABELS)


def test_an_action_is_found_in_the_source_however_it_is_written() -> None:
    source = (
        "def act():\n    write_audit(action='a.one')\n"
        "def either():\n    action = 'a.two' if x else 'a.three'\n    write_audit(action=action)\n"
        "def choose():\n    write_audit(action='a.four' if x else 'a.five')\n"
        "def other():\n    write_audit(action=name.of())\n"
    )
    found = {"a.one", "a.two", "a.three", "a.four", "a.five"}
    assert codes_in(ast.parse(source)) == (found, {"name.of()"})


def test_labels_are_short_chinese_and_tell_actions_apart() -> None:
    labels = list(ACTION_LABELS.values())
    assert [label for label in labels if not re.fullmatch("[一-鿿“”0-9+]{2,12}", label)] == []
    assert len(set(labels)) == len(labels)


def cells(page: str, field: str) -> list[str]:
    found = re.findall(rf'<t[dh] class="field-{field}[^>]*>(.*?)</t[dh]>', page, re.DOTALL)
    return [strip_tags(cell).strip() for cell in found]


def heads(page: str) -> list[str]:
    found = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page, re.DOTALL)
    return [strip_tags(head).strip() for head in found]


def test_the_audit_shows_names_and_keeps_codes(auditing: Client, district: District) -> None:
    entry = write_audit(actor=None, action="check_in.accept", record=district)
    page = auditing.get(AUDIT).content.decode()
    assert (cells(page, "action_label")[0], cells(page, "record_kind")[0]) == ("接收报到", "区")
    record = auditing.get(f"{AUDIT}{entry.pk}/change/").content.decode()
    assert "orgs.district" not in page + record
    assert '<div class="readonly">接收报到</div>' in record
    stored = AuditEntry.objects.get(pk=entry.pk)
    assert (stored.action, stored.record_type) == ("check_in.accept", "orgs.district")


@pytest.mark.parametrize("label", ["gone.model", "orgs.gone", "gone", ""])
def test_what_no_longer_exists_is_shown_as_stored(
    auditing: Client, district: District, label: str
) -> None:
    AuditEntry.objects.create(action="gone.act", record_type=label, actor_name="系统")
    page = auditing.get(AUDIT).content.decode()
    assert cells(page, "action_label")[0] == "gone.act"
    assert cells(page, "record_kind")[0] in {label, "—"}


@pytest.mark.parametrize(("query", "count"), [("接收", 1), ("check_in", 1), ("乙丙丁", 0)])
def test_an_operation_is_found_by_its_name(
    auditing: Client, district: District, query: str, count: int
) -> None:
    write_audit(actor=None, action="check_in.accept", record=district)
    page = auditing.get(AUDIT, {"q": query}).content.decode()
    assert len(cells(page, "action_label")) == count


def test_who_looked_at_what_is_named(auditing: Client, auditor: User, member: User) -> None:
    subject = Member.objects.get(user=member)
    looked = record_access(actor=auditor, subject=subject, reason="联系党员")
    page = auditing.get(ACCESSES).content.decode()
    assert cells(page, "subject_kind") == ["党员"]
    record = auditing.get(f"{ACCESSES}{looked.pk}/change/").content.decode()
    assert '<div class="readonly">党员</div>' in record


def test_no_register_has_a_head_in_english(world: People) -> None:
    for label, names in access.OPENS.items():
        for name in sorted(names - {"other_district"}):
            page = world.browser(name).get(access.url(label, "changelist")).content.decode()
            named = [head for head in heads(page) if head]
            assert named, label
            english = [head for head in named if not re.search("[一-鿿]", head)]
            assert (label, english) == (label, [])


def test_grants_are_sorted_by_the_name_of_their_place(
    security_admin: User, places: Places, client_of: type[Client]
) -> None:
    make_holder("secretary", Role.STREET, places.street)
    client = client_of(security_admin)
    column = admin.site.get_model_admin(RoleGrant).list_display.index("place_name")
    up = cells(client.get(GRANTS, {"o": f"{column}"}).content.decode(), "place_name")
    down = cells(client.get(GRANTS, {"o": f"-{column}"}).content.decode(), "place_name")
    assert set(up) == {"五星街道大工委", "浉河区"}
    assert list(dict.fromkeys(up)) == list(dict.fromkeys(down))[::-1]
