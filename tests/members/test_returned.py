"""What is said when a check-in of somebody without an account is sent back."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from members.models import CheckIn
from orgs.models import ResidentUnit
from tests.makers.first_contacts import make_first_contact
from tests.makers.members import make_member, make_pending
from tests.makers.orgs import Places

CALL = "本人还没有账号，请电话告知原因。"
CALL_FIRST = "请先打电话告知，再退回。"


def send_back(client: Client, check_in: CheckIn) -> str:
    url = f"/desk/check-ins/{check_in.pk}/return/"
    return client.post(url, {"reason": "不住在本社区"}, follow=True).content.decode()


@pytest.fixture
def scanned(unit: ResidentUnit, places: Places) -> CheckIn:
    """Sent from a poster by somebody on the roster."""
    make_member(unit)
    return make_first_contact(unit, places.community).check_in


def test_who_has_no_account_is_to_be_called(
    scanned: CheckIn, community_secretary: User, client_of: type[Client]
) -> None:
    client = client_of(community_secretary)
    assert CALL_FIRST in client.get(f"/desk/check-ins/{scanned.pk}/return/").content.decode()
    assert f"已退回。{CALL}" in send_back(client, scanned)
    assert CALL in client.get(scanned.get_absolute_url()).content.decode()


def test_who_has_an_account_reads_the_reason(
    member: User, places: Places, community_secretary: User, client_of: type[Client]
) -> None:
    check_in = make_pending(member, places.community)
    client = client_of(community_secretary)
    assert CALL_FIRST not in client.get(f"/desk/check-ins/{check_in.pk}/return/").content.decode()
    page = send_back(client, check_in)
    assert "已退回，本人会看到原因。" in page
    assert CALL not in page


def test_the_sender_is_told_what_happens_then(db: None) -> None:
    page = Client().get("/me/start/sent/").content.decode()
    assert "如被退回，社区会与您联系；也可以重新扫码提交。" in page


def test_the_batch_shows_what_the_inbox_points_out(
    scanned: CheckIn, unit: ResidentUnit, community_secretary: User, client_of: type[Client]
) -> None:
    make_member(unit, "另一人")
    url = f"/desk/check-ins/batch/?pick={scanned.pk}"
    page = client_of(community_secretary).get(url).content.decode()
    assert "扫码提交，先核实身份" in page
    assert "疑似重复：手机号相同" in page


def test_a_printed_form_says_that_it_is_wider_than_a_phone(
    scanned: CheckIn, community_secretary: User, client_of: type[Client]
) -> None:
    url = reverse("reports:print-registration", args=[scanned.pk])
    page = client_of(community_secretary).get(url).content.decode()
    assert "可左右滑动查看" in page
    assert "每月最多服务次数" in page
