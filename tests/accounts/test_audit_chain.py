"""The chain over the audit: whatever is done to the rows behind the product's back is named."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError

from accounts.audit import first_fault, last_digest, seal_of
from accounts.models import AuditEntry, AuditSeal, User
from accounts.operations import seal_audit, write_audit
from accounts.tasks import seal_audit_trail
from orgs.models import District

pytestmark = pytest.mark.django_db
TABLES = ("accounts_auditentry", "accounts_auditseal")


@pytest.fixture
def trail(district: District, stranger: User) -> list[AuditEntry]:
    """Nine entries: two sealed runs of four and two, and a tail of three."""
    entries = [write(district, stranger, number) for number in range(4)]
    seal_audit()
    entries += [write(district, stranger, number) for number in range(4, 6)]
    seal_audit()
    return entries + [write(district, stranger, number) for number in range(6, 9)]


def write(district: District, actor: User, number: int) -> AuditEntry:
    return write_audit(actor=actor, action="district.look", record=district, count=number)


@pytest.fixture
def _unguarded(trail: list[AuditEntry]) -> None:
    """An intruder with the database's password takes the triggers away."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for statement in guards(table):
                cursor.execute(statement)


def guards(table: str) -> list[str]:
    if connection.vendor == "postgresql":
        return [f"DROP TRIGGER {table}_append_only ON {table}"]
    return [f"DROP TRIGGER {table}_no_{verb}" for verb in ("UPDATE", "DELETE")]


def verify(*options: str) -> str:
    out = StringIO()
    call_command("audit_verify", *options, stdout=out)
    return out.getvalue()


def test_an_untouched_trail_is_in_order(trail: list[AuditEntry]) -> None:
    assert "审计记录完整" in verify()
    assert json.loads(verify("--json")) == {"ok": True, "last_seal": last_digest()}


def test_each_seal_takes_in_the_one_before(trail: list[AuditEntry]) -> None:
    first, second = AuditSeal.objects.order_by("last_id")
    assert second.previous == first.digest
    assert second.entries == 2
    assert second.last_id == trail[5].pk


def test_sealing_twice_seals_nothing_twice(trail: list[AuditEntry]) -> None:
    seal_audit_trail()
    seal_audit_trail()
    assert AuditSeal.objects.count() == 3
    assert sum(AuditSeal.objects.values_list("entries", flat=True)) == AuditEntry.objects.count()


def test_a_seal_cannot_be_changed_or_removed(trail: list[AuditEntry]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditSeal.objects.update(entries=0)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditSeal.objects.all().delete()


@pytest.mark.usefixtures("_unguarded")
@pytest.mark.parametrize("index", [0, 3, 5, 7])
def test_an_altered_entry_is_named(trail: list[AuditEntry], index: int) -> None:
    AuditEntry.objects.filter(pk=trail[index].pk).update(actor_name="别人")
    assert named() == trail[index].pk


@pytest.mark.usefixtures("_unguarded")
@pytest.mark.parametrize("index", [1, 3, 4, 5])
def test_a_removed_entry_is_named(trail: list[AuditEntry], index: int) -> None:
    AuditEntry.objects.filter(pk=trail[index].pk).delete()
    assert named() == trail[index].pk


@pytest.mark.usefixtures("_unguarded")
def test_two_entries_that_changed_places_are_named(trail: list[AuditEntry]) -> None:
    first, second = trail[1], trail[4]
    swap(first, second)
    assert named() == first.pk


def swap(first: AuditEntry, second: AuditEntry) -> None:
    facts = ("at", "detail", "seal", "record_name")
    one = {name: getattr(first, name) for name in facts}
    other = {name: getattr(second, name) for name in facts}
    AuditEntry.objects.filter(pk=first.pk).update(**other)
    AuditEntry.objects.filter(pk=second.pk).update(**one)


@pytest.mark.usefixtures("_unguarded")
def test_an_entry_slipped_in_among_the_sealed_is_named(trail: list[AuditEntry]) -> None:
    gone = trail[2].pk
    AuditEntry.objects.filter(pk=gone).delete()
    forged = AuditEntry.objects.get(pk=trail[3].pk)
    forged.pk, forged.actor_name = gone, "伪造者"
    forged.seal = seal_of(forged)
    forged.save(force_insert=True)
    assert named() == gone


@pytest.mark.usefixtures("_unguarded")
def test_an_entry_added_without_the_key_is_named(trail: list[AuditEntry]) -> None:
    forged = AuditEntry.objects.get(pk=trail[8].pk)
    forged.pk, forged.actor_name = trail[8].pk + 1, "伪造者"
    forged.save(force_insert=True)
    assert named() == forged.pk


@pytest.mark.usefixtures("_unguarded")
def test_a_changed_seal_is_found(trail: list[AuditEntry]) -> None:
    seal = AuditSeal.objects.order_by("last_id").first()
    AuditSeal.objects.filter(pk=seal.pk).update(marks=seal.marks.replace(":", ":0", 1))
    assert "封条" in first_fault().problem


@pytest.mark.usefixtures("_unguarded")
def test_a_removed_seal_is_found(trail: list[AuditEntry]) -> None:
    AuditSeal.objects.order_by("last_id").first().delete()
    assert "封条" in first_fault().problem


@pytest.mark.usefixtures("_unguarded")
def test_a_trail_cut_short_is_found_by_a_seal_noted_down_before(trail: list[AuditEntry]) -> None:
    noted = last_digest()
    AuditSeal.objects.filter(digest=noted).delete()
    AuditEntry.objects.filter(pk__gt=trail[3].pk).delete()
    assert first_fault() is None
    assert "整段删除" in first_fault(noted).problem


@pytest.mark.usefixtures("_unguarded")
def test_the_command_fails_on_a_fault(trail: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(pk=trail[2].pk).update(address="10.0.0.9")
    with pytest.raises(CommandError, match=f"第 {trail[2].pk} 条"):
        verify()


def named() -> int | None:
    assert first_fault() is not None, "the fault was not found"
    return first_fault().entry_id
