"""One code, two people at once, on PostgreSQL; the twin shows what happens without the lock."""

import threading
import time

import pytest
from django.db import connection

from accounts.models import Activation, AuditEntry, User
from common.violations import RuleViolation
from orgs.models import District
from orgs.operations import activations
from orgs.operations.accounts import issue_activation
from orgs.operations.activations import Issued, activate_account
from tests.makers.accounts import make_issued
from tests.orgs.test_tree_races import together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
PASSWORDS = ("first-Mountain-77", "second-River-88")


@pytest.fixture
def issued(system_admin: User, district: District) -> Issued:
    return make_issued(system_admin, district)


def both_activate(issued: Issued) -> list[Exception]:
    return together(
        *(
            lambda password=password: activate_account(code=issued.code, password=password)
            for password in PASSWORDS
        )
    )


def test_of_two_who_use_one_code_at_once_one_gets_in(issued: Issued) -> None:
    errors = both_activate(issued)
    assert [type(error) for error in errors] == [RuleViolation]
    assert AuditEntry.objects.filter(action="account.activate").count() == 1


def test_without_the_lock_both_get_in(issued: Issued, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = issued.activation.user
    meeting = threading.Barrier(2)
    find = activations._open_activations

    def find_together(code: str) -> object:
        found = list(find(code))
        meeting.wait(timeout=10)
        return Activation.objects.filter(pk__in=[row.pk for row in found])

    monkeypatch.setattr(activations, "lock_owner", lambda code: User.objects.get(pk=owner.pk))
    monkeypatch.setattr(activations, "_open_activations", find_together)
    assert both_activate(issued) == []
    assert AuditEntry.objects.filter(action="account.activate").count() == 2


def test_issuing_and_using_at_once_never_lock_each_other_up(
    issued: Issued, system_admin: User
) -> None:
    account = issued.activation.user

    def issue_often() -> None:
        for _ in range(10):
            issue_activation(actor=system_admin, account=account, kind="link")
            time.sleep(0.001)

    def use() -> None:
        activate_account(code=issued.code, password=PASSWORDS[0])

    errors = together(issue_often, use)
    assert {type(error) for error in errors} <= {RuleViolation}
    assert Activation.objects.filter(used_at=None, revoked_at=None).count() == 1
    connection.close()


def test_of_two_issued_at_once_one_opens(issued: Issued, system_admin: User) -> None:
    account = issued.activation.user
    issue = [
        lambda kind=kind: issue_activation(actor=system_admin, account=account, kind=kind)
        for kind in ("link", "slip")
    ]
    assert together(*issue) == []
    assert Activation.objects.filter(used_at=None, revoked_at=None).count() == 1
