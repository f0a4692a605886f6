from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from accounts.models import AuditEntry, Job, User
from accounts.tasks import run_waiting_jobs
from orgs.models import Organization
from orgs.operations.bulk import repair_tree
from orgs.operations.tree import move_organization
from orgs.selectors.tree import tree_faults
from orgs.tasks import request_tree_check
from tests.makers.orgs import FOUNDED, Places

FAULTS = {
    "lft": {"lft": F("lft") + 1},
    "rght": {"rght": F("rght") + 10},
    "a gap at the end": {"rght": F("rght") + 1},
    "level": {"level": 4},
    "tree": {"tree_id": 99},
}


def verify(*arguments: str) -> str:
    output = StringIO()
    call_command("verify_tree", *arguments, stdout=output)
    return output.getvalue()


def test_a_tree_in_order_is_said_to_be_in_order(places: Places) -> None:
    assert verify() == "组织树无误。\n"


@pytest.mark.parametrize("node", ["street", "community", "grid", "building"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_mended(fault: str, node: str, places: Places) -> None:
    Organization.objects.filter(pk=getattr(places, node).pk).update(**FAULTS[fault])
    with pytest.raises(CommandError, match="--repair"):
        verify()
    assert "已修复" in verify("--repair")
    assert tree_faults() == []
    assert "组织树无误" in verify()


def test_a_moved_pointer_is_a_fault_and_the_pointer_is_the_truth(places: Places) -> None:
    Organization.objects.filter(pk=places.grid.pk).update(parent=places.other_community)
    assert tree_faults() != []
    repair_tree(actor=None)
    assert places.building in Organization.objects.within(places.other_community)
    assert places.building not in Organization.objects.within(places.community)


def test_two_roots_of_one_tree_are_a_fault(places: Places) -> None:
    nodes = Organization.objects.filter(tree_id=places.other_street.tree_id)
    nodes.update(tree_id=places.street.tree_id, lft=F("lft") + 100, rght=F("rght") + 100)
    with pytest.raises(CommandError):
        verify()
    repair_tree(actor=None)
    assert tree_faults() == []


def test_a_repair_is_audited_and_a_tree_in_order_is_left_alone(places: Places) -> None:
    assert repair_tree(actor=None) == []
    assert not AuditEntry.objects.filter(action="organization.repair").exists()
    Organization.objects.filter(pk=places.grid.pk).update(lft=77)
    repair_tree(actor=None)
    assert AuditEntry.objects.filter(action="organization.repair").count() == 1


def test_moves_after_a_repair_stay_in_order(district_admin: User, places: Places) -> None:
    Organization.objects.filter(pk=places.grid.pk).update(lft=77)
    repair_tree(actor=None)
    move_organization(
        actor=district_admin,
        organization=places.community,
        parent=places.other_street,
        effective_on=FOUNDED,
    )
    assert tree_faults() == []


def test_the_nightly_check_says_what_it_found(places: Places) -> None:
    request_tree_check()
    run_waiting_jobs()
    assert Job.objects.get().result == "组织树无误。"
    Organization.objects.filter(pk=places.grid.pk).update(lft=77)
    request_tree_check()
    run_waiting_jobs()
    assert "错误" in Job.objects.latest("pk").result
