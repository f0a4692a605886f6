import datetime
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Notification, User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from covenants.models import ResourceOffer, ResourceRequest
from covenants.operations import requests as operations
from covenants.operations.offers import withdraw_offer
from orgs.models import DirtyMonth, District, Organization, ResidentUnit
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.covenants import key, make_project_in
from tests.makers.orgs import (
    Places,
    make_admin,
    make_community,
    make_holder,
    make_street,
    make_unit,
)
from tests.makers.resources import (
    close_yesterday,
    in_days,
    make_agreed,
    make_offer,
    make_request,
    make_used,
)


@pytest.fixture
def offer(liaison: User, unit: ResidentUnit) -> ResourceOffer:
    return make_offer(liaison, unit)


@pytest.fixture
def asked(
    offer: ResourceOffer, community_secretary: User, community: Organization
) -> ResourceRequest:
    return make_request(community_secretary, offer, community)


@pytest.fixture
def agreed(
    offer: ResourceOffer, community_secretary: User, liaison: User, community: Organization
) -> ResourceRequest:
    """Agreed for today."""
    today = clock.today()
    return make_agreed(community_secretary, liaison, offer, community, wanted_on=today)


def texts_for(user: User) -> list[str]:
    rows = Notification.objects.filter(recipient=user).order_by("created_at", "pk")
    return list(rows.values_list("text", flat=True))


def test_a_community_asks_and_the_units_liaison_is_told(
    asked: ResourceRequest, liaison: User
) -> None:
    [text] = texts_for(liaison)
    assert "大拱桥社区申请使用“三楼会议室”" in text
    assert Notification.objects.get(recipient=liaison).url == f"/unit/requests/{asked.pk}/"
    assert AuditEntry.objects.filter(action="request.ask", record_id=str(asked.pk)).exists()


@pytest.mark.parametrize(
    "role",
    ["district_admin", "street_secretary", "grid_secretary", "neighbour", "liaison", "member"],
)
def test_only_the_community_itself_asks(
    role: str, request: pytest.FixtureRequest, offer: ResourceOffer, community: Organization
) -> None:
    with pytest.raises(PermissionDenied):
        make_request(request.getfixturevalue(role), offer, community)


@pytest.mark.parametrize(
    ("term", "wanted", "match"),
    [
        ((None, None), -1, "不能早于今天"),
        ((None, None), 367, "最多提前一年"),
        ((3, 5), 2, "起才可用"),
        ((3, 5), 6, "只到"),
    ],
)
def test_a_day_on_which_it_is_not_to_be_had_is_refused(
    term: tuple[int | None, int | None],
    wanted: int,
    match: str,
    offer: ResourceOffer,
    community_secretary: User,
    community: Organization,
) -> None:
    first, last = (None if days is None else in_days(days) for days in term)
    ResourceOffer.objects.update(available_from=first, available_to=last)
    with pytest.raises(RuleViolation, match=match) as refused:
        make_request(community_secretary, offer, community, wanted_on=in_days(wanted))
    assert refused.value.field == "wanted_on"


@pytest.mark.parametrize("wanted", [3, 5])
def test_the_first_and_the_last_day_are_to_be_had(
    wanted: int,
    liaison: User,
    unit: ResidentUnit,
    community_secretary: User,
    community: Organization,
) -> None:
    offer = make_offer(liaison, unit, available_from=in_days(3), available_to=in_days(5))
    made = make_request(community_secretary, offer, community, wanted_on=in_days(wanted))
    assert made.state == "asked"


def test_what_was_taken_down_is_not_to_be_asked_for(
    offer: ResourceOffer, liaison: User, community_secretary: User, community: Organization
) -> None:
    withdraw_offer(actor=liaison, offer=offer)
    with pytest.raises(RuleViolation, match="已撤下"):
        make_request(community_secretary, offer, community)


def test_what_is_over_is_not_to_be_asked_for(
    offer: ResourceOffer, community_secretary: User, community: Organization
) -> None:
    ResourceOffer.objects.update(available_to=in_days(-1))
    with pytest.raises(RuleViolation, match="截止"):
        make_request(community_secretary, offer, community)


def test_a_unit_out_of_use_is_not_asked(
    offer: ResourceOffer,
    district_admin: User,
    unit: ResidentUnit,
    community_secretary: User,
    community: Organization,
) -> None:
    close_yesterday(district_admin, unit)
    with pytest.raises(RuleViolation, match="已停用"):
        make_request(community_secretary, offer, community)


def test_a_unit_out_of_use_can_only_decline(
    asked: ResourceRequest, district_admin: User, unit: ResidentUnit, liaison: User
) -> None:
    close_yesterday(district_admin, unit)
    answer = partial(operations.answer_request, actor=liaison, request=asked, answer="已停用")
    with pytest.raises(RuleViolation, match="已停用") as refused:
        answer(agrees=True)
    assert refused.value.code == "request.unit"
    assert answer(agrees=False).state == "declined"


def test_another_districts_community_can_not_ask(offer: ResourceOffer) -> None:
    other = District.objects.create(code="411503", name="平桥区")
    official = make_admin(other, "other_district")
    street = make_street(official, other, "前进街道", "411503005000")
    far = make_community(official, street, "前进社区", "411503005001")
    secretary = make_holder("far_secretary", Role.COMMUNITY, far)
    with pytest.raises(RuleViolation, match="本区"):
        make_request(secretary, offer, far)
    ask = reverse("covenants:offer-ask", args=[offer.pk])
    assert SignedIn(secretary).get(ask).status_code == 404


def test_a_community_asks_once_for_one_day(
    asked: ResourceRequest,
    offer: ResourceOffer,
    community_secretary: User,
    community: Organization,
) -> None:
    with pytest.raises(RuleViolation, match="已经申请过"):
        make_request(community_secretary, offer, community)
    operations.withdraw_request(actor=community_secretary, request=asked)
    assert make_request(community_secretary, offer, community).pk != asked.pk


def test_two_communities_may_ask_for_one_day_and_the_unit_sees_what_it_promised(
    offer: ResourceOffer, community_secretary: User, neighbour: User, liaison: User, places: Places
) -> None:
    make_agreed(community_secretary, liaison, offer, places.community, wanted_time="上午")
    second = make_request(neighbour, offer, places.sibling)
    url = reverse("covenants:unit-request-answer", args=[second.pk])
    assert "大拱桥社区 上午" in SignedIn(liaison).get(url).content.decode()


def test_it_is_asked_for_ones_own_open_project_only(
    offer: ResourceOffer, community_secretary: User, neighbour: User, places: Places
) -> None:
    ask = partial(make_request, community_secretary, offer, places.community)
    foreign = make_project_in(neighbour, places.sibling, "running")
    with pytest.raises(RuleViolation, match="自己的项目"):
        ask(project=foreign)
    done = make_project_in(community_secretary, places.community, "finished")
    with pytest.raises(RuleViolation, match="已经办结"):
        ask(project=done)
    own = make_project_in(community_secretary, places.community, "running")
    assert ask(project=own).project == own


@pytest.mark.parametrize(("agrees", "state"), [(True, "agreed"), (False, "declined")])
def test_the_unit_answers_once_and_the_community_is_told(
    agrees: bool, state: str, asked: ResourceRequest, liaison: User, community_secretary: User
) -> None:
    answer = partial(operations.answer_request, actor=liaison, request=asked, answer="当天有会")
    assert answer(agrees=agrees).state == state
    [text] = texts_for(community_secretary)
    assert ("未同意" in text) is not agrees
    with pytest.raises(RuleViolation) as refused:
        answer(agrees=not agrees)
    assert refused.value.code == "request.state"


def test_a_refusal_needs_words(asked: ResourceRequest, liaison: User) -> None:
    with pytest.raises(RuleViolation) as refused:
        operations.answer_request(actor=liaison, request=asked, agrees=False, answer="  ")
    assert (refused.value.code, refused.value.field) == ("text.empty", "answer")


def test_after_the_day_it_is_too_late_to_agree(asked: ResourceRequest, liaison: User) -> None:
    ResourceRequest.objects.update(wanted_on=in_days(-1))
    with pytest.raises(RuleViolation, match="已过"):
        operations.answer_request(actor=liaison, request=asked, agrees=True)
    answered = operations.answer_request(
        actor=liaison, request=asked, agrees=False, answer="没有及时看到"
    )
    assert answered.state == "declined"


@pytest.mark.parametrize(
    "role", ["district_admin", "street_secretary", "community_secretary", "neighbour", "member"]
)
def test_nobody_answers_for_the_unit(
    role: str, request: pytest.FixtureRequest, asked: ResourceRequest
) -> None:
    with pytest.raises(PermissionDenied):
        operations.answer_request(actor=request.getfixturevalue(role), request=asked, agrees=True)


@pytest.mark.parametrize("role", ["district_admin", "street_secretary", "liaison", "neighbour"])
def test_nobody_withdraws_or_records_for_the_community(
    role: str, request: pytest.FixtureRequest, agreed: ResourceRequest
) -> None:
    actor = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        operations.withdraw_request(actor=actor, request=agreed)
    with pytest.raises(PermissionDenied):
        operations.record_use(actor=actor, request=agreed, used_on=clock.today(), result="好")


def test_an_agreed_request_may_be_given_up_and_the_unit_is_told(
    agreed: ResourceRequest, community_secretary: User, liaison: User
) -> None:
    operations.withdraw_request(actor=community_secretary, request=agreed)
    assert "撤回" in texts_for(liaison)[-1]
    with pytest.raises(RuleViolation) as refused:
        operations.withdraw_request(actor=community_secretary, request=agreed)
    assert refused.value.code == "request.state"


def test_the_use_is_recorded_and_marks_its_month(
    agreed: ResourceRequest, community_secretary: User, liaison: User
) -> None:
    DirtyMonth.objects.all().delete()
    today = clock.today()
    used = operations.record_use(
        actor=community_secretary, request=agreed, used_on=today, result="40 人参加"
    )
    assert (used.state, used.used_on) == ("used", today)
    assert DirtyMonth.objects.get().month == Month.of(today)
    assert "登记了“三楼会议室”的使用情况" in texts_for(liaison)[-1]


@pytest.mark.parametrize(("days", "match"), [(1, "不能晚于今天"), (-1, "不能早于约定")])
def test_the_use_lies_between_the_agreed_day_and_today(
    days: int, match: str, agreed: ResourceRequest, community_secretary: User
) -> None:
    with pytest.raises(RuleViolation, match=match):
        operations.record_use(
            actor=community_secretary, request=agreed, used_on=in_days(days), result="好"
        )


@pytest.mark.parametrize("made", ["asked", "used"])
def test_only_what_was_agreed_is_used_and_once(
    made: str,
    offer: ResourceOffer,
    community_secretary: User,
    liaison: User,
    community: Organization,
) -> None:
    today = clock.today()
    row = (
        make_used(community_secretary, liaison, offer, community)
        if made == "used"
        else make_request(community_secretary, offer, community, wanted_on=today)
    )
    with pytest.raises(RuleViolation) as refused:
        operations.record_use(
            actor=community_secretary, request=row, used_on=today, result="又一次"
        )
    assert refused.value.code == "request.state"


def test_messages_carry_no_phone_numbers(
    asked: ResourceRequest, liaison: User, community_secretary: User
) -> None:
    operations.answer_request(
        actor=liaison, request=asked, agrees=True, answer="请联系 13800001111"
    )
    assert "138" not in "".join(texts_for(community_secretary))


@pytest.fixture
def desk(community_secretary: User) -> Client:
    return SignedIn(community_secretary)


@pytest.fixture
def unit_side(liaison: User) -> Client:
    return SignedIn(liaison)


def sent(browser: Client, name: str, pk: int, **typed: Any) -> str:
    url = reverse(f"covenants:{name}", args=[pk])
    return browser.post(url, {**typed, **key()}, follow=True).content.decode()


def test_it_is_asked_agreed_and_used_through_the_pages(
    desk: Client, unit_side: Client, offer: ResourceOffer, community: Organization
) -> None:
    day = f"{clock.today()}"
    ask = {"community": community.pk, "purpose": "议事会", "wanted_on": day}
    assert "待答复" in sent(desk, "offer-ask", offer.pk, **ask)
    pk = ResourceRequest.objects.get().pk
    assert "已同意" in sent(unit_side, "unit-request-answer", pk, agrees="yes")
    assert "登记使用情况" in desk.get(f"/desk/requests/{pk}/").content.decode()
    text = sent(desk, "request-use", pk, used_on=day, result="40 人参加")
    assert "已使用" in text
    assert "40 人参加" in text


def test_a_second_form_of_the_same_wish_is_told_so_and_keeps_what_was_typed(
    desk: Client, asked: ResourceRequest, community: Organization
) -> None:
    url = reverse("covenants:offer-ask", args=[asked.offer_id])
    typed = {"community": community.pk, "purpose": "又一次", "wanted_on": f"{asked.wanted_on}"}
    page = desk.post(url, {**typed, **key()})
    assert page.status_code == 422
    assert "不用重复申请" in page.content.decode()
    assert "又一次" in page.content.decode()


def test_the_use_is_offered_from_the_agreed_day_on(
    desk: Client,
    offer: ResourceOffer,
    community_secretary: User,
    liaison: User,
    community: Organization,
) -> None:
    row = make_agreed(community_secretary, liaison, offer, community)
    assert "登记使用情况</a>" not in desk.get(f"/desk/requests/{row.pk}/").content.decode()
    ResourceRequest.objects.update(wanted_on=clock.today())
    assert "登记使用情况</a>" in desk.get(f"/desk/requests/{row.pk}/").content.decode()


@pytest.mark.parametrize("name", ["request-detail", "request-use"])
def test_a_neighbour_does_not_see_the_request(
    name: str, neighbour: User, agreed: ResourceRequest
) -> None:
    url = reverse(f"covenants:{name}", args=[agreed.pk])
    assert SignedIn(neighbour).get(url).status_code == 404


def test_another_unit_does_not_see_the_request(
    asked: ResourceRequest, district_admin: User, places: Places
) -> None:
    other = make_unit(district_admin, places.district, "区财政局")
    browser = SignedIn(make_holder("other_liaison", Role.LIAISON, other))
    for name in ("unit-request-detail", "unit-request-answer"):
        url = reverse(f"covenants:{name}", args=[asked.pk])
        assert browser.get(url).status_code == 404


def test_the_next_step_names_who_answers_and_by_when(desk: Client, asked: ResourceRequest) -> None:
    page = desk.get(f"/desk/requests/{asked.pk}/").content.decode()
    assert f"请区教体局在 {asked.wanted_on} 前答复" in page
    ResourceRequest.objects.update(wanted_on=clock.today() - datetime.timedelta(days=1))
    assert "使用日期已过" in desk.get(f"/desk/requests/{asked.pk}/").content.decode()
