"""A database of the version before, brought to this one."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("covenants", "0001_initial")]
AFTER = [("covenants", "0004_party_rules")]
DAY, LATER = datetime.date(2025, 3, 1), datetime.date(2025, 6, 1)


def migrate(targets: list[tuple[str, str]]) -> Any:
    """Bring the schema to the targets; return the models as they were then."""
    executor = MigrationExecutor(connection)
    state = executor.migrate(targets)
    return state.apps


@pytest.fixture
def old(transactional_db: None) -> Iterator[Any]:
    """The models of the version before; afterwards everything is new again."""
    yield migrate(BEFORE)
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


@pytest.fixture
def place(old: Any) -> dict[str, Any]:
    district = old.get_model("orgs", "District").objects.create(code="411502", name="浉河区")
    nodes = old.get_model("orgs", "Organization").objects
    street = nodes.create(
        code="411502001",
        name="老城街道",
        tier=1,
        district=district,
        lft=1,
        rght=2,
        tree_id=1,
        level=0,
    )
    units = old.get_model("orgs", "ResidentUnit").objects
    return {
        "organization": street,
        "units": [units.create(name=name, district=district) for name in ("甲单位", "乙单位")],
    }


def sign(old: Any, place: dict[str, Any], no: str, **values: Any) -> Any:
    covenant = old.get_model("covenants", "Covenant").objects.create(
        no=no, title="协议", organization=place["organization"], status="signed",
        signed_on=DAY, effective_from=DAY, **values,
    )  # fmt: skip
    for unit in place["units"]:
        old.get_model("covenants", "CovenantParty").objects.create(covenant=covenant, unit=unit)
    return covenant


def propose(old: Any, place: dict[str, Any], status: str, **days: datetime.date) -> Any:
    return old.get_model("covenants", "Project").objects.create(
        no=status, name="项目", code_b="G1", lead=place["organization"], status=status, **days
    )


# One test: the way back and forth takes seconds.
def test_covenants_get_their_sides_and_projects_their_stages(
    old: Any, place: dict[str, Any]
) -> None:
    earlier = sign(old, place, "XY1")
    first, second = (sign(old, place, no, renews=earlier) for no in ("XY2", "XY3"))
    proposed = propose(old, place, "proposed")
    finished = propose(old, place, "finished", confirmed_on=DAY, finished_on=LATER)
    new = migrate(AFTER)

    sides = new.get_model("covenants", "CovenantParty").objects.filter(covenant=earlier.pk)
    units = [unit.pk for unit in place["units"]]
    assert list(sides.order_by("position").values_list("position", "unit")) == [
        (0, None), (1, units[0]), (2, units[1]),
    ]  # fmt: skip
    assert set(sides.values_list("confirmed_on", "confirmed_way")) == {(DAY, "paper")}

    covenants = new.get_model("covenants", "Covenant").objects
    assert covenants.get(pk=first.pk).renews_id == earlier.pk
    assert covenants.get(pk=second.pk).renews_id is None

    stages = new.get_model("covenants", "ProjectStage").objects
    assert not stages.filter(project=proposed.pk).exists()
    assert list(
        stages.filter(project=finished.pk).order_by("pk").values_list("status", "from_on")
    ) == [("confirmed", DAY), ("running", DAY), ("finished", LATER)]
