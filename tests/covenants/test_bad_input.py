"""What bad input about covenants and projects gets at every door."""

import datetime
import json
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpResponse
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from common import clock
from common.violations import RuleViolation
from covenants.models import Covenant, Project
from covenants.operations.ending import void_covenant
from covenants.operations.parties import MOST_UNITS
from orgs.models import District, Organization, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.covenant_files import covenant_file, covenants_written
from tests.makers.covenants import (
    key,
    make_covenant,
    make_project,
    make_project_in,
    make_signed,
)
from tests.makers.files import told, verdicts
from tests.makers.orgs import make_admin, make_unit

CODE = "411502005001"
CREATE, PROPOSE = "/desk/covenants/new/", "/desk/projects/new/"
MARKUP = "<script>alert(1)</script>"
TOMORROW = f"{clock.today() + datetime.timedelta(days=1)}"
GOOD_TITLES = {
    "𠮷" * 100: "𠮷" * 100,
    "　共建　协议 ": "共建 协议",
    MARKUP: MARKUP,
    "' OR 1=1--": "' OR 1=1--",
    "100%_": "100%_",
    "＝1+1": "＝1+1",
}
BAD_TITLES = ["", "　", "𠮷" * 101, "协\u200b议", "协\u202e议", "协\x00议", "协\x07议"]
REFUSED = {400, 409}


@pytest.fixture
def secretary(community_secretary: User) -> Client:
    return SignedIn(community_secretary)


@pytest.fixture
def foreign(db: None) -> ResidentUnit:
    other = District.objects.create(code="411503", name="平桥区")
    return make_unit(make_admin(other, "other_admin"), other, "平桥区教体局")


def drafted(user: User, place: Organization, *units: ResidentUnit, **values: Any) -> HttpResponse:
    """A draft as typed into the form."""
    form = {"organization": place.pk, "title": "协议", "units": [unit.pk for unit in units]}
    return SignedIn(user).post(CREATE, form | key() | values)


def sent(user: User, path: str, **values: Any) -> HttpResponse:
    client = APIClient()
    client.force_authenticate(user)
    # Half a character travels as \ud800; the client's own encoder would refuse it.
    return client.post(f"/api/v1/{path}/", json.dumps(values), content_type="application/json")


def draft_sent(user: User, *units: ResidentUnit, **values: Any) -> HttpResponse:
    usual = {"organization": CODE, "title": "协议", "units": [unit.pk for unit in units]}
    return sent(user, "covenants/draft", **(usual | values))


@pytest.mark.parametrize("typed", GOOD_TITLES)
def test_an_odd_title_is_kept_at_every_door_and_shown_as_text(
    typed: str, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    assert drafted(community_secretary, community, unit, title=typed).status_code == 302
    assert draft_sent(community_secretary, unit, title=typed).status_code == 201
    covenants_written(community_secretary, {"协议名称": typed})
    titles = set(Covenant.objects.values_list("title", flat=True))
    assert (titles, Covenant.objects.count()) == ({GOOD_TITLES[typed]}, 3)
    browser = SignedIn(community_secretary)
    for page in ("/desk/covenants/", Covenant.objects.earliest("pk").get_absolute_url()):
        assert MARKUP not in browser.get(page).content.decode()


@pytest.mark.parametrize("typed", BAD_TITLES)
def test_a_bad_title_is_refused_at_every_door_and_nothing_is_written(
    typed: str, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    page = drafted(community_secretary, community, unit, title=typed, text="甲乙双方商定")
    assert page.status_code == 422
    assert page.context["form"].errors
    assert "甲乙双方商定" in page.content.decode()
    assert draft_sent(community_secretary, unit, title=typed).status_code in REFUSED
    if "\x00" not in typed and "\x07" not in typed:  # no spreadsheet holds those
        assert verdicts(covenant_file(community_secretary, {"协议名称": typed})) == {2: "error"}
    assert not Covenant.objects.exists()


@pytest.mark.parametrize(("length", "fits"), [(20_000, True), (20_001, False)])
def test_a_text_of_twenty_thousand_characters_fits(
    length: int,
    fits: bool,
    community_secretary: User,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    text = "约" * length
    page = drafted(community_secretary, community, unit, text=text)
    answer = draft_sent(community_secretary, unit, text=text)
    assert (page.status_code, answer.status_code) == ((302, 201) if fits else (422, 400))


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [
        ({"effective_from": "2025-03-01", "effective_to": "2025-02-28"}, "不能早于生效日期"),
        ({"effective_from": "0202-01-01"}, "早于 2000 年"),
        ({"effective_to": "2025-02-28"}, "请先填写生效日期"),
    ],
)
def test_an_expiry_before_the_start_is_refused(
    dates: dict[str, str],
    sentence: str,
    community_secretary: User,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    page = drafted(community_secretary, community, unit, **dates)
    assert (page.status_code, sentence in page.content.decode()) == (422, True)
    answer = draft_sent(community_secretary, unit, **dates)
    assert (answer.status_code, sentence in answer.json()["message"]) == (409, True)
    assert not Covenant.objects.exists()


def test_a_signing_in_the_future_is_refused(
    secretary: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_covenant(community_secretary, community, unit)
    days = {"signed_on": TOMORROW, "effective_from": "2025-03-01"}
    page = secretary.post(f"/desk/covenants/{covenant.pk}/sign/", days | key())
    assert page.status_code == 422
    assert "签订日期不能晚于今天" in page.content.decode()
    assert f'value="{TOMORROW}"' in page.content.decode()
    answer = sent(community_secretary, f"covenants/{covenant.pk}/sign", **days)
    assert (answer.status_code, answer.json()["field"]) == (409, "signed_on")
    covenant.refresh_from_db()
    assert covenant.status == "draft"


def test_more_units_than_a_covenant_takes_are_refused_by_form_and_api(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    many = [unit] * (MOST_UNITS + 1)
    page = drafted(community_secretary, community, *many)
    assert (page.status_code, "一次最多选 50 个单位" in page.content.decode()) == (422, True)
    assert draft_sent(community_secretary, *many).status_code == 400
    with pytest.raises(RuleViolation, match="一次最多选 50 个单位"):
        make_covenant(community_secretary, community, *many)
    assert not Covenant.objects.exists()


def test_a_party_twice_and_one_of_another_district_are_refused(
    community_secretary: User, community: Organization, unit: ResidentUnit, foreign: ResidentUnit
) -> None:
    page = drafted(community_secretary, community, unit, unit)
    assert (page.status_code, "只能出现一次" in page.content.decode()) == (422, True)
    answer = draft_sent(community_secretary, unit, unit)
    assert (answer.status_code, answer.json()["code"]) == (409, "party.twice")
    page = drafted(community_secretary, community, foreign)
    assert (page.status_code, "平桥区" in page.content.decode()) == (422, False)
    assert draft_sent(community_secretary, foreign).status_code == 400
    batch = covenant_file(community_secretary, {"乙方单位": foreign.name})
    assert "不是本区的驻区单位" in told(batch, 2)
    assert not Covenant.objects.exists()


def test_a_void_covenant_is_not_renewed_and_no_covenant_twice(
    community_secretary: User,
    district_admin: User,
    secretary: Client,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    gone = make_signed(community_secretary, community, unit)
    void_covenant(actor=district_admin, covenant=gone, reason="误录")
    answer = draft_sent(community_secretary, unit, renews=gone.pk)
    assert (answer.status_code, answer.json()["code"]) == (409, "covenant.renews")
    there = make_signed(community_secretary, community, unit)
    make_covenant(community_secretary, community, unit, renews=there)
    answer = draft_sent(community_secretary, unit, renews=there.pk)
    assert "已经续签为" in answer.json()["message"]
    assert Covenant.objects.count() == 3
    for number in ("0", "99999999", "1 OR 1=1", "١"):
        page = secretary.get(CREATE, {"renews": number})
        assert page.status_code in {200, 404}, number


def test_a_project_is_not_finished_before_it_was_confirmed(
    secretary: Client, community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, "running")
    done = {"finished_on": "2025-03-09", "outcome": "已装灯 40 盏"}
    page = secretary.post(f"/desk/projects/{project.pk}/finish/", done | key())
    assert page.status_code == 422
    assert "完成日期不能早于确定日期" in page.content.decode()
    assert "已装灯 40 盏" in page.content.decode()
    answer = sent(community_secretary, f"projects/{project.pk}/finish", **done)
    assert (answer.status_code, answer.json()["field"]) == (409, "finished_on")
    proposal = make_project(community_secretary, community)
    answer = sent(community_secretary, f"projects/{proposal.pk}/finish", **done)
    assert answer.json()["code"] == "project.state"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("１２００", "1200.00"), ("1200.5", "1200.50"), (" 1200 ", "1200.00"), ("0.01", "0.01")],
)
def test_money_is_read_as_people_type_it(
    typed: str, amount: str, secretary: Client, community_secretary: User, community: Organization
) -> None:
    form = {"lead": community.pk, "name": "亮化", "code_b": "G3", "communities": [community.pk]}
    secretary.post(PROPOSE, form | {"funding_unit": typed} | key())
    body = {"lead": CODE, "name": "亮化", "code_b": "G3", "communities": [CODE]}
    assert sent(community_secretary, "projects/propose", **body, funding={"unit": typed})
    amounts = [project.funding.get().amount for project in Project.objects.all()]
    assert amounts == [Decimal(amount)] * 2


@pytest.mark.parametrize(
    "typed", ["-5", "0.001", "99999999999", "9" * 200, "1e400", "NaN", "Infinity", "五百", "\x00"]
)
def test_absurd_money_is_refused_and_nothing_is_written(
    typed: str, secretary: Client, community_secretary: User, community: Organization
) -> None:
    form = {"lead": community.pk, "name": "亮化", "code_b": "G3", "communities": [community.pk]}
    page = secretary.post(PROPOSE, form | {"funding_unit": typed} | key())
    assert (page.status_code, 'value="亮化"' in page.content.decode()) == (422, True)
    body = {"lead": CODE, "name": "亮化", "code_b": "G3", "communities": [CODE]}
    answer = sent(community_secretary, "projects/propose", **body, funding={"unit": typed})
    assert answer.status_code in REFUSED
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"title": ["协议"]},
        {"title": "\ud800"},
        {"units": "1"},
        {"units": [True]},
        {"units": [10**30]},
        {"units": ["\ud800"]},
        {"organization": {"code": CODE}},
        {"organization": "\x00"},
        {"renews": -1},
        {"renews": 10**30},
        {"obligations": "甲方"},
        {"obligations": [{"party": -1, "text": "出资"}]},
        {"obligations": [{"party": 9, "text": "出资"}]},
        {"obligations": [{"party": 1, "text": "出资", "code": "\ud800"}]},
        {"obligations": [{"party": 1, "text": "资" * 201}]},
        {"obligations": [{"party": 1, "text": "出资", "cadence": "monthly", "due_on": "2026-1-1"}]},
        {"obligations": [{"party": 1, "text": "出资"}] * 51},
        {"\ud800": "\ud800", "title": None},
        {"effective_from": "45292000000"},
        {"effective_to": "2026/2/30"},
    ],
)
def test_a_body_of_another_shape_is_no_server_error(
    body: dict[str, Any], community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    answer = draft_sent(community_secretary, unit, **body)
    assert answer.status_code in REFUSED, answer.content.decode()
    assert not Covenant.objects.exists()


def test_a_fraction_is_no_key(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    for key_like in (unit.pk + 0.5, float(unit.pk), str(unit.pk), True):
        assert draft_sent(community_secretary, unit, units=[key_like]).status_code == 400
    assert draft_sent(community_secretary, unit, units=[unit.pk]).status_code == 201


@pytest.mark.parametrize("reason", ["", "　", "误\x00录", "误\u202e录", "误" * 201])
def test_a_bad_reason_voids_nothing_at_any_door(
    reason: str,
    district_admin: User,
    community_secretary: User,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    covenant = make_signed(community_secretary, community, unit)
    browser = SignedIn(district_admin)
    chosen = {"action": "void_chosen", ACTION_CHECKBOX_NAME: [covenant.pk], "reason": reason}
    assert browser.post("/admin/covenants/covenant/", chosen, follow=True).status_code == 200
    page = browser.post(f"/desk/covenants/{covenant.pk}/void/", {"reason": reason} | key())
    assert page.status_code == 422
    answer = sent(district_admin, f"covenants/{covenant.pk}/void", reason=reason)
    assert answer.status_code in REFUSED
    covenant.refresh_from_db()
    assert covenant.status == "signed"


def test_a_long_signer_is_refused(
    secretary: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_covenant(community_secretary, community, unit)
    days = {"signed_on": "2025-03-01", "effective_from": "2025-03-01"}
    url = f"/desk/covenants/{covenant.pk}/sign/"
    page = secretary.post(url, days | {f"signer_{unit.pk}": "𠮷" * 51} | key())
    assert page.status_code == 422
    secretary.post(url, days | {f"signer_{unit.pk}": "䶮" * 50} | key())
    assert covenant.parties.get(unit=unit).signer == "䶮" * 50
