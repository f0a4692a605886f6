"""Two mergers at once, on PostgreSQL; the twin shows what the locks keep apart."""

import threading

import pytest
from django.db.models import QuerySet

from accounts.models import User
from members.models import Member, MemberMerge
from members.operations import locks, merges
from members.operations.merges import merge_members
from orgs.models import ResidentUnit
from tests.makers.members import make_member
from tests.members.test_races import run_at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both look at the rules before either writes, if nothing keeps them apart."""
    barrier = threading.Barrier(2)
    check_merge = merges.check_merge

    def check_and_wait(*sides: merges.Group) -> None:
        check_merge(*sides)
        try:
            barrier.wait(timeout=0.5)
        except threading.BrokenBarrierError:
            return

    monkeypatch.setattr(merges, "check_merge", check_and_wait)


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "lock_phone", lambda mobile_index: None)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


def merge_both_ways(actor: User, one: Member, other: Member) -> list[str]:
    """Two people at two desks: each keeps the row that the other gives up."""
    return run_at_once(
        lambda: merge_members(actor=actor, duplicate=one, kept=other, reason="同一人"),
        lambda: merge_members(actor=actor, duplicate=other, kept=one, reason="同一人"),
    )


@pytest.fixture
def pair(unit: ResidentUnit) -> tuple[Member, Member]:
    return make_member(unit, "王小红"), make_member(unit, "王晓红", "13800009999")


@pytest.mark.usefixtures("meeting")
def test_of_two_mergers_into_one_another_one_is_refused(
    district_admin: User, pair: tuple[Member, Member]
) -> None:
    assert merge_both_ways(district_admin, *pair) == ["RuleViolation", "done"]
    assert Member.objects.standing().count() == 1
    assert MemberMerge.objects.count() == 1


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_locks_nobody_stays(district_admin: User, pair: tuple[Member, Member]) -> None:
    assert merge_both_ways(district_admin, *pair) == ["done", "done"]
    assert not Member.objects.standing().exists()
