import datetime
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Notification, User
from common import clock
from common.violations import RuleViolation
from covenants.models import ResourceOffer, ResourceRequest
from covenants.operations.offers import change_offer, offer_resource, withdraw_offer
from orgs.models import Organization, ResidentUnit
from orgs.operations.unit_merges import merge_units
from orgs.operations.units import close_unit
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.orgs import Places, make_holder, make_unit
from tests.makers.resources import (
    close_yesterday,
    in_days,
    make_agreed,
    make_offer,
    make_request,
)

TYPED = {"kind": "place", "name": "三楼会议室"}


def changed(actor: User, offer: ResourceOffer, **values: Any) -> ResourceOffer:
    return change_offer(actor=actor, offer=offer, **{**TYPED, **values})


@pytest.fixture
def offer(liaison: User, unit: ResidentUnit) -> ResourceOffer:
    return make_offer(liaison, unit)


def test_a_liaison_publishes_what_the_unit_has_and_it_is_audited(
    liaison: User, unit: ResidentUnit
) -> None:
    offer = make_offer(liaison, unit, times="  周末　全天 ", available_to=in_days(30))
    assert (offer.unit, offer.kind, offer.times) == (unit, "place", "周末 全天")
    assert AuditEntry.objects.get(action="offer.publish").record_id == str(offer.pk)


@pytest.mark.parametrize(
    "role",
    ["district_admin", "street_secretary", "community_secretary", "grid_secretary", "member"],
)
def test_nobody_else_publishes_for_a_unit(
    role: str, request: pytest.FixtureRequest, unit: ResidentUnit
) -> None:
    with pytest.raises(PermissionDenied):
        make_offer(request.getfixturevalue(role), unit)
    assert not ResourceOffer.objects.exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"kind": "gold"}, "offer.kind"),
        ({"name": "   "}, "text.empty"),
        ({"name": "室" * 51}, "text.long"),
        ({"description": "可用\u202e"}, "text.forbidden"),
        ({"conditions": "先" * 201}, "text.long"),
        ({"available_from": in_days(5), "available_to": in_days(4)}, "offer.dates"),
        ({"available_to": in_days(-1)}, "offer.dates"),
        ({"available_to": datetime.date(2100, 1, 1)}, "offer.dates"),
        ({"available_from": datetime.date(9999, 12, 31)}, "offer.dates"),
        ({"available_from": datetime.date(202, 1, 1)}, "offer.dates"),
    ],
)
def test_a_faulty_offer_is_refused_with_a_sentence(
    values: dict[str, Any], code: str, liaison: User, unit: ResidentUnit
) -> None:
    with pytest.raises(RuleViolation) as refused:
        make_offer(liaison, unit, **values)
    assert refused.value.code == code
    assert refused.value.field in values
    assert not ResourceOffer.objects.exists()


def test_an_offer_may_end_today(liaison: User, unit: ResidentUnit) -> None:
    offer = make_offer(liaison, unit, available_from=clock.today(), available_to=clock.today())
    assert offer in ResourceOffer.objects.standing(clock.today())
    assert offer not in ResourceOffer.objects.standing(in_days(1))


def test_a_unit_out_of_use_can_not_offer(
    liaison: User, district_admin: User, unit: ResidentUnit
) -> None:
    close_yesterday(district_admin, unit)
    with pytest.raises(RuleViolation, match="已停用"):
        make_offer(liaison, unit)


def test_a_unit_out_of_use_can_only_take_its_offer_down(
    offer: ResourceOffer, liaison: User, district_admin: User, unit: ResidentUnit
) -> None:
    close_yesterday(district_admin, unit)
    with pytest.raises(RuleViolation, match="已停用"):
        changed(liaison, offer, name="五楼会议室")
    assert withdraw_offer(actor=liaison, offer=offer).is_withdrawn


def test_what_a_closed_unit_offered_is_not_listed_any_more(
    offer: ResourceOffer, district_admin: User, unit: ResidentUnit
) -> None:
    close_unit(actor=district_admin, unit=unit, active_to=clock.today())
    assert offer in ResourceOffer.objects.standing(clock.today())
    assert offer not in ResourceOffer.objects.standing(in_days(1))


def test_the_unit_that_took_another_over_keeps_its_offers(
    offer: ResourceOffer, district_admin: User, unit: ResidentUnit, places: Places
) -> None:
    stays = make_unit(district_admin, places.district, "区教育体育局")
    heir = make_holder("heir", Role.LIAISON, stays)
    merge_units(actor=district_admin, unit=unit, target=stays)
    assert offer in ResourceOffer.objects.standing(clock.today())
    assert changed(heir, offer, name="五楼会议室").name == "五楼会议室"
    assert withdraw_offer(actor=heir, offer=offer).is_withdrawn
    with pytest.raises(RuleViolation, match="已并入"):
        offer_resource(actor=heir, unit=unit, **TYPED)


def test_a_change_keeps_what_stood_there_in_the_audit(offer: ResourceOffer, liaison: User) -> None:
    changed(liaison, offer, name="五楼会议室")
    offer.refresh_from_db()
    entry = AuditEntry.objects.get(action="offer.change")
    assert offer.name == "五楼会议室"
    assert entry.detail["before"] == {"name": "三楼会议室"}


def test_a_change_over_somebody_elses_change_is_refused(
    offer: ResourceOffer, liaison: User
) -> None:
    changed(liaison, offer, name="五楼会议室", version=offer.version)
    with pytest.raises(RuleViolation) as refused:
        changed(liaison, offer, name="六楼会议室", version=offer.version)
    assert refused.value.code == "record.stale"


def test_the_kind_stays_once_somebody_has_asked(
    offer: ResourceOffer, liaison: User, community_secretary: User, community: Organization
) -> None:
    changed(liaison, offer, kind="goods")
    changed(liaison, offer, kind="place")
    make_request(community_secretary, offer, community)
    with pytest.raises(RuleViolation, match="不能改种类"):
        changed(liaison, offer, kind="goods")


def test_withdrawing_declines_who_waits_and_keeps_what_was_agreed(
    offer: ResourceOffer, liaison: User, community_secretary: User, community: Organization
) -> None:
    agreed = make_agreed(community_secretary, liaison, offer, community, wanted_on=in_days(2))
    waiting = make_request(community_secretary, offer, community)
    withdraw_offer(actor=liaison, offer=offer)
    states = ResourceRequest.objects.values_list("pk", "state")
    assert set(states) == {(agreed.pk, "agreed"), (waiting.pk, "declined")}
    told = Notification.objects.filter(recipient=community_secretary, text__contains="已撤下")
    assert told.get().url == waiting.get_absolute_url()


@pytest.mark.parametrize("step", ["change", "withdraw"])
def test_what_was_taken_down_is_not_touched_again(
    step: str, offer: ResourceOffer, liaison: User
) -> None:
    withdraw_offer(actor=liaison, offer=offer)
    steps = {
        "change": lambda: changed(liaison, offer),
        "withdraw": lambda: withdraw_offer(actor=liaison, offer=offer),
    }
    with pytest.raises(RuleViolation, match="已经撤下"):
        steps[step]()


def test_another_units_liaison_neither_sees_nor_touches_the_offer(
    offer: ResourceOffer, district_admin: User, places: Places
) -> None:
    other = make_unit(district_admin, places.district, "区财政局")
    stranger = make_holder("stranger_liaison", Role.LIAISON, other)
    browser = SignedIn(stranger)
    for name in ("detail", "change", "withdraw"):
        url = reverse(f"covenants:unit-offer-{name}", args=[offer.pk])
        answer = browser.post(url) if name == "withdraw" else browser.get(url)
        assert answer.status_code == 404
    with pytest.raises(PermissionDenied):
        withdraw_offer(actor=stranger, offer=offer)


def test_a_liaison_offers_for_no_other_unit(
    liaison: User, district_admin: User, places: Places
) -> None:
    other = make_unit(district_admin, places.district, "区财政局")
    with pytest.raises(PermissionDenied):
        make_offer(liaison, other)


@pytest.fixture
def unit_side(liaison: User) -> Client:
    return SignedIn(liaison)


@pytest.fixture
def desk(community_secretary: User) -> Client:
    return SignedIn(community_secretary)


def test_an_offer_is_published_on_the_page_and_found_at_the_desk(
    unit_side: Client, desk: Client
) -> None:
    create = reverse("covenants:unit-offer-create")
    page = unit_side.post(create, {**TYPED, "form_key": str(uuid.uuid4())}, follow=True)
    assert page.redirect_chain[-1][0].startswith("/unit/offers/")
    assert "发布中" in page.content.decode()
    found = desk.get(reverse("covenants:offer-list"), {"q": "qjtj", "kind": "place"})
    assert "三楼会议室" in found.content.decode()


def test_a_refused_form_keeps_what_was_typed(unit_side: Client) -> None:
    typed = {**TYPED, "available_to": f"{in_days(-1)}", "conditions": "自行打扫"}
    page = unit_side.post(reverse("covenants:unit-offer-create"), typed)
    text = page.content.decode()
    assert page.status_code == 422
    assert "可用截止日期已过" in text
    assert "自行打扫" in text


@pytest.mark.parametrize(("days", "is_found"), [(2, False), (3, True), (5, True), (6, False)])
def test_offers_are_searched_by_the_day(
    days: int, is_found: bool, desk: Client, liaison: User, unit: ResidentUnit
) -> None:
    make_offer(liaison, unit, available_from=in_days(3), available_to=in_days(5))
    page = desk.get(reverse("covenants:offer-list"), {"day": f"{in_days(days)}"})
    assert ("三楼会议室" in page.content.decode()) is is_found


def test_the_desk_lists_nothing_that_was_taken_down_or_is_over(
    desk: Client, liaison: User, unit: ResidentUnit
) -> None:
    gone = make_offer(liaison, unit, name="旧礼堂")
    withdraw_offer(actor=liaison, offer=gone)
    over = make_offer(liaison, unit, name="旧操场")
    ResourceOffer.objects.filter(pk=over.pk).update(available_to=in_days(-1))
    text = desk.get(reverse("covenants:offer-list")).content.decode()
    assert "旧礼堂" not in text
    assert "旧操场" not in text
    assert "还没有单位发布资源" in text


def test_the_unit_still_reads_what_it_took_down(unit_side: Client, offer: ResourceOffer) -> None:
    url = reverse("covenants:unit-offer-withdraw", args=[offer.pk])
    page = unit_side.post(url, follow=True)
    assert "已撤下" in page.content.decode()
    listed = unit_side.get(reverse("covenants:unit-offer-list"), {"state": "withdrawn"})
    assert offer.name in listed.content.decode()


def test_what_was_changed_meanwhile_is_shown_beside_what_was_typed(
    unit_side: Client, liaison: User, offer: ResourceOffer
) -> None:
    url = reverse("covenants:unit-offer-change", args=[offer.pk])
    changed(liaison, offer, name="五楼会议室")
    typed = {**TYPED, "name": "六楼会议室", "version": offer.version}
    text = unit_side.post(url, typed).content.decode()
    assert "现在保存的是：五楼会议室" in text
    assert "六楼会议室" in text
