"""Moving, merging, splitting and dissolving on their pages: preview, confirm, nothing lost."""

import datetime
import re
import uuid

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, User
from common import clock
from members.models import CheckIn
from orgs.models import DirtyMonth, Organization, OrganizationEvent
from orgs.operations.tree import merge_organizations
from orgs.policy import Role
from reports.models import MonthlyReport
from tests.conftest import SignedIn
from tests.makers.covenants import make_signed
from tests.makers.members import make_pending, make_registered
from tests.makers.orgs import Places, make_below, make_community, make_holder
from tests.makers.reports import make_report

DAY = datetime.date(2026, 1, 5)


def url(verb: str, node: Organization) -> str:
    return reverse(f"reports:organization-{verb}", args=[node.pk])


def wish(**values: object) -> dict[str, object]:
    return {"effective_on": DAY.isoformat(), "form_key": str(uuid.uuid4())} | values


def send(user: User, verb: str, node: Organization, **values: object) -> HttpResponse:
    return SignedIn(user).post(url(verb, node), wish(**values))


def confirm(user: User, verb: str, node: Organization, **values: object) -> HttpResponse:
    return send(user, verb, node, confirmed="1", **values)


def cells(page: str, title: str) -> dict[str, str]:
    """The figures of one place in the table of totals, by code."""
    row = page.split(f'data-label="组织">{title}', 1)[1].split("</tr>", 1)[0]
    found = re.findall(r'data-figure="([^"]+)">(.*?)</td>', row)
    return {code: re.sub(r"<[^>]+>", "", text) for code, text in found}


def hidden(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)


# The preview.


def test_the_preview_of_a_move_tells_what_it_changes(
    district_admin: User, community_secretary: User, member: User, places: Places
) -> None:
    make_registered(member, community_secretary, places.community, grid=places.grid)
    response = send(district_admin, "move", places.community, parent=places.other_street.pk)
    page = response.content.decode()
    assert response.status_code == 200
    assert "大拱桥社区大党委由五星街道大工委划转至湖东街道大工委" in page
    for text in ("社区大党委 <strong>1</strong>", "网格党支部 <strong>1</strong>"):
        assert text in page
    assert "在册党员 <strong>1</strong>" in page
    assert cells(page, "五星街道")["S1.community"] == "2 → 1"
    assert cells(page, "湖东街道")["S1.community"] == "1 → 2"
    assert cells(page, "五星街道")["S8.registered"] == "1 → 0"


def test_a_preview_changes_nothing(district_admin: User, places: Places) -> None:
    def everything() -> list[object]:
        return [
            list(Organization.objects.order_by("pk").values()),
            OrganizationEvent.objects.count(),
            AuditEntry.objects.filter(action__startswith="organization").count(),
            DirtyMonth.objects.count(),
        ]

    before = everything()
    send(district_admin, "move", places.community, parent=places.other_street.pk)
    send(district_admin, "merge", places.community, target=places.sibling.pk)
    assert everything() == before


def test_what_the_preview_promises_comes_true(district_admin: User, places: Places) -> None:
    values = {"target": places.sibling.pk}
    page = send(district_admin, "merge", places.community, **values).content.decode()
    promised = cells(page, "三五八社区")
    confirm(district_admin, "merge", places.community, **values)
    make_community(district_admin, places.street, "东风社区", "411502005009")
    again = send(
        district_admin, "move", places.sibling, parent=places.other_street.pk
    ).content.decode()
    assert promised["S1.grid"] == "0 → 1"
    assert cells(again, "湖东街道")["S1.grid"] == "0 → 1"


def test_the_preview_counts_reports_by_what_becomes_of_them(
    district_admin: User, community_secretary: User, places: Places
) -> None:
    report = make_report(community_secretary, places.community)
    locked = MonthlyReport.objects.create(
        community=places.community,
        month=report.month.previous(),
        status=MonthlyReport.Status.LOCKED,
        due_at=report.due_at,
    )
    since = locked.month.first_day.isoformat()
    values = {"parent": places.other_street.pk, "effective_on": since}
    page = send(district_admin, "move", places.community, **values).content.decode()
    assert "重新计算 <strong>1</strong> 份" in page
    assert "已锁定，数字不变 <strong>1</strong> 份" in page
    values["effective_on"] = report.month.first_day.isoformat()
    page = send(district_admin, "move", places.community, **values).content.decode()
    assert "已锁定，数字不变 <strong>0</strong> 份" in page


def test_the_preview_counts_covenants_waiting_check_ins_and_accounts(
    district_admin: User, community_secretary: User, member: User, places: Places, unit: object
) -> None:
    make_signed(community_secretary, places.community, unit)
    make_pending(member, places.community)
    page = send(district_admin, "merge", places.community, target=places.sibling.pk)
    text = page.content.decode()
    for line in ("待接收的报到 <strong>1</strong>", "有效的协议 <strong>1</strong>"):
        assert line in text
    assert "在这里有权限的账号 <strong>1</strong>" in text


def test_typed_values_travel_through_the_preview(district_admin: User, places: Places) -> None:
    sent = wish(parent=places.other_street.pk, version=places.community.version)
    page = SignedIn(district_admin).post(url("move", places.community), sent).content.decode()
    kept = dict(hidden(page))
    for name, value in sent.items():
        assert kept[name] == str(value)


def test_going_back_from_the_preview_loses_nothing(district_admin: User, places: Places) -> None:
    response = send(
        district_admin, "move", places.community, parent=places.other_street.pk, edit="1"
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert f'value="{places.other_street.pk}" selected' in page
    assert f'value="{DAY.isoformat()}"' in page
    assert 'class="errorlist"' not in page


def test_a_preview_costs_the_same_at_any_size(district_admin: User, places: Places) -> None:
    browser = SignedIn(district_admin)

    def cost() -> int:
        sent = wish(parent=places.other_street.pk)
        with CaptureQueriesContext(connection) as queries:
            assert browser.post(url("move", places.community), sent).status_code == 200
        return len(queries)

    small = cost()
    for number in range(12):
        make_below(district_admin, places.community, f"网格{number}")
    assert cost() == small


# Doing it.


def test_a_confirmed_move_is_made(district_admin: User, places: Places) -> None:
    response = confirm(district_admin, "move", places.community, parent=places.other_street.pk)
    places.community.refresh_from_db()
    assert response["Location"] == places.community.get_absolute_url()
    assert places.community.parent == places.other_street


def test_a_confirmation_sent_twice_moves_once(district_admin: User, places: Places) -> None:
    sent = wish(parent=places.other_street.pk, confirmed="1")
    browser = SignedIn(district_admin)
    answers = [browser.post(url("move", places.community), sent) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert places.community.events.filter(kind="moved").count() == 1


def test_a_confirmation_after_somebody_elses_change_is_refused(
    district_admin: User, places: Places
) -> None:
    version = places.community.version
    places.community.change(district_admin, pattern_126=True)
    values = {"parent": places.other_street.pk, "version": version}
    response = confirm(district_admin, "move", places.community, **values)
    page = response.content.decode()
    assert response.status_code == 422
    assert "刚刚被别人修改过" in page
    assert f'value="{places.other_street.pk}" selected' in page


def test_a_merger_through_the_page(district_admin: User, places: Places) -> None:
    response = confirm(district_admin, "merge", places.community, target=places.sibling.pk)
    assert response["Location"] == places.sibling.get_absolute_url()
    page = SignedIn(district_admin).get(places.community.get_absolute_url()).content.decode()
    assert "已撤销" in page


def test_a_split_through_the_page(district_admin: User, places: Places) -> None:
    second = make_below(district_admin, places.community, "第2网格")
    values = {"name": "拱北社区", "region_code": "411502005008", "children": [second.pk]}
    page = send(district_admin, "split", places.community, **values).content.decode()
    assert cells(page, "五星街道")["S1.community"] == "2 → 3"
    assert cells(page, "大拱桥社区")["S1.grid"] == "2 → 1"
    assert cells(page, "拱北社区")["S1.grid"] == "1"
    assert ("children", str(second.pk)) in hidden(page)
    response = confirm(district_admin, "split", places.community, **values)
    new = Organization.objects.get(name="拱北社区")
    second.refresh_from_db()
    assert response["Location"] == new.get_absolute_url()
    assert second.parent == new


def test_a_dissolution_through_the_page(district_admin: User, places: Places) -> None:
    values = {"successor": places.sibling.pk}
    page = send(district_admin, "dissolve", places.community, **values).content.decode()
    assert cells(page, "五星街道")["S1.community"] == "2 → 1"
    assert cells(page, "三五八社区")["S1.grid"] == "0 → 1"
    confirm(district_admin, "dissolve", places.community, **values)
    places.grid.refresh_from_db()
    places.community.refresh_from_db()
    assert places.community.dissolved_on == DAY
    assert places.grid.parent == places.sibling


def test_a_community_with_children_is_not_dissolved_into_nothing(
    district_admin: User, places: Places
) -> None:
    response = send(district_admin, "dissolve", places.community, successor="")
    assert response.status_code == 422
    places.community.refresh_from_db()
    assert places.community.dissolved_on is None


def test_a_change_is_taken_back_on_the_page(district_admin: User, places: Places) -> None:
    confirm(
        district_admin, "move", places.community, parent=places.other_street.pk,
        effective_on=clock.today().isoformat(),
    )  # fmt: skip
    browser = SignedIn(district_admin)
    undo = reverse("orgs:organization-undo", args=[places.community.pk])
    assert undo in browser.get(places.community.get_absolute_url()).content.decode()
    page = browser.post(undo, follow=True).content.decode()
    places.community.refresh_from_db()
    assert places.community.parent == places.street
    assert "已撤回" in page
    assert 'class="is-undone"' in page


# Choosing the other node.


def test_the_choices_of_a_move_are_what_one_keeps(street_secretary: User, places: Places) -> None:
    page = SignedIn(street_secretary).get(url("move", places.grid)).content.decode()
    assert "三五八社区" in page
    assert "八一社区" not in page


def test_a_parent_outside_ones_places_is_no_choice(street_secretary: User, places: Places) -> None:
    response = send(street_secretary, "move", places.grid, parent=places.other_community.pk)
    assert response.status_code == 422
    places.grid.refresh_from_db()
    assert places.grid.parent == places.community


def test_choices_are_grouped_by_what_lies_above(district_admin: User, places: Places) -> None:
    page = SignedIn(district_admin).get(url("move", places.grid)).content.decode()
    assert '<optgroup label="五星街道">' in page
    assert '<optgroup label="湖东街道">' in page


def test_a_link_may_name_the_target(district_admin: User, places: Places) -> None:
    response = SignedIn(district_admin).get(url("move", places.grid), {"parent": places.sibling.pk})
    assert f'value="{places.sibling.pk}" selected' in response.content.decode()


@pytest.mark.parametrize("target", ["x", "0", "-1", "9" * 40, "１"])
def test_an_odd_target_is_a_sentence(target: str, district_admin: User, places: Places) -> None:
    address = url("move", places.grid)
    assert SignedIn(district_admin).get(address, {"parent": target}).status_code == 200
    response = send(district_admin, "move", places.grid, parent=target)
    assert response.status_code == 422


@pytest.fixture
def many(district_admin: User, places: Places) -> Places:
    for number in range(15):
        code = f"4115020050{number + 20}"
        make_community(district_admin, places.street, f"和平{number}社区", code)
    return places


def test_a_word_narrows_many_choices_and_loses_nothing(district_admin: User, many: Places) -> None:
    values = {"word": "by", "find": "1", "parent": many.sibling.pk}
    response = send(district_admin, "move", many.grid, **values)
    page = response.content.decode()
    assert response.status_code == 200
    assert "八一社区" in page
    assert "和平3社区" not in page
    assert f'value="{many.sibling.pk}" selected' in page
    assert f'value="{DAY.isoformat()}"' in page


def test_a_target_that_the_word_does_not_show_is_still_taken(
    district_admin: User, many: Places
) -> None:
    confirm(district_admin, "move", many.grid, parent=many.other_community.pk, word="hp")
    many.grid.refresh_from_db()
    assert many.grid.parent == many.other_community


def test_a_long_list_of_choices_is_cut(
    district_admin: User, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orgs.forms.targets.LISTED", 1)
    page = SignedIn(district_admin).get(url("move", places.grid)).content.decode()
    assert "只列出 1 个" in page
    assert "三五八社区" in page
    assert 'name="word"' in page


# Refusals.


@pytest.mark.parametrize("day", ["2026-02-30", "昨天", "9999-12-31", "0000-01-01", "45292", ""])
def test_an_impossible_day_gets_a_sentence(day: str, district_admin: User, places: Places) -> None:
    values = {"parent": places.other_street.pk, "effective_on": day}
    for more in ({}, {"confirmed": "1"}):
        response = send(district_admin, "move", places.community, **values, **more)
        assert response.status_code == 422
    places.community.refresh_from_db()
    assert places.community.parent == places.street


def test_a_refusal_comes_with_the_preview(district_admin: User, places: Places) -> None:
    merge_organizations(
        actor=district_admin,
        organization=places.sibling,
        target=places.community,
        effective_on=DAY,
    )
    response = send(district_admin, "move", places.sibling, parent=places.other_street.pk)
    assert response.status_code == 422
    assert "已撤销" in response.content.decode()


def test_a_street_is_never_moved(district_admin: User, places: Places) -> None:
    assert SignedIn(district_admin).get(url("move", places.street)).status_code == 200
    response = send(district_admin, "move", places.street, parent=places.other_street.pk)
    assert response.status_code == 422


@pytest.mark.parametrize("verb", ["move", "merge", "split", "dissolve"])
def test_who_may_read_only_gets_no_form(
    verb: str, community_secretary: User, neighbour: User, places: Places
) -> None:
    address = url(verb, places.community)
    assert SignedIn(community_secretary).get(address).status_code == 403
    assert SignedIn(neighbour).get(address).status_code == 404
    assert SignedIn(neighbour).post(address, wish(confirmed="1")).status_code == 404


def test_the_successors_secretary_reads_what_came_with_the_merger(
    district_admin: User, member: User, community_secretary: User, places: Places
) -> None:
    check_in = make_registered(member, community_secretary, places.community)
    heir = make_holder("heir", Role.COMMUNITY, places.sibling)
    confirm(district_admin, "merge", places.community, target=places.sibling.pk)
    assert CheckIn.objects.visible_to(heir).filter(pk=check_in.pk).exists()
