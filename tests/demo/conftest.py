"""The sample district, loaded once a module for tests that only look at it."""

from collections.abc import Generator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from common.months import Month
from demo.load import load_demo
from demo.plan import Plan, plan_district
from orgs.models import District


# Not kept for the folder: a module that lives rows through makes the same district anew.
@pytest.fixture(scope="module")
def sample(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Generator[District, None, None]:
    """The loaded district; one transaction around it all is rolled back in the end.

    Tests that ask for it need no `db`: what they write themselves is undone by `untouched`.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_demo()
        transaction.set_rollback(True)


@pytest.fixture
def untouched(sample: District) -> Generator[District, None, None]:
    """The loaded district for a test that writes: its changes are undone."""
    with transaction.atomic():
        yield sample
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def plan() -> Plan:
    """A planned district of a fixed month, in memory only."""
    return plan_district(Month(2026, 3))
