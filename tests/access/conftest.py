from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.access.people import People


@pytest.fixture(scope="package")
def settled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[People]:
    """The people settle once for all tests of this folder; nothing of it stays behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield People()
        transaction.set_rollback(True)


@pytest.fixture
def people(settled: People, db: None) -> People:
    """The settled people; what one test does to them is taken back."""
    return settled
