"""What a side has confirmed in the system stays: the term, the signer, the text, one hand each."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from common import clock
from common.violations import RuleViolation
from covenants.models import Covenant
from covenants.operations.claims import answer_claim
from covenants.operations.drafting import change_covenant
from covenants.operations.ending import terminate_covenant, void_covenant
from covenants.operations.requests import answer_request
from covenants.operations.signing import (
    confirm_party,
    return_covenant,
    sign_covenant,
    submit_covenant,
)
from orgs.models import Organization, ResidentUnit
from orgs.operations.grants import grant_role
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.covenants import key, make_awaiting, make_covenant, make_signed
from tests.makers.orgs import FOUNDED
from tests.makers.resources import make_claim, make_claimable, make_offer, make_request

DAY = datetime.timedelta(days=1)
TODAY = clock.today()
FIRST, LAST = TODAY + 10 * DAY, TODAY + 375 * DAY
TERM = {"effective_from": FIRST, "effective_to": LAST}


@pytest.fixture
def secretary(community_secretary: User) -> Client:
    return SignedIn(community_secretary)


@pytest.fixture
def covenant(
    community_secretary: User, community: Organization, unit: ResidentUnit, liaison: User
) -> Covenant:
    """The unit has confirmed, the community has not."""
    covenant = make_awaiting(community_secretary, community, unit, text="旧的正文", **TERM)
    confirm(liaison, covenant, 1)
    return covenant


@pytest.fixture
def both(community_secretary: User, unit: ResidentUnit) -> User:
    """One person who works for the community and is the unit's liaison too."""
    grant_role(
        actor=None, user=community_secretary, role=Role.LIAISON, place=unit, valid_from=FOUNDED
    )
    return community_secretary


def confirm(actor: User, covenant: Covenant, position: int, **more: Any) -> None:
    party = covenant.parties.get(position=position)
    confirm_party(actor=actor, party=party, signer="王局长", **more)


def on_paper(actor: User, covenant: Covenant, **values: Any) -> Covenant:
    values = {"signed_on": TODAY, **TERM, **values}
    return sign_covenant(actor=actor, covenant=covenant, **values)


@pytest.mark.parametrize(
    "other",
    [
        {"effective_from": FIRST + DAY},
        {"effective_from": TODAY},
        {"effective_from": None},
        {"effective_to": LAST + DAY},
        {"effective_to": LAST - DAY},
        {"effective_to": None},
    ],
)
def test_a_confirmed_term_is_not_changed_on_paper(
    other: dict[str, Any], covenant: Covenant, community_secretary: User
) -> None:
    with pytest.raises(RuleViolation, match="已在系统里确认，期限不能再改") as refusal:
        on_paper(community_secretary, covenant, **other)
    assert [refusal.value.field] == list(other)
    assert on_paper(community_secretary, covenant).effective_to == LAST


def test_a_paper_is_not_older_than_a_confirmation(
    covenant: Covenant, community_secretary: User
) -> None:
    with pytest.raises(RuleViolation, match="签订日期不能早于那天") as refusal:
        on_paper(community_secretary, covenant, signed_on=TODAY - DAY)
    assert refusal.value.field == "signed_on"


def test_an_undated_text_that_was_confirmed_takes_effect_on_signing(
    community_secretary: User, liaison: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_awaiting(community_secretary, community, unit)
    confirm(liaison, covenant, 1)
    for other in ({"effective_from": TODAY + DAY}, {"effective_to": LAST}):
        with pytest.raises(RuleViolation, match="期限不能再改"):
            on_paper(
                community_secretary, covenant,
                **{"effective_from": None, "effective_to": None, **other},
            )  # fmt: skip
    signed = on_paper(community_secretary, covenant, effective_from=None, effective_to=None)
    assert (signed.effective_from, signed.effective_to) == (TODAY, None)


def test_the_paper_names_nobody_else_for_a_side_that_confirmed(
    covenant: Covenant, community_secretary: User, unit: ResidentUnit
) -> None:
    on_paper(community_secretary, covenant, signers={0: ("李书记", ""), unit.pk: ("冒名者", "")})
    assert list(covenant.parties.values_list("signer", flat=True)) == ["李书记", "王局长"]


def test_the_page_shows_the_confirmed_term_and_takes_no_other(
    covenant: Covenant, secretary: Client
) -> None:
    url = reverse("covenants:covenant-sign", args=[covenant.pk])
    form = secretary.get(url).context["form"]
    assert [form[name].value() for name in TERM] == [FIRST, LAST]
    assert all(form.fields[name].disabled for name in TERM)
    typed = {"signed_on": f"{TODAY}", "effective_from": f"{TODAY}", "effective_to": f"{LAST}"}
    page = secretary.post(url, {**typed, **key()})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["effective_from"]
    assert secretary.post(url, {"signed_on": f"{TODAY}", **key()}).status_code == 302
    covenant.refresh_from_db()
    assert (covenant.effective_from, covenant.effective_to) == (FIRST, LAST)


def test_the_page_signs_an_undated_confirmed_text_from_today(
    secretary: Client, community_secretary: User, liaison: User, community: Organization,
    unit: ResidentUnit,
) -> None:  # fmt: skip
    covenant = make_awaiting(community_secretary, community, unit)
    confirm(liaison, covenant, 1)
    url = reverse("covenants:covenant-sign", args=[covenant.pk])
    assert secretary.post(url, {"signed_on": f"{TODAY}", **key()}).status_code == 302
    covenant.refresh_from_db()
    assert covenant.effective_from == TODAY


def rewritten(covenant: Covenant, actor: User, unit: ResidentUnit) -> None:
    """Sent back, changed and submitted again."""
    return_covenant(actor=actor, covenant=covenant, reason="改正文")
    change_covenant(
        actor=actor, covenant=covenant, title="协议", units=[unit], text="新的正文", **TERM
    )
    submit_covenant(actor=actor, covenant=covenant)


def test_an_old_page_does_not_confirm_a_new_text(
    covenant: Covenant, community_secretary: User, liaison: User, unit: ResidentUnit
) -> None:
    client, url = SignedIn(liaison), f"/unit/covenants/{covenant.pk}/confirm/"
    old = client.get(url).context["form"]["version"].value()
    rewritten(covenant, community_secretary, unit)
    typed = {"signer": "王局长", "is_read": "on"}
    page = client.post(url, {**typed, "version": old, **key()})
    form = page.context["form"]
    assert page.status_code == 422
    assert "新的正文" in page.content.decode()
    assert (form["signer"].value(), form["is_read"].value()) == ("王局长", False)
    assert not covenant.parties.exclude(confirmed_on=None).exists()
    again = {**typed, "version": form["version"].value(), **key()}
    assert client.post(url, again).status_code == 302


def test_two_sides_that_opened_the_page_at_once_both_confirm(
    community_secretary: User, liaison: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_awaiting(community_secretary, community, unit)
    for actor, position in [(liaison, 1), (community_secretary, 0)]:
        confirm(actor, covenant, position, version=covenant.version)
    covenant.refresh_from_db()
    assert covenant.status == "signed"


STEPS: dict[str, Callable[..., Any]] = {
    "submit": submit_covenant,
    "sign": on_paper,
    "return": lambda **wish: return_covenant(reason="有误", **wish),
    "terminate": lambda **wish: terminate_covenant(terminated_on=TODAY, reason="撤并", **wish),
    "void": lambda **wish: void_covenant(reason="误录", **wish),
}
MAKERS = {"submit": make_covenant, "terminate": make_signed}


@pytest.mark.parametrize("step", STEPS)
def test_no_step_is_taken_on_a_version_that_is_past(
    step: str, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = MAKERS.get(step, make_awaiting)(community_secretary, community, unit)
    wish = {"actor": community_secretary, "covenant": covenant}
    with pytest.raises(RuleViolation) as refusal:
        STEPS[step](**wish, version=covenant.version - 1)
    assert refusal.value.code == "record.stale"
    STEPS[step](**wish, version=covenant.version)


@pytest.mark.parametrize("step", ["sign", "return", "void", "terminate"])
def test_a_form_on_an_old_version_changes_nothing(
    step: str, secretary: Client, community_secretary: User, community: Organization,
    unit: ResidentUnit,
) -> None:  # fmt: skip
    covenant = MAKERS.get(step, make_awaiting)(community_secretary, community, unit)
    typed = {
        "reason": "有误", "terminated_on": f"{TODAY}", "signed_on": f"{TODAY}",
        "effective_from": f"{TODAY}", "version": covenant.version - 1,
    }  # fmt: skip
    page = secretary.post(f"/desk/covenants/{covenant.pk}/{step}/", {**typed, **key()})
    assert page.status_code == 422
    assert "被别人修改过" in page.content.decode()
    assert Covenant.objects.get(pk=covenant.pk).version == covenant.version


def test_the_button_submits_only_what_the_page_showed(
    secretary: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    draft = make_covenant(community_secretary, community, unit)
    [url] = [url for _, url, is_post in secretary.get(draft.get_absolute_url()).context["steps"]
             if is_post]  # fmt: skip
    change_covenant(actor=community_secretary, covenant=draft, title="改过", units=[unit])
    secretary.post(url)
    assert Covenant.objects.get(pk=draft.pk).status == "draft"


def sent(user: User, covenant: Covenant, step: str, **values: Any) -> Any:
    client = APIClient()
    client.force_authenticate(user)
    return client.post(f"/api/v1/covenants/{covenant.pk}/{step}/", values, format="json")


def test_the_api_confirms_only_the_version_that_was_read(
    covenant: Covenant, community_secretary: User
) -> None:
    mine = {"party": 0, "signer": "李书记"}
    assert list(sent(community_secretary, covenant, "confirm", **mine).json()) == ["version"]
    old = sent(community_secretary, covenant, "confirm", **mine, version=covenant.version - 1)
    assert (old.status_code, old.json()["code"]) == (409, "record.stale")
    new = sent(community_secretary, covenant, "confirm", **mine, version=covenant.version)
    assert new.json()["status"] == "signed"


def test_the_api_refuses_other_steps_on_an_old_version(
    covenant: Covenant, community_secretary: User
) -> None:
    for step in ("return", "void"):
        answer = sent(community_secretary, covenant, step, reason="有误", version=1)
        assert (answer.status_code, answer.json()["code"]) == (409, "record.stale")
    assert sent(community_secretary, covenant, "return", reason="有误").status_code == 200


def test_nobody_confirms_for_two_sides(
    both: User, liaison: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_awaiting(both, community, unit)
    confirm(both, covenant, 1)
    with pytest.raises(RuleViolation, match="同一人不能代表两方确认"):
        confirm(both, covenant, 0)
    return_covenant(actor=both, covenant=covenant, reason="重来")
    submit_covenant(actor=both, covenant=covenant)
    confirm(liaison, covenant, 1)
    confirm(both, covenant, 0)


@pytest.mark.parametrize("accepts", [True, False])
def test_nobody_answers_the_own_claim(
    accepts: bool, both: User, community: Organization, unit: ResidentUnit
) -> None:
    claim = make_claim(both, make_claimable(both, community), unit)
    with pytest.raises(RuleViolation) as refusal:
        answer_claim(actor=both, claim=claim, accepts=accepts, answer="好")
    assert refusal.value.code == "claim.same_person"


@pytest.mark.parametrize("agrees", [True, False])
def test_nobody_answers_the_own_request(
    agrees: bool, both: User, community: Organization, unit: ResidentUnit
) -> None:
    request = make_request(both, make_offer(both, unit), community)
    with pytest.raises(RuleViolation) as refusal:
        answer_request(actor=both, request=request, agrees=agrees, answer="好")
    assert refusal.value.code == "request.same_person"
