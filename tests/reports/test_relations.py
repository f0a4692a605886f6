"""共建关系 as a list: which units work with which streets and communities, and what of it."""

import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from covenants.models import CovenantParty
from orgs.models import ResidentUnit
from orgs.operations.tree import merge_organizations
from orgs.operations.unit_merges import merge_units
from reports.figures import figures_of
from reports.periods import Period
from reports.relations import relations_seen_by
from tests.conftest import SignedIn
from tests.makers.covenants import make_project_in, make_signed
from tests.makers.duties import duty_of, make_act, make_promised
from tests.makers.orgs import Places, make_unit

URL = "/desk/relations/"


def page(user: User, query: str = "") -> str:
    response = SignedIn(user).get(URL + query)
    assert response.status_code == 200
    return response.content.decode()


def only(user: User) -> CovenantParty:
    [row] = relations_seen_by(user)
    return row


def test_a_relation_tells_what_the_two_have_together(
    community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    early, late = datetime.date(2025, 1, 10), datetime.date(2027, 6, 30)
    actor, place = community_secretary, places.community
    covenant = make_promised(actor, place, unit, signed_on=early, effective_to=late)
    make_signed(actor, place, unit, effective_to=late - datetime.timedelta(days=30))
    make_act(actor, duty_of(covenant), "2026-03-05")
    make_act(actor, duty_of(covenant), "2025-11-05")
    make_project_in(actor, place, "running", partners=[unit])
    make_project_in(actor, place, "running", name="没有单位参与的项目")
    row = only(actor)
    assert (row.covenant_count, row.project_count) == (2, 1)
    assert (row.began_on, row.ends_on) == (early, late)
    assert row.last_done_on == datetime.date(2026, 3, 5)


def test_one_open_end_leaves_the_relation_open(
    community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    soon = clock.today() + datetime.timedelta(days=10)
    make_signed(community_secretary, places.community, unit, effective_to=soon)
    make_signed(community_secretary, places.community, unit)
    assert only(community_secretary).ends_on is None
    assert "未约定期限" in page(community_secretary)


def test_what_is_over_is_no_relation(
    community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    over = clock.today() - datetime.timedelta(days=1)
    make_signed(community_secretary, places.community, unit, effective_to=over)
    assert not relations_seen_by(community_secretary)
    assert "还没有有效的共驻共建协议" in page(community_secretary)


def test_the_list_is_as_long_as_the_figure_and_shows_ones_own(
    community_secretary: User,
    neighbour: User,
    district_admin: User,
    places: Places,
    unit: ResidentUnit,
) -> None:
    other = make_unit(district_admin, places.district, "区财政局")
    make_signed(community_secretary, places.community, unit, other)
    make_signed(neighbour, places.sibling, unit)
    [figure] = figures_of(places.district, Period.as_known_on(clock.today()), ["S5"])
    assert relations_seen_by(district_admin).count() == figure.value == 3
    assert relations_seen_by(neighbour).count() == 1
    assert "大拱桥" not in page(neighbour)


def test_after_mergers_the_list_names_those_that_stay(
    community_secretary: User,
    neighbour: User,
    district_admin: User,
    places: Places,
    unit: ResidentUnit,
) -> None:
    double = make_unit(district_admin, places.district, "教体局旧名")
    make_signed(community_secretary, places.community, double)
    make_signed(neighbour, places.sibling, unit)
    merge_units(actor=district_admin, unit=double, target=unit)
    merge_organizations(
        actor=district_admin, organization=places.community, target=places.sibling,
        effective_on=clock.today(),
    )  # fmt: skip
    assert only(district_admin).covenant_count == 2
    shown = page(district_admin)
    assert "三五八社区" in shown
    assert "教体局旧名" not in shown


def test_the_list_is_narrowed_by_unit_and_place_and_taken_out(
    community_secretary: User, district_admin: User, places: Places, unit: ResidentUnit
) -> None:
    other = make_unit(district_admin, places.district, "区财政局")
    make_signed(community_secretary, places.community, unit, other)
    assert "区教体局" not in page(community_secretary, "?q=财政")
    assert "区财政局" in page(community_secretary, f"?organization={places.community.pk}")
    wish = {"file_format": "csv"}
    answer = SignedIn(community_secretary).post(f"{URL}?q=财政", wish)
    text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()
    assert "区财政局" in text
    assert "区教体局" not in text


def test_who_works_with_nobody_is_one_step_away(community_secretary: User, places: Places) -> None:
    shown = page(community_secretary)
    for code in ("S5.communities", "S5.units"):
        assert f"/stats/{places.community.code}/{code}/" in shown


def test_the_list_asks_as_often_for_many_as_for_one(
    community_secretary: User, district_admin: User, places: Places, unit: ResidentUnit
) -> None:
    def asked() -> int:
        browser = SignedIn(community_secretary)
        browser.get(URL)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(URL).status_code == 200
        return len(queries)

    make_promised(community_secretary, places.community, unit)
    few = asked()
    for number in range(10):
        other = make_unit(district_admin, places.district, f"单位{number}")
        make_promised(community_secretary, places.community, other)
    assert asked() == few <= 12
