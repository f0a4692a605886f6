"""The tree of any day, two days side by side, and a node's timeline in sentences."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from orgs.models import Organization
from orgs.operations.succession import dissolve_organization, split_organization
from orgs.operations.tree import (
    found_organization,
    merge_organizations,
    move_organization,
    rename_organization,
)
from orgs.operations.undo import undo_last_change
from orgs.selectors.history import Comparison, compare, tree_on
from orgs.selectors.timeline import events_of, last_change
from reports.figures import figures_of
from reports.periods import Period
from tests.makers.orgs import FOUNDED, Places, make_below

FIRST = datetime.date(2026, 3, 10)
SECOND = datetime.date(2026, 4, 1)
THIRD = datetime.date(2026, 5, 1)
ONE_DAY = datetime.timedelta(days=1)
TIERS = {1: "street", 2: "community", 3: "grid", 4: "building", 5: "household"}


@pytest.fixture
def lively(district_admin: User, places: Places) -> Places:
    """A move, a new name, a split, a merger and an end, one after the other."""
    second = make_below(district_admin, places.community, "第2网格")
    wish = {"actor": district_admin}
    move_organization(
        **wish, organization=places.community, parent=places.other_street, effective_on=FIRST
    )
    rename_organization(
        **wish, organization=places.community, name="新拱桥社区", effective_on=SECOND
    )
    split_organization(
        **wish,
        organization=places.community,
        name="小拱桥社区",
        region_code="411502005009",
        children=[second],
        effective_on=SECOND,
    )
    merge_organizations(
        **wish, organization=places.other_community, target=places.community, effective_on=THIRD
    )
    dissolve_organization(**wish, organization=places.building, successor=None, effective_on=THIRD)
    return places


@pytest.mark.parametrize(
    "day", [FOUNDED - ONE_DAY, FOUNDED, FIRST - ONE_DAY, FIRST, SECOND, THIRD - ONE_DAY, THIRD]
)
def test_each_day_has_as_many_nodes_as_the_figures_say(day: datetime.date, lively: Places) -> None:
    tree = tree_on(lively.district, day)
    codes = [f"S1.{name}" for name in TIERS.values()]
    for place in (lively.district, lively.street, lively.other_street):
        figures = figures_of(place, Period.as_known_on(day), codes)
        for tier, figure in zip(TIERS, figures, strict=True):
            if figure.value is not None:
                inside = [n for n in tree.values() if n.exists and n.tier == tier]
                own = [n for n in inside if place == lively.district or is_in(tree, n.pk, place)]
                assert len(own) == figure.value, (place, figure.code)


def is_in(tree: dict, pk: int, place: Organization) -> bool:
    while pk is not None and pk != place.pk:
        pk = tree[pk].parent
    return pk is not None


def test_a_node_stands_where_it_was_and_is_called_as_it_was(lively: Places) -> None:
    pk = lively.community.pk
    before, then = tree_on(lively.district, FIRST - ONE_DAY)[pk], tree_on(lively.district, THIRD)
    assert (before.parent, before.title) == (lively.street.pk, "大拱桥社区大党委")
    assert (then[pk].parent, then[pk].title) == (lively.other_street.pk, "新拱桥社区大党委")
    assert then[lively.other_community.pk].status_label == "已撤销"


def names(differences: list) -> list[tuple[str, str, str]]:
    return [(d.node.name, d.before, d.after) for d in differences]


def test_two_days_side_by_side(lively: Places) -> None:
    between = compare(lively.district, FIRST - ONE_DAY, THIRD)
    assert names(between.appeared) == [("小拱桥社区", "", "湖东街道大工委")]
    assert names(between.vanished) == [
        ("八一社区", "湖东街道大工委", "新拱桥社区大党委"),
        ("1号楼", "第1网格党支部", ""),
    ]
    assert names(between.moved) == [
        ("新拱桥社区", "五星街道大工委", "湖东街道大工委"),
        ("第2网格", "大拱桥社区大党委", "小拱桥社区大党委"),
    ]
    assert names(between.renamed) == [("新拱桥社区", "大拱桥社区大党委", "新拱桥社区大党委")]
    assert compare(lively.district, THIRD, THIRD) == Comparison([], [], [], [])


def test_planned_nodes_are_planned_until_their_day(district_admin: User, places: Places) -> None:
    planned = found_organization(actor=district_admin, parent=places.community, name="第5网格")
    late = make_below(district_admin, places.community, "第6网格", SECOND)
    tree = tree_on(places.district, FIRST)
    assert [tree[node.pk].status_label for node in (planned, late)] == ["应建", "规划"]
    assert tree_on(places.district, SECOND)[late.pk].status_label == "已成立"


def test_the_past_costs_the_same_however_much_happened(lively: Places) -> None:
    with CaptureQueriesContext(connection) as queries:
        tree_on(lively.district, FIRST)
        compare(lively.district, FOUNDED, THIRD)
        events_of(lively.community)
    assert len(queries) == 2 + 2 + 2


def test_a_timeline_reads_as_sentences(lively: Places) -> None:
    told = [(entry.day, entry.text) for entry in events_of(lively.community)]
    assert told == [
        (FOUNDED, "成立，隶属五星街道大工委"),
        (FIRST, "自五星街道大工委划转至湖东街道大工委"),
        (SECOND, "由大拱桥社区更名为新拱桥社区"),
        (SECOND, "分设出小拱桥社区大党委"),
        (THIRD, "八一社区大党委并入"),
    ]
    assert events_of(lively.other_community)[-1].text == "并入新拱桥社区大党委，同时撤销"
    offshoot = Organization.objects.get(code="411502005009")
    assert events_of(offshoot)[0].text == "自新拱桥社区大党委分设成立"
    assert events_of(lively.building)[-1].text == "撤销"


def test_a_successor_tells_what_it_took_over(district_admin: User, places: Places) -> None:
    dissolve_organization(
        actor=district_admin,
        organization=places.community,
        successor=places.sibling,
        effective_on=FIRST,
    )
    assert events_of(places.sibling)[-1].text == "承接撤销的大拱桥社区大党委"
    assert events_of(places.community)[-1].text == "撤销，由三五八社区大党委承接"
    assert "大拱桥社区大党委撤销" in events_of(places.grid)[-1].text


def test_what_was_taken_back_is_marked_and_no_longer_rebuilt(
    district_admin: User, places: Places
) -> None:
    move_organization(
        actor=district_admin,
        organization=places.community,
        parent=places.other_street,
        effective_on=FIRST,
    )
    change = last_change(places.community)
    assert (change.label, change.recorded_by) == ("划转", district_admin)
    assert change.text == "自五星街道大工委划转至湖东街道大工委"
    undo_last_change(actor=district_admin, organization=places.community)
    entry = events_of(places.community)[-1]
    assert (entry.is_undone, entry.undone_by) == (True, district_admin)
    assert tree_on(places.district, THIRD)[places.community.pk].parent == places.street.pk
    (figure,) = figures_of(places.street, Period.as_known_on(FIRST - ONE_DAY), ["S1.grid"])
    assert figure.value == 1


def test_a_change_dated_before_one_that_was_taken_back_counts_from_its_own_day(
    district_admin: User, places: Places
) -> None:
    wish = {
        "actor": district_admin,
        "organization": places.community,
        "parent": places.other_street,
    }
    move_organization(**wish, effective_on=THIRD)
    undo_last_change(actor=district_admin, organization=places.community)
    move_organization(**wish, effective_on=FIRST)
    tree = tree_on(places.district, SECOND)
    assert tree[places.community.pk].parent == places.other_street.pk
    (figure,) = figures_of(places.other_street, Period.as_known_on(SECOND), ["S1.community"])
    assert figure.value == 2


def test_a_merger_that_was_taken_back_counts_nowhere(district_admin: User, places: Places) -> None:
    merge_organizations(
        actor=district_admin,
        organization=places.community,
        target=places.sibling,
        effective_on=FIRST,
    )
    undo_last_change(actor=district_admin, organization=places.community)
    for place, count in ((places.community, 1), (places.sibling, 0)):
        (figure,) = figures_of(place, Period.as_known_on(SECOND), ["S1.building"])
        assert figure.value == count


def test_a_split_that_was_taken_back_still_reads(district_admin: User, places: Places) -> None:
    make_below(district_admin, places.grid, "2号楼")
    split_organization(
        actor=district_admin,
        organization=places.grid,
        name="第9网格",
        children=[places.building],
        effective_on=FIRST,
    )
    undo_last_change(actor=district_admin, organization=places.grid)
    assert events_of(places.grid)[-1].text == "分设出第9网格"
    assert "划转至已撤回的组织" in events_of(places.building)[-1].text


def test_who_was_split_off_was_not_there_before(district_admin: User, places: Places) -> None:
    other = make_below(district_admin, places.community, "第2网格")
    day = datetime.date(2026, 3, 1)
    fresh = split_organization(
        actor=district_admin, organization=places.community, name="茶韵社区",
        region_code="411502005009", children=[other], effective_on=day,
    )  # fmt: skip
    before = tree_on(places.district, day - datetime.timedelta(days=1))[fresh.pk]
    assert not before.exists
    assert not before.is_planned
    assert tree_on(places.district, day)[fresh.pk].exists
