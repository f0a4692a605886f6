"""Each side confirms in the system, or all sign on paper; any side sends the text back."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, Notification, User
from common import clock
from common.violations import RuleViolation
from covenants.models import Covenant, CovenantParty
from covenants.operations.drafting import change_covenant
from covenants.operations.signing import (
    confirm_party,
    return_covenant,
    sign_covenant,
    submit_covenant,
)
from orgs.models import Organization, ResidentUnit
from tests.makers.covenants import make_awaiting, make_covenant, make_signed
from tests.makers.orgs import make_unit

ROLES = [
    *("district_admin", "street_secretary", "community_secretary", "neighbour"),
    *("grid_secretary", "liaison", "member", "stranger"),
]
MAY = {
    "first": {"community_secretary"},
    "unit": {"liaison"},
    "return": {"community_secretary", "liaison"},
}
DAY = datetime.timedelta(days=1)


@pytest.fixture
def covenant(
    community_secretary: User, community: Organization, unit: ResidentUnit, liaison: User
) -> Covenant:
    return make_awaiting(community_secretary, community, unit, title="共建协议")


def side(covenant: Covenant, position: int) -> CovenantParty:
    return covenant.parties.get(position=position)


def confirm(actor: User, covenant: Covenant, position: int, signer: str = "李书记") -> None:
    confirm_party(actor=actor, party=side(covenant, position), signer=signer, signer_post="书记")


def told(user: User) -> list[str]:
    return list(Notification.objects.filter(recipient=user).values_list("text", flat=True))


STEPS = {
    "first": lambda actor, covenant: confirm(actor, covenant, 0),
    "unit": lambda actor, covenant: confirm(actor, covenant, 1),
    "return": lambda actor, covenant: return_covenant(
        actor=actor, covenant=covenant, reason="期限有误"
    ),
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("step", STEPS)
def test_each_side_speaks_for_itself(
    step: str, role: str, request: pytest.FixtureRequest, covenant: Covenant
) -> None:
    actor = request.getfixturevalue(role)
    if role in MAY[step]:
        STEPS[step](actor, covenant)
        return
    before = AuditEntry.objects.count()
    with pytest.raises(PermissionDenied):
        STEPS[step](actor, covenant)
    assert AuditEntry.objects.count() == before


def test_the_last_confirmation_signs_the_covenant_today(
    covenant: Covenant, community_secretary: User, liaison: User
) -> None:
    confirm(liaison, covenant, 1, signer="王局长")
    covenant.refresh_from_db()
    assert covenant.status == Covenant.Status.AWAITING
    confirm(community_secretary, covenant, 0)
    covenant.refresh_from_db()
    assert covenant.status == Covenant.Status.SIGNED
    assert covenant.signed_on == covenant.effective_from == clock.today()
    unit_side = side(covenant, 1)
    assert (unit_side.signer, unit_side.confirmed_way) == ("王局长", "system")
    assert unit_side.confirmed_by == liaison


def test_the_drafted_first_day_stays(
    community_secretary: User, liaison: User, community: Organization, unit: ResidentUnit
) -> None:
    later = clock.today() + 10 * DAY
    covenant = make_awaiting(community_secretary, community, unit, effective_from=later)
    confirm(liaison, covenant, 1)
    confirm(community_secretary, covenant, 0)
    covenant.refresh_from_db()
    assert (covenant.effective_from, covenant.signed_on) == (later, clock.today())


def test_a_side_confirms_once(covenant: Covenant, liaison: User) -> None:
    confirm(liaison, covenant, 1)
    with pytest.raises(RuleViolation, match="已经确认过"):
        confirm(liaison, covenant, 1)


@pytest.mark.parametrize("signer", ["", " \u3000", "李\u202e书记", "李" * 51])
def test_a_signer_has_a_name(signer: str, covenant: Covenant, liaison: User) -> None:
    with pytest.raises(RuleViolation) as refusal:
        confirm(liaison, covenant, 1, signer=signer)
    assert refusal.value.field == "signer"
    assert side(covenant, 1).confirmed_on is None


def test_a_text_sent_back_is_confirmed_anew(
    covenant: Covenant, community_secretary: User, liaison: User
) -> None:
    confirm(community_secretary, covenant, 0)
    return_covenant(actor=liaison, covenant=covenant, reason="期限有误")
    covenant.refresh_from_db()
    assert covenant.status == Covenant.Status.DRAFT
    assert not covenant.parties.exclude(
        confirmed_on=None, confirmed_by=None, confirmed_way=""
    ).exists()
    assert any("期限有误" in text for text in told(community_secretary))


def test_a_draft_is_not_confirmed_nor_sent_back(
    community_secretary: User, liaison: User, community: Organization, unit: ResidentUnit
) -> None:
    draft = make_covenant(community_secretary, community, unit)
    for step in STEPS.values():
        actor = community_secretary if step is STEPS["first"] else liaison
        with pytest.raises(RuleViolation, match="草稿"):
            step(actor, draft)


def test_what_waits_is_not_changed(
    covenant: Covenant, community_secretary: User, unit: ResidentUnit
) -> None:
    with pytest.raises(RuleViolation, match="待签"):
        change_covenant(actor=community_secretary, covenant=covenant, title="改", units=[unit])


def test_paper_registers_only_the_sides_that_did_not_confirm(
    covenant: Covenant, community_secretary: User, liaison: User
) -> None:
    confirm(liaison, covenant, 1, signer="王局长")
    signed = sign_covenant(
        actor=community_secretary, covenant=covenant, signed_on=clock.today(),
        effective_from=clock.today(), signers={0: ("李书记", "书记")},
    )  # fmt: skip
    ways = list(signed.parties.values_list("signer", "confirmed_way"))
    assert ways == [("李书记", "paper"), ("王局长", "system")]
    assert any("登记签订" in text for text in told(liaison))


def test_the_sides_are_told_when_it_is_their_turn(
    covenant: Covenant, community_secretary: User, liaison: User
) -> None:
    [message] = Notification.objects.filter(recipient=liaison)
    assert "确认签署" in message.text
    assert message.url == f"/unit/covenants/{covenant.pk}/"
    confirm(liaison, covenant, 1)
    assert any("已确认签署" in text for text in told(community_secretary))
    assert len(told(liaison)) == 1


def test_a_term_that_is_over_is_not_signed(
    community_secretary: User, liaison: User, community: Organization, unit: ResidentUnit
) -> None:
    over = {
        "effective_from": clock.today() - 9 * DAY,
        "effective_to": clock.today() - DAY,
    }
    covenant = make_awaiting(community_secretary, community, unit, **over)
    confirm(liaison, covenant, 1)
    with pytest.raises(RuleViolation, match="有效期已经过去"):
        confirm(community_secretary, covenant, 0)
    assert side(covenant, 0).confirmed_on is None
    with pytest.raises(RuleViolation, match="有效期已经过去"):
        sign_covenant(actor=community_secretary, covenant=covenant, signed_on=clock.today(), **over)


def test_the_last_valid_day_is_still_a_day_to_sign(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    today = clock.today()
    covenant = make_signed(
        community_secretary, community, unit, signed_on=today, effective_to=today
    )
    assert covenant.is_in_force(today)


def test_a_unit_that_was_closed_meanwhile_does_not_sign(
    covenant: Covenant, liaison: User, unit: ResidentUnit
) -> None:
    ResidentUnit.objects.filter(pk=unit.pk).update(active_to=clock.today() - DAY)
    with pytest.raises(RuleViolation, match="已停用"):
        confirm(liaison, covenant, 1)


def test_a_text_is_not_submitted_to_a_unit_that_was_closed(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    draft = make_covenant(community_secretary, community, unit)
    ResidentUnit.objects.filter(pk=unit.pk).update(active_to=clock.today() - DAY)
    with pytest.raises(RuleViolation, match="已停用"):
        submit_covenant(actor=community_secretary, covenant=draft)
    draft.refresh_from_db()
    assert draft.status == Covenant.Status.DRAFT


def test_a_text_without_a_unit_is_not_submitted(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    draft = make_covenant(community_secretary, community, unit)
    draft.obligations.all().delete()
    draft.parties.filter(unit__isnull=False).delete()
    with pytest.raises(RuleViolation, match="还没有乙方"):
        submit_covenant(actor=community_secretary, covenant=draft)


def test_one_unit_does_not_confirm_for_another(
    district_admin: User, community_secretary: User, liaison: User, community: Organization,
    unit: ResidentUnit,
) -> None:  # fmt: skip
    other = make_unit(district_admin, unit.district, "区卫健委")
    covenant = make_awaiting(community_secretary, community, unit, other)
    with pytest.raises(PermissionDenied):
        confirm(liaison, covenant, 2)
