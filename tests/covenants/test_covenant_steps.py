import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from covenants.models import Covenant
from covenants.operations.drafting import change_covenant, draft_covenant
from covenants.operations.duties import DutyPlan
from covenants.operations.ending import terminate_covenant, void_covenant
from covenants.operations.signing import sign_covenant, submit_covenant
from orgs.models import DirtyMonth, District, Organization, ResidentUnit
from tests.makers.covenants import SIGNED, make_covenant, make_signed
from tests.makers.orgs import Places, make_admin, make_unit

LATER = datetime.date(2025, 8, 1)
FAR = datetime.date(2100, 1, 1)
STEPS = {
    "change": lambda actor, covenant: change_covenant(
        actor=actor, covenant=covenant, title="新名称", units=units_of(covenant)
    ),
    "submit": lambda actor, covenant: submit_covenant(actor=actor, covenant=covenant),
    "sign": lambda actor, covenant: sign_covenant(
        actor=actor, covenant=covenant, signed_on=SIGNED, effective_from=SIGNED
    ),
    "terminate": lambda actor, covenant: terminate_covenant(
        actor=actor, covenant=covenant, terminated_on=LATER, reason="单位撤并"
    ),
    "void": lambda actor, covenant: void_covenant(actor=actor, covenant=covenant, reason="误录"),
}
ALLOWED = {
    ("change", "draft"),
    ("submit", "draft"),
    ("sign", "draft"),
    ("sign", "awaiting"),
    ("terminate", "signed"),
    ("void", "draft"),
    ("void", "awaiting"),
}
STATES = ["draft", "awaiting", "signed", "terminated", "void"]


def units_of(covenant: Covenant) -> list[ResidentUnit]:
    return [party.unit for party in covenant.unit_parties]


def covenant_in(state: str, actor: User, place: Organization, unit: ResidentUnit) -> Covenant:
    covenant = make_covenant(actor, place, unit)
    ways = {"draft": "", "void": "void", "awaiting": "submit", "signed": "sign"}
    for step in ways.get(state, "sign terminate").split():
        covenant = STEPS[step](actor, covenant)
    return covenant


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_only_from_the_states_of_the_table(
    step: str,
    state: str,
    community_secretary: User,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    covenant = covenant_in(state, community_secretary, community, unit)
    if (step, state) in ALLOWED:
        STEPS[step](community_secretary, covenant)
        assert AuditEntry.objects.filter(action=f"covenant.{step}").exists()
        return
    before = AuditEntry.objects.count()
    with pytest.raises((RuleViolation, PermissionDenied)):
        STEPS[step](community_secretary, covenant)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "role", ["street_secretary", "grid_secretary", "liaison", "neighbour", "stranger"]
)
def test_only_the_community_keeps_its_covenants(
    role: str,
    step: str,
    request: pytest.FixtureRequest,
    community_secretary: User,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    state = "signed" if step == "terminate" else "draft"
    covenant = covenant_in(state, community_secretary, community, unit)
    with pytest.raises(PermissionDenied):
        STEPS[step](request.getfixturevalue(role), covenant)


def test_a_signed_covenant_is_voided_by_the_district_only(
    district_admin: User,
    community_secretary: User,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    covenant = make_signed(community_secretary, community, unit)
    with pytest.raises(PermissionDenied):
        void_covenant(actor=community_secretary, covenant=covenant, reason="误录")
    voided = void_covenant(actor=district_admin, covenant=covenant, reason="误录")
    assert voided.status == Covenant.Status.VOID
    assert not Covenant.objects.counted(clock.today()).exists()


def test_a_street_signs_at_street_level_only(
    street_secretary: User,
    community_secretary: User,
    street: Organization,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    assert make_signed(street_secretary, street, unit).status == Covenant.Status.SIGNED
    with pytest.raises(PermissionDenied):
        make_covenant(street_secretary, community, unit)
    with pytest.raises(PermissionDenied):
        make_covenant(community_secretary, street, unit)


def test_signing_marks_the_month_and_keeps_who_signed(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_covenant(community_secretary, community, unit)
    DirtyMonth.objects.all().delete()
    sign_covenant(
        actor=community_secretary,
        covenant=covenant,
        signed_on=SIGNED,
        effective_from=LATER,
        signers={unit.pk: ("阿卜杜拉•买买提", "党委书记")},
    )
    [party] = covenant.unit_parties
    assert (party.signer, party.signer_post) == ("阿卜杜拉·买买提", "党委书记")
    assert marked_at(community) == {Month.of(SIGNED), Month.of(LATER)}


def marked_at(place: Organization) -> set[Month]:
    return set(DirtyMonth.objects.filter(organization=place).values_list("month", flat=True))


@pytest.mark.parametrize(("step", "days"), [("terminate", [LATER]), ("void", [SIGNED, LATER])])
def test_what_ends_a_signed_covenant_marks_its_months(
    step: str,
    days: list[datetime.date],
    district_admin: User,
    community_secretary: User,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    covenant = make_signed(community_secretary, community, unit, effective_from=LATER)
    DirtyMonth.objects.all().delete()
    STEPS[step](district_admin if step == "void" else community_secretary, covenant)
    assert marked_at(community) == {Month.of(day) for day in days}


def test_a_renewal_follows_a_signed_covenant_of_the_same_party(
    community_secretary: User, neighbour: User, places: Places, unit: ResidentUnit
) -> None:
    first = make_signed(community_secretary, places.community, unit)
    second = make_covenant(community_secretary, places.community, unit, renews=first)
    assert second.renews == first
    with pytest.raises(RuleViolation, match="同一甲方"):
        make_covenant(neighbour, places.sibling, unit, renews=first)
    with pytest.raises(RuleViolation, match="已经签订过"):
        make_covenant(community_secretary, places.community, unit, renews=second)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"effective_from": LATER, "effective_to": SIGNED}, "covenant.dates"),
        ({"effective_to": SIGNED}, "covenant.dates"),
        ({"effective_from": datetime.date(202, 1, 1)}, "covenant.dates"),
        ({"effective_from": SIGNED, "effective_to": FAR}, "covenant.dates"),
        ({"effective_from": datetime.date(9999, 12, 31)}, "covenant.dates"),
        ({"obligations": [DutyPlan(0, "联席会议", due_on=FAR)]}, "obligation.due_on"),
        ({"title": " \u3000"}, "text.empty"),
        ({"title": "协" * 101}, "text.long"),
        ({"text": "a\x00b"}, "text.forbidden"),
    ],
)
def test_a_draft_that_breaks_a_rule_is_refused_and_leaves_nothing(
    values: dict[str, object],
    code: str,
    community_secretary: User,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        make_covenant(community_secretary, community, unit, **values)
    assert refusal.value.code == code
    assert not Covenant.objects.exists()


def test_a_party_stands_once_and_comes_from_the_district(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    other = District.objects.create(code="411503", name="平桥区")
    foreign = make_unit(make_admin(other, "other_admin"), other, "平桥区教体局")
    for units, message in [((unit, unit), "只能出现一次"), ((foreign,), "不是本区"), ((), "至少")]:
        with pytest.raises(RuleViolation, match=message):
            make_covenant(community_secretary, community, *units)


def test_a_unit_out_of_use_signs_nothing(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_covenant(community_secretary, community, unit)
    ResidentUnit.objects.update(active_to=SIGNED - datetime.timedelta(days=1))
    with pytest.raises(RuleViolation, match="已停用"):
        STEPS["sign"](community_secretary, covenant)


@pytest.mark.parametrize(
    ("days", "field"), [((1, 0, None), "signed_on"), ((0, 1, 0), "effective_to")]
)
def test_signing_refuses_impossible_days(
    days: tuple[int, int, int | None],
    field: str,
    community_secretary: User,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    signed, first, last = (
        None if n is None else clock.today() + datetime.timedelta(days=n) for n in days
    )
    covenant = make_covenant(community_secretary, community, unit)
    with pytest.raises(RuleViolation) as refusal:
        sign_covenant(
            actor=community_secretary,
            covenant=covenant,
            signed_on=signed,
            effective_from=first,
            effective_to=last,
        )
    assert refusal.value.field == field


def test_a_termination_lies_between_signing_and_expiry(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_signed(community_secretary, community, unit, effective_to=LATER)
    for day in (SIGNED - datetime.timedelta(days=1), LATER + datetime.timedelta(days=1)):
        with pytest.raises(RuleViolation):
            terminate_covenant(
                actor=community_secretary, covenant=covenant, terminated_on=day, reason="撤并"
            )


def test_a_grid_is_no_first_party(
    community_secretary: User, grid: Organization, unit: ResidentUnit
) -> None:
    with pytest.raises(RuleViolation, match="甲方应是"):
        draft_covenant(actor=community_secretary, organization=grid, title="协议", units=[unit])
