"""The page behind a poster: one answer for everybody, and what it leaves."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Notification, User
from common.violations import RuleViolation
from members.models import CheckIn, FirstContact, Member
from members.operations import batches, first_contacts
from members.operations.batches import accept_many
from orgs.models import ResidentUnit
from orgs.operations.unit_merges import merge_units
from orgs.operations.units import change_unit, close_unit
from tests.makers.accounts import GOOD
from tests.makers.first_contacts import make_coded, make_first_contact, start_of, typed
from tests.makers.members import PHONE, make_entered, make_member, make_member_account, make_pending
from tests.makers.orgs import Places, make_unit

SENT = "/me/start/sent/"
SECRETS = re.compile(rb'name="(?:csrfmiddlewaretoken|form_key)" value="[^"]*"')


@pytest.fixture
def coded(district_admin: User, unit: ResidentUnit) -> ResidentUnit:
    return make_coded(district_admin, unit)


def send(coded: ResidentUnit, places: Places, **values: Any) -> HttpResponse:
    return Client().post(start_of(coded), typed(places.community, **values), follow=True)


def seen(response: HttpResponse) -> tuple[Any, ...]:
    """What the sender could tell a difference by."""
    return response.status_code, str(response.redirect_chain), SECRETS.sub(b"", response.content)


def test_who_stands_on_the_roster_waits_at_the_community_at_once(
    coded: ResidentUnit, places: Places
) -> None:
    member = make_member(coded)
    response = send(coded, places, max_per_month=3, emergency_ok="on")
    check_in = CheckIn.objects.get()
    assert response.redirect_chain == [(SENT, 302)]
    assert (check_in.member, check_in.status) == (member, CheckIn.Status.PENDING)
    assert (check_in.channel, check_in.created_by) == (CheckIn.Channel.OWN_PHONE, None)
    assert (check_in.max_per_month, check_in.emergency_ok) == (3, True)
    assert [row.category for row in check_in.intentions.current()] == ["01", "09"]
    assert [str(row) for row in check_in.availabilities.current()] == ["工作日 18:30–21:00"]
    contact = FirstContact.objects.get()
    assert (contact.state, contact.check_in) == (FirstContact.State.PASSED, check_in)


def test_the_number_and_the_password_are_kept_sealed_only(
    coded: ResidentUnit, places: Places
) -> None:
    send(coded, places)
    contact = FirstContact.objects.get()
    assert contact.open_mobile() == PHONE
    assert contact.mobile_masked == "138****1234"
    kept = [str(value) for value in FirstContact.objects.values_list().get()]
    assert not any(PHONE in value or GOOD in value for value in kept)


@pytest.mark.parametrize(
    "typed_differently",
    [{"name": "王小江"}, {"mobile": "13900009999"}],
    ids=["another name", "another number"],
)
def test_who_is_not_on_the_roster_waits_to_be_verified(
    coded: ResidentUnit, places: Places, typed_differently: dict[str, str]
) -> None:
    make_member(coded)
    send(coded, places, **typed_differently)
    assert FirstContact.objects.get().state == FirstContact.State.WAITING
    assert not CheckIn.objects.exists()


def test_another_units_member_waits_for_this_units_word(
    coded: ResidentUnit, places: Places, district_admin: User
) -> None:
    make_member(make_unit(district_admin, places.district, "区财政局"))
    send(coded, places)
    assert FirstContact.objects.get().state == FirstContact.State.WAITING


def test_members_of_what_was_merged_into_the_unit_are_the_units(
    coded: ResidentUnit, places: Places, district_admin: User
) -> None:
    old = make_unit(district_admin, places.district, "区体育局")
    make_member(old)
    merge_units(actor=district_admin, unit=old, target=coded)
    send(coded, places)
    assert CheckIn.objects.get().status == CheckIn.Status.PENDING


def test_the_answer_tells_nobody_what_the_register_holds(
    coded: ResidentUnit, places: Places, community_secretary: User, member: User
) -> None:
    """Unknown, known, waiting, 在册, with an account, again: byte for byte the same."""
    make_member(coded, "李四", "13900000004")
    make_member(coded, "张三", "13900000003")
    make_entered(community_secretary, places.community, coded, "赵六", "13900000006")
    make_pending(make_member_account(coded, "other", "孙七", "13900000007"), places.community)
    people = [
        ("无此人", "13900000001"), ("李四", "13900000004"), ("李四", "13900000004"),
        ("张三", "13900000009"), ("赵六", "13900000006"), ("孙七", "13900000007"),
        ("王小红", PHONE), ("无此人", "13900000001"),
    ]  # fmt: skip
    answers = {seen(send(coded, places, name=name, mobile=number)) for name, number in people}
    assert len(answers) == 1
    states = FirstContact.objects.order_by("pk").values_list("name", "state")
    assert list(states) == [("无此人", "waiting"), ("李四", "passed"), ("张三", "waiting")]


def test_a_wrong_form_comes_back_alike_for_the_known_and_the_unknown(
    coded: ResidentUnit, places: Places
) -> None:
    make_member(coded)
    answers = []
    for name in ("王小红", "无此人"):
        response = send(coded, places, name=name, password2="anders")
        answers.append(SECRETS.sub(b"", response.content).replace(name.encode(), b""))
    assert response.status_code == 422
    assert answers[0] == answers[1]


def test_the_password_is_hashed_whether_known_or_not(
    coded: ResidentUnit, places: Places, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dear step comes before anything is looked up: in, waiting or unknown."""
    hashed: list[str] = []
    make_password = first_contacts.make_password
    monkeypatch.setattr(
        first_contacts, "make_password", lambda text: hashed.append(text) or make_password(text)
    )
    for name in ("王小红", "无此人", "无此人"):
        send(coded, places, name=name)
    assert hashed == [GOOD] * 3


def test_who_has_an_account_is_told_once_that_somebody_used_the_number(
    coded: ResidentUnit, places: Places, member: User
) -> None:
    send(coded, places)
    send(coded, places)
    assert [row.text for row in Notification.objects.filter(recipient=member)] == [
        first_contacts.ALERT
    ]
    assert not FirstContact.objects.exists()


def test_the_same_form_twice_counts_once(coded: ResidentUnit, places: Places) -> None:
    key = "6f1c2f0e-0000-4000-8000-000000000001"
    first = send(coded, places, form_key=key)
    assert seen(send(coded, places, form_key=key))[1] == seen(first)[1]
    assert FirstContact.objects.count() == 1


def test_sending_the_same_again_changes_nothing(coded: ResidentUnit, places: Places) -> None:
    send(coded, places)
    before = FirstContact.objects.get().password
    send(coded, places)
    assert FirstContact.objects.get().password == before != ""


def test_two_passwords_for_one_person_open_no_account(coded: ResidentUnit, places: Places) -> None:
    """One of the two is somebody else: the community hands over a slip instead."""
    send(coded, places)
    send(coded, places, password1=GOOD + "x", password2=GOOD + "x")
    assert FirstContact.objects.get().password == ""


def test_a_flood_at_one_unit_is_dropped_and_colleagues_on_the_roster_still_pass(
    coded: ResidentUnit, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_contacts, "MOST_WAITING", 2)
    make_member(coded)
    sent = [send(coded, places, name=f"陌生人{n}", mobile=f"1390000000{n}") for n in range(3)]
    assert len({seen(response) for response in sent}) == 1
    assert FirstContact.objects.waiting().count() == 2
    send(coded, places)
    assert CheckIn.objects.count() == 1


def test_who_sends_too_often_gets_a_chinese_429(
    coded: ResidentUnit, places: Places, settings: Any
) -> None:
    """Refused forms count as well."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"first_contact": "2/m/ip"}
    for _ in range(2):
        assert send(coded, places, name="").status_code == 422
    response = send(coded, places)
    assert response.status_code == 429
    assert "请等一分钟后再试" in response.content.decode()
    assert not FirstContact.objects.exists()


@pytest.mark.parametrize("code", ["X" * 16, "x", "%E6%B1%89", "' OR 1=1--"])
def test_a_code_that_leads_nowhere_gets_a_friendly_404(
    coded: ResidentUnit, places: Places, code: str
) -> None:
    for answer in (
        Client().get(f"/me/start/{code}/"),
        Client().post(f"/me/start/{code}/", typed(places.community)),
    ):
        assert answer.status_code == 404
        assert "新的报到海报" in answer.content.decode()


def test_a_new_code_makes_the_old_poster_void(coded: ResidentUnit, district_admin: User) -> None:
    old = start_of(coded)
    new = start_of(make_coded(district_admin, coded))
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_a_closed_units_poster_leads_nowhere(coded: ResidentUnit, district_admin: User) -> None:
    close_unit(actor=district_admin, unit=coded, active_to=coded.active_from)
    ResidentUnit.objects.update(active_from="2024-01-01", active_to="2024-12-31")
    assert Client().get(start_of(coded)).status_code == 404


def test_a_merged_units_poster_leads_to_the_one_that_stays(
    coded: ResidentUnit, places: Places, district_admin: User
) -> None:
    stays = make_unit(district_admin, places.district, "区教育体育局")
    merge_units(actor=district_admin, unit=coded, target=stays)
    send(coded, places)
    assert FirstContact.objects.get().unit == stays


def test_a_code_typed_in_small_letters_leads_there_too(coded: ResidentUnit) -> None:
    assert Client().get(start_of(coded).lower()).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "𠮷" * 51), ("name", "王\x00红"), ("name", "王\u202e红"),
        ("mobile", "1380000000"), ("mobile", "' OR 1=1--"), ("mobile", "138\x0000000000"),
        ("community", "999999"), ("community", "x"), ("basis", "x"), ("basis", "pairing"),
        ("categories", []), ("categories", ["x"]), ("availabilities", []),
        ("availabilities", ["1 2 3"]), ("max_per_month", "0"), ("consent", ""),
        ("password1", "123"), ("password1", PHONE), ("password2", "anders"),
    ],
)  # fmt: skip
def test_what_is_wrong_comes_back_with_a_sentence(
    coded: ResidentUnit, places: Places, field: str, value: Any
) -> None:
    same = {"password2": value} if field == "password1" else {}
    response = send(coded, places, **{field: value}, **same)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert GOOD not in response.content.decode()
    assert not FirstContact.objects.exists()


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("𠮷", "𠮷"), ("䶮" * 50, "䶮" * 50), ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("　王　五 ", "王五"), ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=1+1", "=1+1"), ("' OR 1=1--", "' OR 1=1--"),
    ],
)  # fmt: skip
def test_odd_names_are_kept_as_text(
    coded: ResidentUnit, places: Places, liaison: User, client_of: Any, written: str, stored: str
) -> None:
    send(coded, places, name=written)
    assert FirstContact.objects.get().name == stored
    page = client_of(liaison).get("/unit/first-contacts/").content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "written", ["+86 138-0000-1234", "１３８００００１２３４", "13800001234.0", " 138 0000 1234　"]
)
def test_a_number_in_any_spelling_is_the_rosters(
    coded: ResidentUnit, places: Places, written: str
) -> None:
    make_member(coded)
    send(coded, places, mobile=written)
    assert CheckIn.objects.get().status == CheckIn.Status.PENDING


def test_an_older_consent_is_refused(coded: ResidentUnit, places: Places) -> None:
    with pytest.raises(RuleViolation) as refusal:
        make_first_contact(coded, places.community, consent_version="2020-01")
    assert refusal.value.code == "check_in.consent"


def test_the_paired_community_comes_first(
    coded: ResidentUnit, places: Places, district_admin: User
) -> None:
    change_unit(actor=district_admin, unit=coded, paired_community=places.other_community)
    page = Client().get(start_of(coded)).content.decode()
    assert "单位结对社区：八一社区" in page
    send(coded, places, community="", basis="pairing")
    assert FirstContact.objects.get().community == places.other_community


def test_looking_for_a_community_sends_nothing(coded: ResidentUnit, places: Places) -> None:
    response = send(coded, places, q="八一", find="1", community="")
    assert "找到 1 个社区" in response.content.decode()
    assert not FirstContact.objects.exists()


def test_the_page_keeps_neither_number_nor_password_in_a_draft(coded: ResidentUnit) -> None:
    page = Client().get(start_of(coded)).content.decode()
    assert 'data-draft="first-contact"' in page
    assert re.search(r'<input[^>]*name="mobile"[^>]*data-draft-skip', page)
    assert page.count('type="password"') == 2


def test_who_is_signed_in_is_led_to_the_own_check_in(
    coded: ResidentUnit, member: User, client_of: Any
) -> None:
    response = client_of(member).get(start_of(coded))
    assert (response.status_code, response["Location"]) == (302, reverse("members:my-check-in"))


def test_reading_the_page_writes_nothing_and_asks_a_fixed_number_of_queries(
    coded: ResidentUnit, places: Places, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        Client().get(start_of(coded))
    assert not FirstContact.objects.exists()
    assert not Member.objects.exists()


def test_what_came_from_a_poster_is_never_accepted_in_a_batch(
    coded: ResidentUnit, places: Places, community_secretary: User
) -> None:
    """Accepting it opens an account: somebody asks the person first."""
    make_member(coded)
    send(coded, places)
    check_in = CheckIn.objects.get()
    outcome = accept_many(actor=community_secretary, check_ins=[check_in])
    assert outcome.refused == [(check_in, batches.SCANNED)]
    assert not User.objects.filter(member__isnull=False).exists()
