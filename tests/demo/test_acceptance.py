"""The essay's table, made from records, and the same number wherever it is shown."""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from orgs.models import District, Organization
from reports.periods import last_finished_month

COMMUNITY = "411502005004"  # 大拱桥社区
ESSAY = {"S1.street": 8, "S1.community": 68, "S1.grid": 384, "S2": 246, "S6": 271}


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def on_page(username: str, path: str) -> dict[str, str]:
    """Return code → value as the page's HTML carries them."""
    html = signed_in(username).get(path).content.decode()
    return dict(re.findall(r'data-figure="([^"]+)" data-value="([^"]*)"', html))


def from_api(username: str, place: str) -> dict[str, float | None]:
    rows = signed_in(username).get("/api/v1/figures/", {"place": place}).json()
    return {row["code"]: row["value"] for row in rows}


def from_command(place: str, *options: str) -> dict[str, float | None]:
    output = StringIO()
    call_command("figures", "--place", place, "--json", *options, stdout=output)
    return {row["code"]: row["value"] for row in json.loads(output.getvalue())}


def numbers(values: dict[str, str]) -> dict[str, float | None]:
    return {code: float(value) if value else None for code, value in values.items()}


@pytest.mark.parametrize("code", ESSAY)
def test_the_district_page_shows_the_essays_table(sample: District, code: str) -> None:
    assert on_page("district", "/stats/411502/")[code] == str(ESSAY[code])


def test_two_thousand_one_hundred_odd_members_have_checked_in(sample: District) -> None:
    html = signed_in("district").get("/stats/411502/").content.decode()
    assert 2100 < int(on_page("district", "/stats/411502/")["S8"]) < 2200
    assert "2100多名" in html


def test_the_admins_index_shows_the_same(sample: District) -> None:
    page = on_page("district", "/stats/411502/")
    index = on_page("district", "/admin/")
    assert len(index) >= 6
    assert index == {code: page[code] for code in index}


def test_the_command_and_the_api_give_the_same(sample: District) -> None:
    page = numbers(on_page("district", "/stats/411502/"))
    command = from_command("411502")
    assert from_api("district", "411502") == command
    assert {code: command[code] for code in page} == page


@pytest.mark.parametrize(
    ("username", "place"),
    [("street", "411502005000"), ("community", COMMUNITY), ("grid", f"{COMMUNITY}01")],
)
def test_each_place_shows_the_same_everywhere(sample: District, username: str, place: str) -> None:
    page = numbers(on_page(username, f"/stats/{place}/"))
    command = from_command(place)
    assert from_api(username, place) == command
    assert {code: command[code] for code in page} == page


def test_a_row_of_the_command_says_day_version_and_what_was_left_out(sample: District) -> None:
    output = StringIO()
    call_command("figures", "--place=411502", "--json", "--as-of=2026-06-30", stdout=output)
    row = next(row for row in json.loads(output.getvalue()) if row["code"] == "S2")
    assert {"code", "name", "value", "as_of", "formula_version", "excluded"} <= set(row)
    assert row["as_of"] == "2026-06-30"
    assert row["excluded"]["作废"] > 0


def test_the_monthly_report_shows_the_same_as_the_communitys_page(untouched: District) -> None:
    client = signed_in("community")
    community = Organization.objects.get(code=COMMUNITY)
    wish = {"community": community.pk, "month": str(last_finished_month())}
    opened = client.post("/desk/reports/open/", wish, follow=True).content.decode()
    report = dict(re.findall(r'data-figure="([^"]+)" data-value="([^"]*)"', opened))
    page = on_page("community", f"/stats/{COMMUNITY}/?as_of={last_finished_month().last_day}")
    assert {"S2", "S3", "S6", "S8", "S9.times", "S9.hours"} <= set(report)
    assert report == {code: page[code] for code in report}
