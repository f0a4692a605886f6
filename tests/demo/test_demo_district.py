"""The sample district shows the essay's table."""

import datetime

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import AuditEntry, User
from common import clock
from covenants.models import Covenant, Project
from demo.people import DEMO_ACCOUNTS
from demo.places import DEMO_COMMUNITY, ONE_STOP_CENTRES, PILOTS, PLANNED_COMMUNITIES
from demo.plan import Plan, plan_district
from demo.reports import plan_reports
from demo.timeline import last_finished_month
from members.models import CheckIn, Member
from orgs.models import (
    CommunityWorker,
    District,
    Organization,
    ResidentUnit,
    RoleGrant,
    ServiceCentre,
)
from orgs.operations.units import normalise_uscc
from orgs.scope import grants_of
from orgs.selectors.tree import tree_faults
from reports.figures import digest, figures_of
from reports.models import MonthlyReport, Snapshot
from reports.periods import Period
from services.models import ServiceLog

Tier = Organization.Tier
ESSAY = {
    "S1.street": 8,
    "S1.community": 68,
    "S1.grid": 384,
    "S2": 246,
    "S6": 271,
}


def communities() -> "list[Organization]":
    return list(Organization.objects.of_tier(Tier.COMMUNITY))


def test_the_essays_table_is_shown_today_and_at_the_end_of_the_open_month(
    sample: District,
) -> None:
    for day in (clock.today(), last_finished_month().last_day):
        figures = {f.code: f.value for f in figures_of(sample, Period.as_known_on(day))}
        assert {code: figures[code] for code in ESSAY} == ESSAY
        assert 2100 <= figures["S8"] <= 2199


def test_what_must_not_count_is_there_and_left_out(sample: District) -> None:
    figures = {f.code: f for f in figures_of(sample, Period.as_known_on(clock.today()))}
    assert all(figures["S2"].excluded.values())
    assert all(figures["S6"].excluded.values())
    assert all(figures["S8"].excluded.values())
    assert figures["S3"].value < figures["S2"].value


def test_the_communities_of_the_essay_are_established(sample: District) -> None:
    names = {node.name for node in communities() if node.established_on}
    essay = {"大拱桥", "三五八", "八一", "飨堂", "胜利南路", "红太阳"}
    assert {f"{name}社区" for name in essay} <= names


def test_fifteen_communities_and_two_streets_stay_planned(sample: District) -> None:
    planned = Organization.objects.planned(clock.today())
    assert set(planned.of_tier(Tier.STREET).values_list("name", flat=True)) == {
        "双井街道",
        "贤山街道",
    }
    of_eight = planned.of_tier(Tier.COMMUNITY).exclude(parent__in=planned)
    assert set(of_eight.values_list("code", flat=True)) == PLANNED_COMMUNITIES
    assert len(communities()) == 83 + 6


def test_the_pilots_are_marked(sample: District) -> None:
    pilots = Organization.objects.exclude(pilot_from=None)
    assert set(pilots.values_list("code", flat=True)) == PILOTS
    assert pilots.filter(events__kind="pilot").count() == 6


def test_the_one_stop_centres_stand_where_the_essay_puts_them(sample: District) -> None:
    projects = Project.objects.filter(name__contains="“一站式”")
    assert set(projects.values_list("communities__code", flat=True)) == set(ONE_STOP_CENTRES)


def test_the_centres_are_registered_with_what_they_do(sample: District) -> None:
    centres = ServiceCentre.objects.running(clock.today())
    assert set(centres.values_list("organization__code", flat=True)) == set(ONE_STOP_CENTRES)
    names = {centre.name.removesuffix("社区居民服务中心") for centre in centres}
    assert names == {"飨堂", "八一", "胜利南路", "红太阳"}
    assert all(centre.items.exclude(provider="").count() >= 5 for centre in centres)


def test_every_community_has_workers_an_office_and_a_budget(sample: District) -> None:
    there = Organization.objects.of_tier(Tier.COMMUNITY).established(clock.today())
    for community in there.prefetch_related("workers", "premises", "budget_lines"):
        assert 6 <= len(community.workers.all()) <= 9
        assert len(community.premises.all()) == 1
        years = {line.year for line in community.budget_lines.all()}
        assert clock.today().year in years
    structures = set(CommunityWorker.objects.values_list("structure", flat=True))
    assert structures == set(CommunityWorker.Structure.values)


def test_the_tree_is_in_order(sample: District) -> None:
    assert tree_faults() == []
    founded = Organization.objects.exclude(established_on=None)
    assert not founded.exclude(events__kind="founded").exists()


def test_a_second_load_changes_nothing(
    sample: District, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = AuditEntry.objects.count()
    call_command("load_demo")
    assert "未作改动" in capsys.readouterr().out
    assert AuditEntry.objects.count() == entries


def test_the_sample_never_joins_a_real_district(untouched: District) -> None:
    District.objects.update(is_sample=False)
    with pytest.raises(CommandError, match="正式数据"):
        call_command("load_demo")


def test_the_same_month_gives_the_same_district(plan: Plan) -> None:
    again = plan_district(plan.timeline.month)
    assert [str(row) for row in again.roll.check_ins] == [str(row) for row in plan.roll.check_ins]
    assert [m.mobile_index for m in again.roll.members] == [
        m.mobile_index for m in plan.roll.members
    ]
    assert [(log.no, log.start) for log in again.logs] == [(log.no, log.start) for log in plan.logs]


def test_every_demo_account_signs_in_with_the_demo_password(
    sample: District, settings: object
) -> None:
    for username, _ in DEMO_ACCOUNTS:
        user = User.objects.get(username=username)
        assert check_password(settings.DEMO_PASSWORD, user.password)
        assert len(grants_of(user)) == 1
    names = [name for name, _ in DEMO_ACCOUNTS]
    others = User.objects.exclude(username__in=names)
    assert not any(user.has_usable_password() for user in others)


def test_the_accounts_stand_in_one_line(sample: District) -> None:
    places = {
        name: RoleGrant.objects.get(user__username=name).organization
        for name in ("street", "community", "grid")
    }
    assert places["grid"].parent == places["community"]
    assert places["community"].parent == places["street"]
    liaison = RoleGrant.objects.get(user__username="liaison").unit
    member = Member.objects.get(user__username="member")
    assert member.unit == liaison
    assert liaison.is_district_direct
    assert not member.check_ins.exists()


def test_the_journey_can_be_played_in_the_demo_community(sample: District) -> None:
    place = Organization.objects.get(code=DEMO_COMMUNITY)
    month = last_finished_month()
    assert not MonthlyReport.objects.of_month(month).filter(community=place).exists()
    assert CheckIn.objects.pending().filter(community=place).count() >= 5
    waiting = ServiceLog.objects.pending().in_month(month).filter(community=place)
    assert waiting.filter(entry=ServiceLog.Entry.MEMBER).count() >= 5
    assert waiting.filter(grid__rolegrants__user__username="grid").exists()
    soon = clock.today() + datetime.timedelta(days=60)
    expiring = Covenant.objects.in_force(clock.today()).filter(organization=place)
    assert expiring.filter(effective_to__lte=soon).exists()


def test_every_community_has_somebody_waiting(sample: District) -> None:
    established = Organization.objects.of_tier(Tier.COMMUNITY).exclude(established_on=None)
    waiting = CheckIn.objects.pending().values("community").distinct()
    assert waiting.count() == established.count()


def test_the_open_month_is_half_way_and_the_earlier_ones_are_filed(sample: District) -> None:
    month = last_finished_month()
    period = Period.of_month(month, clock.today())
    codes = ["S12.expected", "S12.submitted"]
    expected, submitted = (f.value for f in figures_of(sample, period, codes))
    assert 15 <= submitted <= expected // 2
    states = set(MonthlyReport.objects.of_month(month).values_list("status", flat=True))
    assert states == {"filling", "submitted", "approved", "locked"}
    earlier = MonthlyReport.objects.filter(month__lt=month)
    assert earlier.filter(status="locked").count() >= earlier.count() * 0.98


def test_the_rates_of_the_year_are_worth_looking_at(sample: District) -> None:
    months = [last_finished_month().plus(-step) for step in range(1, 12)]
    codes = ["S12.rate", "S12.on_time", "S12.return_rate"]
    rates = [
        [f.value for f in figures_of(sample, Period.of_month(month, clock.today()), codes)]
        for month in months
    ]
    assert all(90 <= rate <= 100 for rate, _, _ in rates)
    assert any(rate < 100 for rate, _, _ in rates)
    assert any(on_time < rate for rate, on_time, _ in rates)
    assert any(returned > 0 for _, _, returned in rates)


def test_submitted_reports_are_frozen_and_accepted_ones_sealed(sample: District) -> None:
    submitted = MonthlyReport.objects.exclude(first_submitted_at=None)
    assert not submitted.filter(snapshots=None).exists()
    locked = submitted.filter(status="locked")
    assert not locked.exclude(snapshots__sealed_at__isnull=False).exists()
    snapshot = Snapshot.objects.last()
    assert digest(snapshot.figures) == snapshot.digest


def test_the_year_is_full_of_service(sample: District) -> None:
    assert ServiceLog.objects.count() >= 6000
    for step in range(12):
        logs = ServiceLog.objects.in_month(last_finished_month().plus(-step))
        assert logs.confirmed().count() >= 300
    assert ServiceLog.objects.filter(status="void").exclude(corrected_by=None).exists()


def test_covenants_expire_soon_and_later(sample: District) -> None:
    day = clock.today()
    in_force = Covenant.objects.in_force(day)
    for count in (30, 60):
        assert in_force.filter(effective_to__lte=day + datetime.timedelta(days=count)).exists()
    assert Covenant.objects.counted(day).filter(effective_to__lt=day).exists()
    assert Covenant.objects.filter(status="terminated").exists()
    assert Covenant.objects.exclude(renews=None).exists()


def test_units_of_every_category_have_valid_codes(sample: District) -> None:
    units = ResidentUnit.objects.all()
    assert set(units.values_list("category", flat=True)) == set(ResidentUnit.Category.values)
    assert 100 <= units.count() <= 140
    codes = [unit.uscc for unit in units if unit.uscc]
    assert [normalise_uscc(code) for code in codes] == codes


def test_phones_are_unique_and_open(sample: District) -> None:
    members = Member.objects.all()
    assert len({member.mobile_index for member in members}) == members.count()
    assert members.first().open_mobile().startswith("142")


def test_everything_is_marked_as_a_sample(sample: District) -> None:
    assert sample.is_sample
    loads = AuditEntry.objects.filter(action__endswith=".load", detail__sample=True)
    assert loads.count() == 12


def test_nothing_is_dated_after_the_moment_of_loading(plan: Plan) -> None:
    now = clock.start_of_day(plan.timeline.month.next().first_day)
    due = {month: clock.start_of_day(month.next().first_day) for month in plan.timeline.months}
    late = {month: day + datetime.timedelta(days=5) for month, day in due.items()}
    filings = plan_reports(plan.timeline, plan.places, plan.people, late, now)
    moments = [action.at for filing in filings for action in filing.actions]
    moments += [row.updated_at for row in (*plan.logs, *plan.roll.check_ins)]
    moments += [row.updated_at for row in (*plan.covenants.rows, *plan.projects.rows)]
    moments += [row.created_at for row in plan.covenants.rows]
    assert max(moments) <= now
