"""What members do once they are in the register: move, end it, correct what is said of them."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, Notification, User
from common.violations import RuleViolation
from members.models import CheckIn
from members.operations.check_ins import close_own_check_in, withdraw_check_in
from members.operations.transfers import ask_transfer, release_transfer
from orgs.models import DirtyMonth, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.members import make_member_account, make_pending, make_registered
from tests.makers.orgs import Places

HOME = "/me/check-in/"
Status = CheckIn.Status


@pytest.fixture
def registered(member: User, community_secretary: User, places: Places) -> CheckIn:
    return make_registered(member, community_secretary, places.community)


def moving(member: User, check_in: CheckIn, places: Places) -> CheckIn:
    return ask_transfer(
        actor=member, check_in=check_in, community=places.sibling, basis="residence", reason="搬家"
    )


def shown(user: User, url: str = HOME) -> str:
    return SignedIn(user).get(url).content.decode()


def test_a_member_ends_the_registration_and_the_community_is_told(
    member: User, registered: CheckIn, community_secretary: User
) -> None:
    url = f"/me/check-in/{registered.pk}/close/"
    page = SignedIn(member).post(url, {"reason": "要出国两年"}, follow=True).content.decode()
    assert "已注销" in page
    assert "本人申请" in page
    assert "要出国两年" in page
    registered.refresh_from_db()
    assert (registered.status, registered.close_reason) == (Status.CLOSED, "own_wish")
    message = Notification.objects.get(recipient=community_secretary)
    assert message.text == "王小红申请注销报到，已从今天起注销。"


def test_the_month_is_counted_anew_after_a_closing(member: User, registered: CheckIn) -> None:
    DirtyMonth.objects.all().delete()
    close_own_check_in(actor=member, check_in=registered, reason="出国")
    assert DirtyMonth.objects.get().organization == registered.community


def test_the_members_words_do_not_enter_the_audit(member: User, registered: CheckIn) -> None:
    close_own_check_in(actor=member, check_in=registered, reason="家里有病人")
    entry = AuditEntry.objects.get(action="check_in.close")
    assert "病人" not in str(entry.detail)


def test_nobody_else_ends_it_by_the_members_way(
    registered: CheckIn, community_secretary: User, unit: ResidentUnit
) -> None:
    other = make_member_account(unit, "other", "赵刚", "13700001111")
    for actor in (other, community_secretary):
        with pytest.raises(PermissionDenied):
            close_own_check_in(actor=actor, check_in=registered, reason="试")


def test_a_wish_to_move_is_taken_back_before_closing(
    member: User, registered: CheckIn, places: Places
) -> None:
    moving(member, registered, places)
    with pytest.raises(RuleViolation, match="先撤回转出申请"):
        close_own_check_in(actor=member, check_in=registered, reason="出国")


def test_a_waiting_check_in_is_withdrawn_not_closed(member: User, places: Places) -> None:
    with pytest.raises(RuleViolation, match="待接收"):
        close_own_check_in(
            actor=member, check_in=make_pending(member, places.community), reason="错"
        )


def test_a_member_asks_to_move_and_takes_it_back(
    member: User, registered: CheckIn, places: Places
) -> None:
    client = SignedIn(member)
    wish = {"community": places.sibling.pk, "basis": "residence", "reason": "搬家", "version": 2}
    page = client.post(f"/me/check-in/{registered.pk}/transfer/", wish, follow=True)
    assert "请等大拱桥社区同意转往三五八社区" in page.content.decode()
    url = f"/me/check-in/{registered.pk}/transfer/cancel/"
    assert client.get(url).status_code == 405
    page = client.post(url, follow=True).content.decode()
    assert "已撤回转出申请" in page
    registered.refresh_from_db()
    assert registered.status == Status.REGISTERED


def test_a_move_to_where_one_is_comes_back_with_what_was_typed(
    member: User, registered: CheckIn, places: Places
) -> None:
    wish = {"community": places.community.pk, "basis": "residence", "reason": "搬家了"}
    page = SignedIn(member).post(f"/me/check-in/{registered.pk}/transfer/", wish)
    assert page.status_code == 422
    assert "不用转出" in page.content.decode()
    assert "搬家了" in page.content.decode()


def test_after_the_release_the_page_names_both_communities(
    member: User, registered: CheckIn, community_secretary: User, places: Places
) -> None:
    moving(member, registered, places)
    arriving = release_transfer(actor=community_secretary, check_in=registered)
    page = shown(member)
    assert "大拱桥社区已同意转出，请等三五八社区接收" in page
    assert "接收前您仍在大拱桥社区在册" in page
    with pytest.raises(RuleViolation, match="撤回转出申请"):
        withdraw_check_in(actor=member, check_in=arriving, reason="不搬了")


def test_an_answer_that_is_overdue_reads_as_such(member: User, places: Places) -> None:
    check_in = make_pending(member, places.community)
    assert "已过" not in shown(member)
    CheckIn.objects.filter(pk=check_in.pk).update(
        submitted_at=check_in.submitted_at - datetime.timedelta(days=8)
    )
    assert "（已过）答复，可以打电话问社区" in shown(member)


def test_earlier_check_ins_stay_as_a_chain(
    member: User, registered: CheckIn, places: Places
) -> None:
    close_own_check_in(actor=member, check_in=registered, reason="出国")
    make_pending(member, places.sibling)
    page = shown(member)
    assert page.index("三五八社区") < page.index("以前的报到") < page.index("本人申请")


def test_steps_fit_the_state(member: User, registered: CheckIn, places: Places) -> None:
    page = shown(member)
    assert ("申请注销" in page, "撤回报到" in page, "我要报到" in page) == (True, False, False)
    moving(member, registered, places)
    page = shown(member)
    assert ("撤回转出申请" in page, "申请注销" in page) == (True, False)


@pytest.mark.parametrize("step", ["transfer", "close", "change", "withdraw"])
def test_the_number_of_a_strangers_check_in_leads_nowhere(
    registered: CheckIn, unit: ResidentUnit, step: str
) -> None:
    other = SignedIn(make_member_account(unit, "other", "赵刚", "13700001111"))
    assert other.get(f"/me/check-in/{registered.pk}/{step}/").status_code == 404
    assert other.post(f"/me/check-in/{registered.pk}/{step}/").status_code == 404
