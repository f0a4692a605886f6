"""What a table says as plain text, whichever way it draws its cells."""

import datetime
from typing import Any

import django_filters
import django_tables2 as tables
import pytest
from django import forms
from django.http import QueryDict
from django.utils.html import format_html

from accounts.models import User
from orgs.exports.columns import Extract, plain
from orgs.exports.words import filter_words, settled_query
from orgs.models import Organization, ResidentUnit
from tests.makers.orgs import Places, make_unit


class DrawnTable(tables.Table):
    """Every way in which a cell can be drawn."""

    name = tables.Column("名称", linkify=lambda record: "/x/")
    category = tables.Column("类别")
    badge = tables.Column("标记", empty_values=())
    located_in = tables.Column("社区")
    is_district_direct = tables.BooleanColumn(verbose_name="区直", yesno="是,否")
    active_from = tables.DateColumn("Y-m-d", verbose_name="启用")
    created_at = tables.DateTimeColumn("Y-m-d H:i", verbose_name="登记")
    liaison = tables.Column("联络员", visible=False)
    pick = tables.Column("选", empty_values=(), exclude_from_export=True)

    def render_badge(self, record: ResidentUnit) -> str:
        return format_html("<b class='x'>{}</b> &amp;\n 好", record.name)


@pytest.fixture
def unit_row(district_admin: User, places: Places) -> ResidentUnit:
    unit = make_unit(district_admin, places.district, "<b>甲</b>&乙")
    moment = datetime.datetime(2026, 10, 1, 17, 30, tzinfo=datetime.UTC)
    ResidentUnit.objects.filter(pk=unit.pk).update(
        created_at=moment, active_from=datetime.date(2026, 1, 2), liaison="何静"
    )
    return unit


def line_of(table: tables.Table) -> dict[str, str]:
    extract = Extract(table)
    return dict(zip(extract.headers, next(iter(extract.lines({}))), strict=True))


@pytest.mark.usefixtures("unit_row")
def test_cells_are_what_a_person_reads() -> None:
    assert line_of(DrawnTable(ResidentUnit.objects.all())) == {
        "名称": "<b>甲</b>&乙",
        "类别": "区直机关",
        "标记": "<b>甲</b>&乙 & 好",
        "社区": "",
        "区直": "是",
        "启用": "2026-01-02",
        "登记": "2026-10-02 01:30",
        "联络员": "何静",
    }


@pytest.mark.usefixtures("unit_row")
def test_read_directly_or_by_records_the_cells_are_the_same() -> None:
    drawn = ("badge", "located_in")
    rows = ResidentUnit.objects.order_by("pk")
    direct = Extract(DrawnTable(rows, exclude=drawn))
    by_records = Extract(DrawnTable(rows.distinct(), exclude=drawn))
    assert (direct.is_direct, by_records.is_direct) == (True, False)
    assert list(direct.lines({})) == list(by_records.lines({}))


@pytest.mark.usefixtures("unit_row")
def test_a_column_hidden_for_somebody_is_not_taken_out() -> None:
    table = DrawnTable(ResidentUnit.objects.all())
    table.columns.hide("category")
    assert "类别" not in line_of(table)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "是"),
        ("<b>甲</b>", "<b>甲</b>"),
        (format_html("<i>{}</i>", "<b>"), "<b>"),
        (datetime.date(2026, 10, 1), "2026-10-01"),
        (0, "0"),
    ],
)
def test_a_value_reads_as_people_write_it(value: Any, text: str) -> None:
    assert plain(value) == text


class WordyFilter(django_filters.FilterSet):
    """Choices in groups, a place, a day, a yes or no."""

    q = django_filters.CharFilter(label="姓名", method="any")
    kind = django_filters.ChoiceFilter(
        label="类别", choices=[("甲组", [("a", "甲一")]), ("b", "乙")], method="any"
    )
    place = django_filters.ModelChoiceFilter(
        label="社区", queryset=Organization.objects.all(), method="any"
    )
    direct = django_filters.BooleanFilter(
        label="区直", method="any", widget=forms.Select(choices=[("true", "是"), ("", "-")])
    )

    class Meta:
        model = ResidentUnit
        fields = ["q"]

    def any(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset


def words(query: str) -> str:
    filterset = WordyFilter(QueryDict(query) or None, ResidentUnit.objects.all())
    assert not filterset.is_bound or filterset.is_valid()
    return filter_words(filterset)


def test_a_filter_is_told_in_words(places: Places) -> None:
    assert words("") == "全部"
    assert words("q=&kind=") == "全部"
    assert words(f"kind=a&place={places.community.pk}") == f"类别：甲一；社区：{places.community}"
    assert words("q=<b>&kind=b&direct=true") == "姓名：<b>；类别：乙；区直：是"


def test_a_phone_number_in_a_filter_is_masked() -> None:
    assert words("q=13800001234") == "姓名：138****1234"
    assert words("q=1380000123") == "姓名：1380000123"


def test_a_settled_query_forgets_the_page_and_what_is_empty() -> None:
    given = QueryDict("sort=-name&page=3&per_page=5&q=%E7%8E%8B&kind=&a_after=2026-01-01")
    query = settled_query(given, DrawnTable([]))
    assert QueryDict(query) == QueryDict("a_after=2026-01-01&q=%E7%8E%8B&sort=-name")
