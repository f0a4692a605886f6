from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.authtoken.models import Token

from accounts.activation import digest_of
from accounts.models import Activation, AuditEntry, User
from common import clock
from common.violations import RuleViolation
from orgs.models import District, GrantRequest, Organization, RoleGrant
from orgs.operations.accounts import (
    deactivate_account,
    issue_activation,
    open_account,
    reactivate_account,
    reset_second_factor,
    unlock_account,
)
from orgs.operations.grants import grant_role
from orgs.policy import Role
from orgs.selectors.accounts import accounts_of
from tests.makers.accounts import (
    GOOD,
    PASSWORD,
    make_issued,
    make_opened,
    make_second_factor,
    sign_in,
)
from tests.makers.orgs import make_holder

LIST = "/desk/accounts/"
OPEN = "/desk/accounts/open/"
WISH = {"name": "李红梅", "username": "", "email": "", "kind": "link"}


def page(name: str, account: User) -> str:
    return reverse(f"orgs:{name}", args=[account.pk])


@pytest.fixture
def desk(system_admin: User) -> Client:
    """The system administrator's browser, signed in by password just now."""
    return sign_in("system_admin")[0]


@pytest.fixture
def account(system_admin: User, district: District) -> User:
    return make_opened(system_admin, district)


@pytest.fixture
def foreign_admin(db: None) -> User:
    elsewhere = District.objects.create(code="411503", name="平桥区")
    return make_holder("foreign_admin", Role.SYSTEM_ADMIN, elsewhere)


def code_of_refusal(act: Any, **values: Any) -> str:
    with pytest.raises(RuleViolation) as caught:
        act(**values)
    return caught.value.code


def test_an_account_is_opened_and_its_link_shown_once(desk: Client) -> None:
    answer = desk.post(OPEN, WISH)
    shown = answer.content.decode()
    account = User.objects.get(username="lihongmei")
    assert "/accounts/activate/" in shown
    assert "no-store" in answer["Cache-Control"]
    assert not account.has_usable_password()
    assert "/accounts/activate/" not in desk.get(page("account-detail", account)).content.decode()


def test_a_second_sending_of_the_form_opens_no_second_account(desk: Client) -> None:
    wish = WISH | {"form_key": "6f1de4a6-7a1b-4c37-9f1e-9a5cf2f0a111"}
    desk.post(OPEN, wish)
    again = desk.post(OPEN, wish)
    assert again.status_code == 302
    assert User.objects.filter(name="李红梅").count() == Activation.objects.count() == 1


def test_only_the_digest_of_the_code_is_stored(system_admin: User, district: District) -> None:
    issued = make_issued(system_admin, district)
    row = Activation.objects.values().get()
    assert row["digest"] == digest_of(issued.code)
    assert issued.code not in str(row)
    assert issued.code not in str(list(AuditEntry.objects.values()))


def test_the_page_of_an_account_still_says_who_is_signed_in(
    desk: Client, system_admin: User, account: User
) -> None:
    shown = desk.get(page("account-detail", account)).content.decode()
    assert f'data-user="{system_admin.pk}"' in shown


def test_a_slip_is_printed_with_a_picture_and_lasts_a_fortnight(desk: Client) -> None:
    shown = desk.post(OPEN, WISH | {"kind": "slip"}).content.decode()
    activation = Activation.objects.get()
    assert 'src="data:image/svg+xml;base64,' in shown
    assert "账号启用单" in shown
    assert (activation.expires_at - activation.created_at).days == 14


def test_a_link_lasts_a_day(system_admin: User, district: District) -> None:
    activation = make_issued(system_admin, district).activation
    assert (activation.expires_at - activation.created_at).total_seconds() == 24 * 3600


def test_names_alike_get_accounts_of_their_own(system_admin: User, district: District) -> None:
    names = [make_issued(system_admin, district).activation.user.username for _ in range(3)]
    assert names == ["lihongmei", "lihongmei2", "lihongmei3"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "必填"),
        ("name", "李\u200b红梅", "看不见的特殊字符"),
        ("name", "李" * 51, "50"),
        ("username", "ab", "3 至 30 位"),
        ("username", "1abc", "以字母开头"),
        ("username", "李红梅", "小写字母"),
        ("username", "../etc", "小写字母"),
        ("username", "SYSTEM_ADMIN", "已有人使用"),
        ("email", "not an address", "邮箱地址不对"),
        ("kind", "pigeon", "pigeon"),
    ],
)
def test_odd_input_is_refused_with_what_was_typed(
    field: str, value: str, sentence: str, desk: Client
) -> None:
    answer = desk.post(OPEN, WISH | {field: value})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Activation.objects.exists()


def test_nul_in_the_form_is_no_server_error(desk: Client) -> None:
    assert desk.post(OPEN, WISH | {"name": "李\0红梅"}).status_code == 422


def test_opening_asks_for_the_password_when_it_was_typed_long_ago(system_admin: User) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        desk = sign_in("system_admin")[0]
        assert desk.get(OPEN).status_code == 200
        traveller.shift(16 * 60)
        answer = desk.post(OPEN, WISH)
        assert answer["Location"].startswith("/accounts/reauthenticate/")
        assert not User.objects.filter(name="李红梅").exists()
        desk.post(answer["Location"], {"password": PASSWORD})
        assert User.objects.filter(name="李红梅").exists()


def test_issuing_anew_voids_what_was_issued_before(system_admin: User, district: District) -> None:
    first = make_issued(system_admin, district)
    issue_activation(actor=system_admin, account=first.activation.user, kind="slip")
    first.activation.refresh_from_db()
    assert first.activation.revoked_at is not None
    assert Activation.objects.filter(revoked_at=None).count() == 1


def test_a_forgotten_password_is_set_anew_by_a_new_activation(desk: Client, account: User) -> None:
    shown = desk.post(page("account-issue", account), {"kind": "link"})
    assert shown.status_code == 200
    assert sign_in(account.username, GOOD)[1].status_code == 302


def test_who_leaves_is_out_on_the_next_request(
    desk: Client, account: User, security_admin: User, community: Organization
) -> None:
    grant_role(actor=security_admin, user=account, role=Role.COMMUNITY, place=community)
    Token.objects.create(user=account)
    browser, _ = sign_in(account.username, GOOD)
    assert browser.get("/desk/").status_code == 200
    desk.post(page("account-deactivate", account), {"reason": "调离"})
    assert browser.get("/desk/").status_code == 302
    assert sign_in(account.username, GOOD)[1].status_code == 200
    assert not Token.objects.exists()
    assert not RoleGrant.objects.unended(clock.today()).filter(user=account).exists()
    entry = AuditEntry.objects.get(action="account.deactivate")
    assert entry.detail == {"reason": "调离", "grants": 1}


def test_who_leaves_cannot_come_back_by_an_old_slip(system_admin: User, district: District) -> None:
    issued = make_issued(system_admin, district, kind="slip")
    account = issued.activation.user
    deactivate_account(actor=system_admin, account=account, reason="调离")
    reactivate_account(actor=system_admin, account=account)
    issued.activation.refresh_from_db()
    assert issued.activation.revoked_at is not None


def test_who_comes_back_needs_a_new_password_and_new_rights(
    system_admin: User, account: User
) -> None:
    deactivate_account(actor=system_admin, account=account, reason="调离")
    account = reactivate_account(actor=system_admin, account=account)
    assert account.is_active
    assert sign_in(account.username, GOOD)[1].status_code == 200


def test_leaving_needs_a_reason(desk: Client, account: User) -> None:
    assert desk.post(page("account-deactivate", account), {"reason": " "}).status_code == 422
    account.refresh_from_db()
    assert account.is_active


def test_the_second_factor_is_taken_away_by_the_security_administrator_only(
    system_admin: User, security_admin: User, account: User
) -> None:
    make_second_factor(account)
    with pytest.raises(PermissionDenied):
        reset_second_factor(actor=system_admin, account=account, reason="手机丢失")
    reset_second_factor(actor=security_admin, account=account, reason="手机丢失")
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.filter(action="account.reset_second_factor").exists()


def test_taking_the_second_factor_away_ends_the_sessions(
    security_admin: User, account: User
) -> None:
    browser, _ = sign_in(account.username, GOOD)
    make_second_factor(account)
    guard = sign_in("security_admin")[0]
    guard.post(page("account-second-factor-reset", account), {"reason": "手机丢失"})
    assert browser.get("/accounts/security/").status_code == 302


ACTS = {
    issue_activation: {"kind": "link"},
    deactivate_account: {"reason": "调离"},
    reactivate_account: {},
    unlock_account: {},
    reset_second_factor: {"reason": "手机丢失"},
}


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_nobody_looks_after_their_own_account(
    act: Any, system_admin: User, security_admin: User
) -> None:
    actor = security_admin if act is reset_second_factor else system_admin
    assert code_of_refusal(act, actor=actor, account=actor, **ACTS[act]) == "account.own"


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_another_districts_administrator_reaches_nothing_of_ours(
    act: Any, foreign_admin: User, account: User
) -> None:
    with pytest.raises(PermissionDenied):
        act(actor=foreign_admin, account=account, **ACTS[act])
    account.refresh_from_db()
    assert account.check_password(GOOD)


def test_another_districts_administrator_sees_nothing_of_ours(
    foreign_admin: User, account: User
) -> None:
    browser = sign_in("foreign_admin")[0]
    assert "李红梅" not in browser.get(LIST).content.decode()
    for name in ("account-detail", "account-issue", "account-deactivate"):
        assert browser.get(page(name, account)).status_code == 404
    for name in ("account-issue", "account-deactivate", "account-unlock", "account-reactivate"):
        assert browser.post(page(name, account), {"kind": "link"}).status_code == 404


def test_another_districts_account_is_not_opened_here(
    foreign_admin: User, district: District
) -> None:
    with pytest.raises(PermissionDenied):
        open_account(actor=foreign_admin, district=district, name="李红梅", kind="link")


def test_a_grant_elsewhere_does_not_hand_the_account_over(
    foreign_admin: User, account: User
) -> None:
    elsewhere = District.objects.get(code="411503")
    grant_role(actor=None, user=account, role=Role.MEMBER, place=elsewhere)
    GrantRequest.objects.create(user=account, role=Role.MEMBER, district=elsewhere)
    assert account not in accounts_of(foreign_admin)


def test_an_account_of_before_belongs_where_all_its_grants_lie(
    system_admin: User, foreign_admin: User, community_secretary: User
) -> None:
    assert community_secretary in accounts_of(system_admin)
    assert community_secretary not in accounts_of(foreign_admin)
    elsewhere = District.objects.get(code="411503")
    grant_role(actor=None, user=community_secretary, role=Role.MEMBER, place=elsewhere)
    for admin in (system_admin, foreign_admin):
        assert community_secretary not in accounts_of(admin)


def test_an_account_of_nobody_is_seen_by_nobody(
    system_admin: User, foreign_admin: User, stranger: User
) -> None:
    for admin in (system_admin, foreign_admin):
        assert stranger not in accounts_of(admin)


def test_the_list_finds_by_name_account_and_state(desk: Client, account: User) -> None:
    make_issued(User.objects.get(username="system_admin"), District.objects.get(), "周明远")

    def found(query: str) -> set[str]:
        text = desk.get(f"{LIST}?{query}").content.decode()
        return {name for name in ("李红梅", "周明远") if name in text}

    assert found("q=李红") == found("q=LIHONG") == found("state=open") == {"李红梅"}
    assert found("state=waiting") == {"周明远"}
    assert found("state=closed") == found("q=%25") == set()


@pytest.mark.parametrize("query", ["page=100000", "q=%27--", "state=x", "role=x", "sort=-x"])
def test_an_odd_address_of_the_list_is_no_server_error(query: str, desk: Client) -> None:
    assert desk.get(f"{LIST}?{query}").status_code in {200, 404}


def test_the_list_costs_the_same_at_any_length(desk: Client, district: District) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(LIST)
        return len(queries)

    for number in range(2):
        make_holder(f"user{number}", Role.MEMBER, district)
    few = cost()
    for number in range(2, 12):
        make_holder(f"user{number}", Role.MEMBER, district)
    assert cost() == few <= 8


def test_a_lock_is_taken_off_from_every_address(desk: Client, account: User) -> None:
    for _ in range(5):
        sign_in(account.username, "wrong")
    assert sign_in(account.username, GOOD)[1].status_code == 200
    desk.post(page("account-unlock", account))
    assert sign_in(account.username, GOOD)[1].status_code == 302


def test_markup_in_a_name_is_shown_as_text(desk: Client) -> None:
    shown = desk.post(OPEN, WISH | {"name": "<b>李</b>", "username": "bold"}).content.decode()
    assert "<b>李" not in shown
    assert "&lt;b&gt;李" in shown


@pytest.mark.parametrize("role", ["security_admin", "auditor"])
def test_who_watches_is_not_taken_over_by_a_new_password(
    system_admin: User, district: District, role: str
) -> None:
    watcher = make_holder("watcher", role, district)
    issue_activation(actor=system_admin, account=watcher, kind="link")
    watcher.last_login = clock.now()
    watcher.save(update_fields=["last_login"])
    with pytest.raises(RuleViolation, match="不能在这里重新签发"):
        issue_activation(actor=system_admin, account=watcher, kind="link")


def test_nothing_of_a_page_stays_behind_on_a_shared_desk(desk: Client) -> None:
    assert desk.get("/desk/accounts/")["Cache-Control"] == "private, no-store"


def test_the_api_ends_an_account_at_once_and_shows_no_secret(desk: Client, account: User) -> None:
    shown = desk.get(f"/api/v1/accounts/{account.pk}/").json()
    assert {*shown} == {"id", "username", "name", "is_active", "date_joined", "last_login"}
    answer = desk.post(
        f"/api/v1/accounts/{account.pk}/deactivate/",
        {"reason": "调离"},
        content_type="application/json",
    )
    assert answer.json()["is_active"] is False
    account.refresh_from_db()
    assert not account.is_active
    again = desk.post(
        f"/api/v1/accounts/{account.pk}/deactivate/",
        {"reason": "调离"},
        content_type="application/json",
    )
    assert (again.status_code, again.json()["code"]) == (409, "account.inactive")
