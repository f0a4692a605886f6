"""Two writers at once on PostgreSQL, each race with a twin that shows it when the lock is off."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from accounts.models import User
from common.violations import RuleViolation
from orgs.models import Organization
from orgs.operations import tree, undo
from orgs.operations.tree import found_organization, merge_organizations, move_organization
from orgs.operations.undo import undo_last_change
from orgs.selectors.tree import TreeFault, tree_faults
from tests.makers.orgs import FOUNDED, Places, make_below, make_community, make_street

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 8
COUNT = 25


def together(*writers: Callable[[], None]) -> list[Exception]:
    """Start all writers at the same moment; return what they met."""
    errors: list[Exception] = []
    start = threading.Barrier(len(writers))

    def run(writer: Callable[[], None]) -> None:
        try:
            start.wait(timeout=10)
            writer()
        except Exception as error:  # noqa: BLE001  the test asks which ones there were
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[writer]) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return errors


@contextmanager
def lock_off(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(tree, "lock_tree", lambda: None)
        yield


def shows_fault(race: Callable[[int], object]) -> bool:
    """Whether one of a few rounds leaves the tree out of order."""
    return any(race(number) is not None and tree_faults() for number in range(ROUNDS))


def new_name() -> str:
    """Siblings never share a name."""
    return f"网格{uuid.uuid4().hex[:8]}"


def inserts(actor: User, parent: Organization) -> Callable[[], None]:
    def write() -> None:
        for _ in range(COUNT):
            make_below(actor, parent, new_name())

    return write


def swings(actor: User, node: Organization, one: Organization, two: Organization) -> Callable:
    """Move the node to and fro."""

    def write() -> None:
        for _ in range(COUNT // 5):
            for parent in (two, one):
                move_organization(
                    actor=actor, organization=node, parent=parent, effective_on=FOUNDED
                )

    return write


def mergers(actor: User, nodes: list[Organization], target: Organization) -> Callable[[], None]:
    """Let one community after the other go up in the target."""

    def write() -> None:
        for node in nodes:
            merge_organizations(actor=actor, organization=node, target=target, effective_on=FOUNDED)

    return write


def small_communities(actor: User, street: Organization, first: int) -> list[Organization]:
    """Communities with a grid and a building each, in the street."""
    nodes = []
    for number in range(first, first + COUNT // 5):
        node = make_community(actor, street, f"第{number}社区", f"411502005{number}")
        make_below(actor, make_below(actor, node, new_name()), new_name())
        nodes.append(node)
    return nodes


def streets(actor: User, places: Places, first: int) -> Callable[[], None]:
    def write() -> None:
        for number in range(first, first + COUNT):
            make_street(actor, places.district, f"街道{number}", f"411502{number}000")

    return write


def test_two_writers_who_insert_and_move_leave_the_tree_in_order(
    district_admin: User, places: Places
) -> None:
    errors = together(
        inserts(district_admin, places.community),
        inserts(district_admin, places.community),
        swings(district_admin, places.sibling, places.street, places.other_street),
    )
    assert errors == []
    assert tree_faults() == []
    assert Organization.objects.filter(parent=places.community).count() == 2 * COUNT + 1


def test_without_the_lock_two_who_insert_break_the_tree(
    district_admin: User, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def race(number: int) -> list[Exception]:
        parents = (places.community, places.sibling)
        return together(*(inserts(district_admin, parent) for parent in parents))

    with lock_off(monkeypatch):
        assert shows_fault(race)


def test_two_opposite_moves_leave_the_tree_in_order(district_admin: User, places: Places) -> None:
    errors = together(
        swings(district_admin, places.community, places.street, places.other_street),
        swings(district_admin, places.other_community, places.other_street, places.street),
    )
    assert errors == []
    assert tree_faults() == []


def test_without_the_lock_two_opposite_moves_break_the_tree(
    district_admin: User, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def race(number: int) -> list[Exception]:
        return together(
            swings(district_admin, places.community, places.street, places.other_street),
            swings(district_admin, places.other_community, places.other_street, places.street),
        )

    with lock_off(monkeypatch):
        assert shows_fault(race)


def test_mergers_into_a_moving_community_leave_the_tree_in_order(
    district_admin: User, places: Places
) -> None:
    nodes = small_communities(district_admin, places.street, 100)
    errors = together(
        mergers(district_admin, nodes, places.sibling),
        swings(district_admin, places.sibling, places.street, places.other_street),
    )
    assert errors == []
    assert tree_faults() == []
    assert Organization.objects.filter(parent=places.sibling).count() == len(nodes)
    assert not Organization.objects.filter(parent__in=nodes).exists()


def test_without_the_lock_a_merger_and_a_move_break_the_tree(
    district_admin: User, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def race(number: int) -> list[Exception]:
        nodes = small_communities(district_admin, places.street, 100 + COUNT * number)
        return together(
            mergers(district_admin, nodes, places.sibling),
            swings(district_admin, places.sibling, places.street, places.other_street),
        )

    with lock_off(monkeypatch):
        assert shows_fault(race)


def test_a_change_taken_back_by_two_at_once_is_taken_back_once(
    district_admin: User, places: Places
) -> None:
    move_organization(
        actor=district_admin,
        organization=places.community,
        parent=places.other_street,
        effective_on=FOUNDED,
    )

    def write() -> None:
        undo_last_change(actor=district_admin, organization=places.community)

    errors = together(write, write)
    assert [type(error) for error in errors] == [RuleViolation]
    assert places.community.events.filter(undone_at=None).count() == 1


def test_without_the_lock_a_change_is_taken_back_twice(
    district_admin: User, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write() -> None:
        undo_last_change(actor=district_admin, organization=places.community)

    def race(number: int) -> bool:
        wish = {"actor": district_admin, "organization": places.community}
        move_organization(**wish, parent=places.other_street, effective_on=FOUNDED)
        return together(write, write) == []

    monkeypatch.setattr(undo, "lock_tree", lambda: None)
    assert any(race(number) for number in range(ROUNDS))


def test_streets_founded_at_once_get_a_tree_each(district_admin: User, places: Places) -> None:
    errors = together(streets(district_admin, places, 100), streets(district_admin, places, 200))
    roots = Organization.objects.filter(parent=None)
    assert errors == []
    assert roots.values("tree_id").distinct().count() == roots.count() == 2 * COUNT + 2


def test_without_the_lock_streets_founded_at_once_share_a_tree(
    district_admin: User, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def race(number: int) -> list[Exception]:
        first = 100 + 2 * COUNT * number
        return together(
            streets(district_admin, places, first), streets(district_admin, places, first + COUNT)
        )

    def shared() -> list[TreeFault]:
        return [fault for fault in tree_faults() if "共用" in fault.problem]

    with lock_off(monkeypatch):
        assert any(race(number) is not None and shared() for number in range(ROUNDS))


def test_the_lock_belongs_to_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        tree.lock_tree()


def test_a_waiting_founding_sees_the_code_of_the_one_before(
    district_admin: User, places: Places
) -> None:
    def write() -> None:
        found_organization(actor=district_admin, parent=places.community, name=new_name())

    assert together(*[write] * 4) == []
    codes = Organization.objects.filter(parent=places.community).values_list("code", flat=True)
    assert sorted(code[-2:] for code in codes) == ["01", "02", "03", "04", "05"]
