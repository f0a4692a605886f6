import json

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts import origin
from accounts.audit import SEALED, seal_of
from accounts.models import AuditEntry, Suggestion, User
from accounts.operations import write_audit
from orgs.models import District
from tests.makers.orgs import Places

pytestmark = pytest.mark.django_db
OTHER = {
    "actor_id": 99,
    "actor_name": "别人",
    "address": "10.9.9.9",
    "action": "district.other",
    "record_type": "orgs.organization",
    "record_id": "99",
    "record_name": "别处",
    "detail": {"count": 2},
}


@pytest.fixture
def entry(district: District, stranger: User) -> AuditEntry:
    written = write_audit(actor=stranger, action="district.look", record=district, count=1)
    return AuditEntry.objects.get(pk=written.pk)


def test_an_entry_says_who_did_what_to_what(entry: AuditEntry, district: District) -> None:
    assert (entry.actor_name, entry.action) == ("stranger", "district.look")
    assert (entry.record_type, entry.record_id) == ("orgs.district", str(district.pk))
    assert (entry.record_name, entry.detail) == ("浉河区", {"count": 1})


def test_the_database_refuses_to_change_an_entry(entry: AuditEntry) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(actor_name="别人")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.save()


def test_the_database_refuses_to_remove_an_entry(entry: AuditEntry) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).delete()
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_an_entry_read_back_bears_its_seal(entry: AuditEntry) -> None:
    assert len(entry.seal) == 64
    assert seal_of(entry) == entry.seal


@pytest.mark.parametrize("field", OTHER)
def test_the_seal_breaks_with_any_field(field: str, entry: AuditEntry) -> None:
    setattr(entry, field, OTHER[field])
    assert seal_of(entry) != entry.seal


def test_the_seal_covers_every_field(entry: AuditEntry) -> None:
    assert {*SEALED, "id", "seal"} == {field.name for field in AuditEntry._meta.fields}
    assert {*OTHER, "at"} == set(SEALED)


def test_the_seal_hangs_on_the_key(entry: AuditEntry, settings: object) -> None:
    settings.AUDIT_KEY = "another key"
    assert seal_of(entry) != entry.seal


def test_every_entry_of_a_small_district_bears_its_seal(places: Places) -> None:
    entries = list(AuditEntry.objects.all())
    assert len(entries) > 5
    assert all(seal_of(entry) == entry.seal for entry in entries)


def test_a_change_that_fails_leaves_no_entry(district: District) -> None:
    with transaction.atomic():
        write_audit(actor=None, action="district.look", record=district)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.filter(action="district.look").exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_there_is_no_entry(district: District) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        write_audit(actor=None, action="district.look", record=district)


def test_the_system_is_named_where_nobody_acts(district: District) -> None:
    assert write_audit(actor=None, action="district.look", record=district).actor_name == "系统"


def test_the_address_of_one_request_never_sticks_to_the_next(stranger: User) -> None:
    Client(REMOTE_ADDR="10.0.0.1").get("/healthz")
    assert origin.address.get() == ""


def test_long_names_are_cut(district: District) -> None:
    account = User.objects.create_user("l" * 150)
    entry = write_audit(actor=account, action="district.look", record=district)
    assert entry.actor_name == "l" * 50


def test_a_phone_number_in_a_suggestion_stays_out_of_the_audit() -> None:
    body = {"text": "请回电 13800000000", "contact": "13900000000", "page": ""}
    Client().post("/suggest/", body)
    assert Suggestion.objects.get().text == "请回电 13800000000"
    rows = json.dumps(list(AuditEntry.objects.values()), default=str)
    assert "13800000000" not in rows
    assert "13900000000" not in rows
