"""Filters that people keep under a name: their own, on every list."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import SavedFilter, User
from common.violations import RuleViolation
from orgs.operations.saved_filters import MOST, save_filter

LIST = "/desk/check-ins/"
REGISTER = "members:check-in-list"
SAVE = "/lists/filters/"


def save(client: Client, name: str, query: str, register: str = REGISTER, **more: object) -> str:
    form = {"register": register, "name": name, "query": query}
    return client.post(SAVE, form, follow=True, **more).content.decode()


def test_a_filtered_list_offers_to_be_kept(
    community_secretary: User, client_of: type[Client]
) -> None:
    client = client_of(community_secretary)
    assert "保存当前筛选" not in client.get(LIST).content.decode()
    assert "保存当前筛选" in client.get(LIST, {"status": "pending"}).content.decode()


def test_a_kept_filter_is_one_tap_away(community_secretary: User, client_of: type[Client]) -> None:
    client = client_of(community_secretary)
    page = save(client, "待接收", "status=pending&sort=unit&page=3")
    assert "已保存常用筛选“待接收”。" in page
    assert (
        'href="/desk/check-ins/?sort=unit&amp;status=pending"' in client.get(LIST).content.decode()
    )
    assert SavedFilter.objects.get().query == "sort=unit&status=pending"


def test_the_one_in_use_is_marked(community_secretary: User, client_of: type[Client]) -> None:
    client = client_of(community_secretary)
    save(client, "待接收", "status=pending")
    assert 'aria-current="true">待接收' in client.get(LIST, {"status": "pending"}).content.decode()


def test_it_is_shown_on_its_own_list_and_to_its_owner_only(
    community_secretary: User, deputy_secretary: User, client_of: type[Client]
) -> None:
    client = client_of(community_secretary)
    save(client, "待我接收的", "status=pending")
    assert "待我接收的" not in client.get("/desk/members/").content.decode()
    assert "待我接收的" not in client_of(deputy_secretary).get(LIST).content.decode()


def test_it_is_forgotten_by_its_owner_only(
    community_secretary: User, deputy_secretary: User, client_of: type[Client]
) -> None:
    save(client_of(community_secretary), "待接收", "status=pending")
    address = reverse("orgs:filter-delete", args=[SavedFilter.objects.get().pk])
    assert client_of(deputy_secretary).post(address).status_code == 404
    assert client_of(community_secretary).get(address).status_code == 405
    assert client_of(community_secretary).post(address).status_code == 302
    assert not SavedFilter.objects.exists()


def test_the_same_name_again_replaces(community_secretary: User, client_of: type[Client]) -> None:
    client = client_of(community_secretary)
    save(client, "常看", "status=pending")
    save(client, "常看", "status=registered")
    assert SavedFilter.objects.get().query == "status=registered"


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("", "status=pending", "请给这个筛选起一个名称。"),
        ("长" * 31, "status=pending", "名称最多 30 个字。"),
        ("空", "", "请先选好筛选条件并查询，再保存。"),
        ("空", "page=2&status=", "请先选好筛选条件并查询，再保存。"),
        ("号", "q=13800001234", "筛选里有手机号，不能保存"),
        ("号", "q=138-0000%201234", "筛选里有手机号，不能保存"),
        ("长", f"q={'x' * 2500}", "筛选条件太长，不能保存。"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_one_sentence(
    community_secretary: User, client_of: type[Client], name: str, query: str, words: str
) -> None:
    page = save(client_of(community_secretary), name, query)
    assert words in page
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "register",
    ["", "nothing:here", "orgs:landing", "https://example.com/", "members:check-in-batch"],
)
def test_only_a_list_has_filters(
    community_secretary: User, client_of: type[Client], register: str
) -> None:
    form = {"register": register, "name": "x", "query": "a=b"}
    assert client_of(community_secretary).post(SAVE, form).status_code == 404


def test_markup_is_shown_as_text_and_the_address_stays_inside(
    community_secretary: User, client_of: type[Client]
) -> None:
    client = client_of(community_secretary)
    page = save(client, "<b>粗</b>", 'q="><script>&next=//evil.example')
    assert "&lt;b&gt;粗&lt;/b&gt;" in page
    assert "<script>&" not in page
    assert 'href="/desk/check-ins/?next=%2F%2Fevil.example&amp;q=' in page


def test_there_is_a_bound(community_secretary: User) -> None:
    wish = {"actor": community_secretary, "register": REGISTER, "query": "status=pending"}
    for number in range(MOST):
        save_filter(name=f"第{number}个", **wish)
    with pytest.raises(RuleViolation, match="最多保存 30 个"):
        save_filter(name="再一个", **wish)
    save_filter(name="第3个", **wish)


def test_a_code_with_a_number_inside_is_no_phone(community_secretary: User) -> None:
    saved = save_filter(
        actor=community_secretary, register=REGISTER, name="码", query="q=411502005001138"
    )
    assert saved.query == "q=411502005001138"


def test_many_filters_ask_no_more_often(community_secretary: User, client_of: type[Client]) -> None:
    client = client_of(community_secretary)

    def count() -> int:
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    save(client, "一", "status=pending")
    few = count()
    for number in range(8):
        save(client, f"第{number}", "status=pending")
    assert count() == few
