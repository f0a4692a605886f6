"""Ids are drawn before transactions end: sealing must wait for the lower one."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from accounts.models import AuditEntry, AuditSeal, User
from accounts.operations import seal_audit, write_audit
from tests.makers.orgs import make_user

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


class SlowWriter:
    """Writes an entry and keeps its transaction open until told to end it."""

    def __init__(self, user: User) -> None:
        self.user, self.has_written, self.may_end = user, Event(), Event()
        self.thread = Thread(target=self._write)
        self.thread.start()
        assert self.has_written.wait(10)

    def _write(self) -> None:
        try:
            with transaction.atomic():
                write_audit(actor=self.user, action="account.sign_in", record=self.user)
                self.has_written.set()
                self.may_end.wait(20)
        finally:
            connection.close()

    def end(self) -> None:
        self.may_end.set()
        self.thread.join(10)


def test_an_entry_still_on_its_way_is_sealed_with_its_neighbours() -> None:
    user = make_user("writer")
    slow = SlowWriter(user)
    later = write_later(user)
    assert seal_audit() == 0
    slow.end()
    assert seal_audit() == 2
    assert AuditSeal.objects.get().last_id == later


def test_without_waiting_it_would_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user("writer")
    slow = SlowWriter(user)
    later = write_later(user)
    monkeypatch.setattr("accounts.operations._highest_settled", lambda: later)
    assert seal_audit() == 1
    slow.end()
    assert AuditEntry.objects.filter(pk__lt=later).count() == 1


def write_later(user: User) -> int:
    with transaction.atomic():
        return write_audit(actor=user, action="account.sign_out", record=user).pk
