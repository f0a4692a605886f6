import pytest
from django.test import Client

from accounts.models import User
from members.models import CheckIn
from members.operations.handling import accept_check_in, return_check_in
from orgs.models import ResidentUnit
from orgs.policy import Role
from tests.makers.members import PHONE, make_member_account, make_pending, make_registered
from tests.makers.orgs import Places, make_holder

HOME, NEW = "/me/check-in/", "/me/check-in/new/"


def typed(places: Places, **values: object) -> dict[str, object]:
    """What a thumb enters on the page."""
    return {
        "mobile": PHONE,
        "community": places.community.pk,
        "basis": "residence",
        "categories": ["01", "14"],
        "availabilities": ["12345 18:30 21:00", "6 09:00 12:00"],
        "max_per_month": "2",
        "emergency_ok": "on",
        "consent": "on",
    } | values


def test_a_member_without_a_check_in_is_led_to_it(member: User, client_of: type[Client]) -> None:
    page = client_of(member).get(HOME).content.decode()
    assert "您还没有向社区报到" in page
    assert NEW in page


def test_the_form_knows_name_unit_and_number(member: User, client_of: type[Client]) -> None:
    response = client_of(member).get(NEW)
    page = response.content.decode()
    assert "王小红" in page
    assert "区教体局" in page
    assert f'value="{PHONE}"' in page
    assert "no-store" in response["Cache-Control"]


def test_a_member_checks_in_with_the_form(
    member: User, places: Places, client_of: type[Client]
) -> None:
    response = client_of(member).post(NEW, typed(places), follow=True)
    assert response.redirect_chain == [(HOME, 302)]
    page = response.content.decode()
    assert "请等大拱桥社区接收" in page
    assert "应急支援" in page
    assert "周六 09:00–12:00" in page
    check_in = CheckIn.objects.get()
    assert (check_in.max_per_month, check_in.emergency_ok) == (2, True)
    assert check_in.consent_version


def test_the_same_form_sent_twice_makes_one_check_in(
    member: User, places: Places, client_of: type[Client]
) -> None:
    client = client_of(member)
    key = client.get(NEW).context["form_key"]
    for _ in range(2):
        response = client.post(NEW, typed(places, form_key=key))
        assert response.url == HOME
    assert CheckIn.objects.count() == 1


def test_a_second_form_is_refused_and_what_was_typed_stays(
    member: User, places: Places, client_of: type[Client]
) -> None:
    make_pending(member, places.community)
    response = client_of(member).post(NEW, typed(places, max_per_month="7"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "已有一份报到等待接收" in page
    assert 'value="7"' in page


def test_an_empty_form_says_what_is_missing(member: User, client_of: type[Client]) -> None:
    page = client_of(member).post(NEW, {}).content.decode()
    for sentence in (
        "请选择报到社区。",
        "请至少选择一项服务意向。",
        "请至少选择一个服务时间。",
        "请先阅读并同意《个人信息告知书》。",
    ):
        assert sentence in page


def test_the_paired_community_is_offered_first_and_the_rest_by_street(
    member: User, unit: ResidentUnit, places: Places, client_of: type[Client]
) -> None:
    ResidentUnit.objects.filter(pk=unit.pk).update(paired_community=places.other_community)
    choices = client_of(member).get(NEW).context["form"].fields["community"].choices
    assert choices == [
        ("", "请选择"),
        ("单位结对社区", [(places.other_community.pk, "八一社区")]),
        ("五星街道", [(places.community.pk, "大拱桥社区"), (places.sibling.pk, "三五八社区")]),
    ]


def test_a_returned_check_in_is_sent_again_with_what_was_typed(
    member: User, community_secretary: User, places: Places, client_of: type[Client]
) -> None:
    first = make_pending(member, places.community)
    return_check_in(actor=community_secretary, check_in=first, reason="请更正单位")
    client = client_of(member)
    assert "请更正单位" in client.get(HOME).content.decode()
    initial = client.get(NEW).context["form"].initial
    assert initial["community"] == places.community.pk
    assert initial["categories"] == ["01", "09"]
    assert initial["availabilities"] == ["12345 18:30 21:00"]


def test_the_form_is_not_offered_while_a_check_in_is_open(
    member: User, places: Places, client_of: type[Client]
) -> None:
    make_pending(member, places.community)
    assert client_of(member).get(NEW).url == HOME


def test_a_member_withdraws_with_a_reason(
    member: User, places: Places, client_of: type[Client]
) -> None:
    check_in = make_pending(member, places.community)
    client = client_of(member)
    url = f"/me/check-in/{check_in.pk}/withdraw/"
    assert "请填写此项" in client.post(url, {"reason": " "}).content.decode()
    page = client.post(url, {"reason": "社区选错了"}, follow=True).content.decode()
    assert "已撤回" in page
    assert "本人撤回" in page
    assert "社区选错了" in page


def test_a_withdrawal_after_the_answer_says_why_not(
    member: User, community_secretary: User, places: Places, client_of: type[Client]
) -> None:
    check_in = make_registered(member, community_secretary, places.community)
    page = client_of(member).post(f"/me/check-in/{check_in.pk}/withdraw/", {"reason": "选错"})
    assert "不用再处理" in page.content.decode()
    assert "选错" in page.content.decode()


def test_a_member_changes_intentions_and_times(
    member: User, places: Places, client_of: type[Client]
) -> None:
    check_in = make_pending(member, places.community)
    url = f"/me/check-in/{check_in.pk}/change/"
    client = client_of(member)
    page = client.get(url)
    assert page.context["form"].initial["categories"] == ["01", "09"]
    wish = {"categories": ["12"], "availabilities": ["7 14:00 17:00"], "version": 1}
    assert "助老陪护" in client.post(url, wish, follow=True).content.decode()
    stale = client.post(url, wish | {"categories": ["10"]})
    assert "刚刚被别人修改" in stale.content.decode()


def test_a_time_of_ones_own_making_is_kept_by_the_form(
    member: User, places: Places, client_of: type[Client]
) -> None:
    check_in = make_pending(member, places.community)
    check_in.availabilities.update(weekdays="3", end="20:00")
    page = client_of(member).get(f"/me/check-in/{check_in.pk}/change/").content.decode()
    assert "周三 18:30–20:00" in page


def test_another_member_gets_404_and_a_secretary_403(
    member: User,
    community_secretary: User,
    unit: ResidentUnit,
    places: Places,
    client_of: type[Client],
) -> None:
    check_in = make_pending(member, places.community)
    other = make_member_account(unit, "other", "赵刚", "13700001111")
    urls = [f"/me/check-in/{check_in.pk}/{step}/" for step in ("change", "withdraw")]
    assert [client_of(other).post(url).status_code for url in urls] == [404, 404]
    assert client_of(community_secretary).post(urls[0]).status_code == 403
    assert client_of(community_secretary).get(NEW).status_code == 403


def test_an_account_without_a_row_in_the_register_is_told_whom_to_ask(
    unit: ResidentUnit, client_of: type[Client]
) -> None:
    user = make_holder("unlinked", Role.MEMBER, unit.district)
    client = client_of(user)
    assert "还没有关联党员信息" in client.get(HOME).content.decode()
    assert client.get(NEW).url == HOME
    assert client.post(NEW).url == HOME


def test_a_registered_member_sees_where(
    member: User, community_secretary: User, places: Places, client_of: type[Client]
) -> None:
    check_in = make_pending(member, places.community)
    accept_check_in(actor=community_secretary, check_in=check_in, building=places.building)
    page = client_of(member).get(HOME).content.decode()
    assert "在册" in page
    assert "第1网格 · 1号楼" in page


@pytest.mark.parametrize("page", [HOME, NEW])
def test_a_stranger_gets_403_and_nobody_signs_in(
    stranger: User, client_of: type[Client], page: str
) -> None:
    assert client_of(stranger).get(page).status_code == 403
    assert "/accounts/login/" in Client().get(page).url
