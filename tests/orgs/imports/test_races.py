"""Two who say yes at once, on PostgreSQL; the twin shows what the lock is for."""

from typing import Any

import pytest

from accounts.models import Job, User
from common.violations import RuleViolation
from orgs.models import ImportBatch, ResidentUnit
from orgs.operations import imports
from orgs.operations.imports import confirm_import
from tests.makers.files import read_rows, worked
from tests.orgs.test_tree_races import together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 12


def confirmed_twice(actor: User, number: int) -> list[Exception]:
    """Four say yes to the same preview; return what they met."""
    batch = read_rows(actor, ("单位名称", "类别"), (f"区第{number}法院", "其他"))
    return together(*[lambda: confirm_import(actor=actor, batch=batch)] * 4)


def test_of_four_who_say_yes_at_once_one_is_heard(district_admin: User) -> None:
    errors = confirmed_twice(district_admin, 1)
    assert [type(error) for error in errors] == [RuleViolation] * 3
    assert Job.objects.filter(kind="import_write").count() == 1
    worked(ImportBatch.objects.get())
    assert ResidentUnit.objects.count() == 1


def test_without_the_lock_several_are_heard(
    district_admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlocked(batch: ImportBatch) -> Any:
        return ImportBatch.objects.get(pk=batch.pk)

    def is_doubled(number: int) -> bool:
        with monkeypatch.context() as patch:
            patch.setattr(imports, "_hold", unlocked)
            return len(confirmed_twice(district_admin, number)) < 3

    assert any(is_doubled(number) for number in range(ROUNDS))
