"""Renewals and supplements: what a covenant may come from, and what ends with what."""

import datetime
from contextlib import AbstractContextManager

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import User
from common import clock
from common.violations import RuleViolation
from covenants.models import Covenant
from covenants.operations.drafting import change_covenant
from covenants.operations.ending import terminate_covenant, void_covenant
from covenants.operations.signing import sign_covenant, submit_covenant
from covenants.selectors.renewals import next_term
from orgs.models import Organization, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.covenants import make_covenant, make_signed
from tests.makers.orgs import make_unit

DAY = datetime.timedelta(days=1)
TODAY = clock.today()
BEGIN, END = TODAY - 100 * DAY, TODAY + 200 * DAY
TERM = {"signed_on": BEGIN, "effective_from": BEGIN, "effective_to": END}


@pytest.fixture
def earlier(community_secretary: User, community: Organization, unit: ResidentUnit) -> Covenant:
    return make_signed(community_secretary, community, unit, title="第一份", **TERM)


class Maker:
    """Drafts of the community with the unit, signed when wished."""

    def __init__(self, actor: User, place: Organization, unit: ResidentUnit) -> None:
        self.actor, self.place, self.unit = actor, place, unit

    def draft(self, **values: object) -> Covenant:
        return make_covenant(self.actor, self.place, self.unit, **values)

    def sign(self, covenant: Covenant, **term: object) -> Covenant:
        term = {"signed_on": TODAY, "effective_from": TODAY, **term}
        return sign_covenant(actor=self.actor, covenant=covenant, **term)


@pytest.fixture
def maker(community_secretary: User, community: Organization, unit: ResidentUnit) -> Maker:
    return Maker(community_secretary, community, unit)


def test_a_covenant_is_renewed_once(earlier: Covenant, maker: Maker) -> None:
    first = maker.draft(renews=earlier)
    with pytest.raises(RuleViolation, match=f"已经续签为 {first.no}"):
        maker.draft(renews=earlier)


def test_a_void_renewal_leaves_room_for_another(earlier: Covenant, maker: Maker) -> None:
    void_covenant(actor=maker.actor, covenant=maker.draft(renews=earlier), reason="写错")
    assert maker.draft(renews=earlier).renews == earlier


def test_what_is_void_is_not_renewed(earlier: Covenant, maker: Maker, district_admin: User) -> None:
    void_covenant(actor=district_admin, covenant=earlier, reason="误录")
    with pytest.raises(RuleViolation, match="已经签订过"):
        maker.draft(renews=earlier)


def test_a_renewal_of_what_became_void_is_not_signed(
    earlier: Covenant, maker: Maker, district_admin: User
) -> None:
    renewal = maker.draft(renews=earlier)
    void_covenant(actor=district_admin, covenant=earlier, reason="误录")
    with pytest.raises(RuleViolation, match="所续签的协议已经作废"):
        maker.sign(renewal)


def test_what_has_a_signed_renewal_is_not_voided_before_it(
    earlier: Covenant, maker: Maker, district_admin: User
) -> None:
    renewal = maker.sign(maker.draft(renews=earlier), effective_from=END + DAY)
    with pytest.raises(RuleViolation, match=renewal.no):
        void_covenant(actor=district_admin, covenant=earlier, reason="误录")
    void_covenant(actor=district_admin, covenant=renewal, reason="误录")
    assert void_covenant(actor=district_admin, covenant=earlier, reason="误录").status == "void"


@pytest.mark.parametrize("first", [BEGIN, TODAY, END])
def test_a_renewal_begins_when_the_earlier_one_has_ended(
    first: datetime.date, earlier: Covenant, maker: Maker, unit: ResidentUnit
) -> None:
    def refused() -> AbstractContextManager:
        return pytest.raises(RuleViolation, match=f"原协议到 {END} 为止有效")

    with refused():
        maker.draft(renews=earlier, effective_from=first)
    renewal = maker.draft(renews=earlier)
    for step, more in [
        (sign_covenant, {"signed_on": TODAY, "effective_from": first}),
        (change_covenant, {"title": "续签", "units": [unit], "effective_from": first}),
        (submit_covenant, {}),
    ]:
        with refused():
            step(actor=maker.actor, covenant=renewal, **more)
    assert maker.sign(renewal, effective_from=END + DAY).effective_from == END + DAY


def test_a_renewal_follows_a_termination_on_its_day(earlier: Covenant, maker: Maker) -> None:
    terminate_covenant(actor=maker.actor, covenant=earlier, terminated_on=TODAY, reason="撤并")
    with pytest.raises(RuleViolation, match=f"原协议到 {TODAY - DAY} 为止有效"):
        maker.draft(renews=earlier, effective_from=TODAY - DAY)
    maker.sign(maker.draft(renews=earlier, effective_from=TODAY))
    for day in (TODAY - DAY, TODAY):
        assert Covenant.objects.in_force(day).count() == 1


def test_a_covenant_without_an_end_is_ended_before_its_renewal_is_signed(
    maker: Maker, unit: ResidentUnit
) -> None:
    earlier = make_signed(maker.actor, maker.place, unit, signed_on=BEGIN)
    renewal = maker.draft(renews=earlier)
    with pytest.raises(RuleViolation, match="请先终止原协议"):
        maker.sign(renewal)
    terminate_covenant(actor=maker.actor, covenant=earlier, terminated_on=TODAY, reason="续签")
    assert maker.sign(renewal).effective_from == TODAY


def test_a_supplement_is_never_counted(earlier: Covenant, maker: Maker) -> None:
    supplement = maker.sign(maker.draft(amends=earlier))
    assert supplement.effective_to == END
    assert list(Covenant.objects.counted(TODAY)) == [earlier]
    assert list(Covenant.objects.in_force(TODAY)) == [earlier]


def test_a_supplement_is_not_renewed_nor_supplemented(earlier: Covenant, maker: Maker) -> None:
    supplement = maker.sign(maker.draft(amends=earlier))
    with pytest.raises(RuleViolation, match="不单独续签"):
        maker.draft(renews=supplement)
    with pytest.raises(RuleViolation, match="不能再签补充协议"):
        maker.draft(amends=supplement)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (BEGIN - DAY, None, "effective_from"),
        (END + DAY, None, "effective_from"),
        (BEGIN, END + DAY, "effective_to"),
    ],
)
def test_a_supplement_stays_within_the_term(
    first: datetime.date, last: datetime.date | None, field: str, earlier: Covenant, maker: Maker
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        maker.draft(amends=earlier, effective_from=first, effective_to=last)
    assert (refusal.value.code, refusal.value.field) == ("covenant.dates", field)
    draft = maker.draft(amends=earlier)
    with pytest.raises(RuleViolation):
        maker.sign(draft, signed_on=TODAY, effective_from=first, effective_to=last)


def test_a_supplement_fits_the_term_to_the_day(earlier: Covenant, maker: Maker) -> None:
    assert maker.draft(amends=earlier, effective_from=BEGIN, effective_to=END).amends == earlier


def test_a_supplement_is_between_the_same_sides(
    earlier: Covenant, maker: Maker, district_admin: User, unit: ResidentUnit
) -> None:
    other = make_unit(district_admin, unit.district, "区卫健委")
    with pytest.raises(RuleViolation, match="各方应与原协议相同"):
        make_covenant(maker.actor, maker.place, unit, other, amends=earlier)


def test_what_has_expired_is_not_supplemented(maker: Maker, unit: ResidentUnit) -> None:
    old = make_signed(maker.actor, maker.place, unit, signed_on=BEGIN, effective_to=TODAY - DAY)
    with pytest.raises(RuleViolation, match="正在有效"):
        maker.draft(amends=old)


def test_supplements_end_with_what_they_amend(earlier: Covenant, maker: Maker) -> None:
    signed, drafted = maker.sign(maker.draft(amends=earlier)), maker.draft(amends=earlier)
    terminate_covenant(actor=maker.actor, covenant=earlier, terminated_on=TODAY, reason="单位撤并")
    for supplement in (signed, drafted):
        supplement.refresh_from_db()
    assert (signed.status, signed.terminated_on) == ("terminated", TODAY)
    assert drafted.status == "void"


def test_supplements_become_void_with_what_they_amend(
    earlier: Covenant, maker: Maker, district_admin: User
) -> None:
    supplement = maker.sign(maker.draft(amends=earlier))
    void_covenant(actor=district_admin, covenant=earlier, reason="误录")
    supplement.refresh_from_db()
    assert supplement.status == "void"


def test_a_covenant_ended_on_its_last_day_binds_till_the_day_before(
    maker: Maker, unit: ResidentUnit
) -> None:
    covenant = make_signed(maker.actor, maker.place, unit, signed_on=BEGIN, effective_to=TODAY)
    ended = terminate_covenant(
        actor=maker.actor, covenant=covenant, terminated_on=TODAY, reason="撤并"
    )
    assert ended.is_in_force(TODAY - DAY)
    assert not ended.is_in_force(TODAY)


def test_a_neighbour_renews_nothing(earlier: Covenant, maker: Maker, neighbour: User) -> None:
    with pytest.raises(PermissionDenied):
        make_covenant(neighbour, maker.place, maker.unit, renews=earlier)


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("first", "last", "day", "expected"),
    [
        ("2025-01-01", "2025-12-31", "2025-11-01", ("2026-01-01", "2026-12-31")),
        ("2024-01-01", "2024-12-31", "2024-11-01", ("2025-01-01", "2025-12-31")),
        ("2023-03-01", "2024-02-29", "2024-01-01", ("2024-03-01", "2025-02-28")),
        ("2025-05-10", "2025-05-19", "2025-05-01", ("2025-05-20", "2025-05-29")),
        ("2020-01-01", "2020-12-31", "2026-11-01", ("2026-11-01", "2027-10-31")),
        ("2001-01-01", "2098-12-31", "2098-11-01", ("2099-01-01", "2099-12-31")),
    ],
)
def test_a_renewal_proposes_the_next_term_of_the_same_length(
    first: str, last: str, day: str, expected: tuple[str, str]
) -> None:
    earlier = Covenant(effective_from=on(first), effective_to=on(last))
    assert next_term(earlier, on(day)) == tuple(map(on, expected))


@pytest.mark.parametrize("last", ["2099-12-31", "9999-12-31"])
def test_after_the_last_sensible_year_no_term_is_proposed(last: str) -> None:
    earlier = Covenant(effective_from=on("2025-01-01"), effective_to=on(last))
    assert next_term(earlier, on("2026-11-01")) == (None, None)


def test_a_stored_end_in_an_absurd_year_is_renewed_without_an_error(
    earlier: Covenant, maker: Maker
) -> None:
    Covenant.objects.filter(pk=earlier.pk).update(effective_to=datetime.date.max)
    url = f"{reverse('covenants:covenant-create')}?renews={earlier.pk}"
    assert SignedIn(maker.actor).get(url).status_code == 200
    assert SignedIn(maker.actor).get(earlier.get_absolute_url()).status_code == 200
