"""Two people at once in the register of units on PostgreSQL, with a twin without the lock."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import User
from common.violations import RuleViolation
from orgs.models import District, ResidentUnit
from orgs.operations import unit_merges, unit_rules, units
from orgs.operations.unit_merges import merge_units
from orgs.operations.units import change_unit, register_unit
from tests.makers.orgs import make_unit

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 6


def together(*writers: Callable[[], object]) -> list[Exception]:
    """Start all writers at the same moment; return what they met."""
    errors: list[Exception] = []
    start = threading.Barrier(len(writers))

    def run(writer: Callable[[], object]) -> None:
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


def pair(actor: User, district: District, number: int) -> tuple[ResidentUnit, ResidentUnit]:
    return make_unit(actor, district, f"甲{number}局"), make_unit(actor, district, f"乙{number}局")


def merged_in_a_circle() -> bool:
    return ResidentUnit.objects.filter(merged_into__merged_into__isnull=False).exists()


def opposite_mergers(actor: User, district: District) -> list[type[Exception]]:
    """Both merge the other; return what was met."""
    met = []
    for number in range(ROUNDS):
        one, two = pair(actor, district, number)
        errors = together(
            lambda one=one, two=two: merge_units(actor=actor, unit=one, target=two),
            lambda one=one, two=two: merge_units(actor=actor, unit=two, target=one),
        )
        met += [type(error) for error in errors]
    return met


def same_names(actor: User, district: District) -> int:
    """Two register the same name at once; return how many of the names stand twice."""
    for number in range(ROUNDS):
        wish = {"actor": actor, "district": district, "name": f"丙{number}局", "category": "other"}
        together(*[lambda wish=wish: register_unit(**wish)] * 2)
    rows = ResidentUnit.objects.filter(name__startswith="丙").values_list("name", flat=True)
    return len(rows) - len(set(rows))


def opposite_superiors(actor: User, district: District) -> bool:
    """Each becomes the other's superior at once; return whether a circle came of it."""
    for number in range(ROUNDS):
        one, two = pair(actor, district, 100 + number)
        together(
            lambda one=one, two=two: change_unit(actor=actor, unit=one, superior_unit=two),
            lambda one=one, two=two: change_unit(actor=actor, unit=two, superior_unit=one),
        )
    rows = ResidentUnit.objects.exclude(superior_unit=None).select_related("superior_unit")
    return any(row.superior_unit.superior_unit_id == row.pk for row in rows)


def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same without the register's lock; what was read is acted on a moment later."""
    check = unit_rules.check_single

    def late(*args: object, **values: object) -> None:
        check(*args, **values)
        time.sleep(0.05)

    def found(unit: ResidentUnit) -> ResidentUnit:
        time.sleep(0.02)
        return ResidentUnit.objects.get(pk=unit.pk)

    monkeypatch.setattr(unit_rules, "check_single", late)
    monkeypatch.setattr(units, "lock_register", lambda district: district)
    for module in (units, unit_merges):
        monkeypatch.setattr(module, "hold_unit", found)


def test_opposite_mergers_at_once_make_no_circle(district_admin: User, district: District) -> None:
    assert opposite_mergers(district_admin, district) == [RuleViolation] * ROUNDS
    assert not merged_in_a_circle()


def test_without_the_lock_opposite_mergers_block_each_other(
    district_admin: User, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked(monkeypatch)
    assert set(opposite_mergers(district_admin, district)) != {RuleViolation}


def test_a_name_registered_twice_at_once_stands_once(
    district_admin: User, district: District
) -> None:
    assert same_names(district_admin, district) == 0


def test_without_the_lock_the_name_stands_twice(
    district_admin: User, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked(monkeypatch)
    assert same_names(district_admin, district) > 0


def test_two_do_not_become_each_others_superior(district_admin: User, district: District) -> None:
    assert not opposite_superiors(district_admin, district)


def test_without_the_lock_two_become_each_others_superior(
    district_admin: User, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked(monkeypatch)
    assert opposite_superiors(district_admin, district)
