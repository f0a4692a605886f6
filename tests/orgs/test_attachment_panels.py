import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from covenants.models import Covenant, ProgressEntry
from orgs.models import Organization, ResidentUnit
from orgs.operations.attachments import attach_file
from orgs.selectors.attachments import AttachmentPanel, panel_of, panels_of
from tests.makers.covenants import make_covenant, make_project_in
from tests.makers.pictures import make_jpeg, make_pdf, make_upload


@pytest.fixture
def covenant(community_secretary: User, community: Organization, unit: ResidentUnit) -> Covenant:
    return make_covenant(community_secretary, community, unit)


def panel_for(user: User, covenant: Covenant) -> AttachmentPanel:
    request = RequestFactory().get("/")
    request.user = user
    return panel_of(request, Covenant.objects.for_list().get(pk=covenant.pk))


def shown(panel: AttachmentPanel) -> str:
    return render_to_string("components/_attachments.html", {"panel": panel})


def attach(actor: User, covenant: Covenant, *names: str) -> None:
    for name in names:
        attach_file(actor=actor, record=covenant, upload=make_upload(make_pdf(name), name))


def test_the_keeper_adds_and_removes(community_secretary: User, covenant: Covenant) -> None:
    attach(community_secretary, covenant, "扫描件.pdf")
    html = shown(panel_for(community_secretary, covenant))
    assert "扫描件.pdf" in html
    assert "上传附件" in html
    assert 'aria-label="删除扫描件.pdf"' in html
    assert "1 KB" in html


def test_the_unit_reads_only(community_secretary: User, liaison: User, covenant: Covenant) -> None:
    attach(community_secretary, covenant, "扫描件.pdf")
    html = shown(panel_for(liaison, covenant))
    assert "扫描件.pdf" in html
    assert "上传" not in html
    assert "删除" not in html


def test_an_empty_panel_says_what_to_do_next(
    community_secretary: User, liaison: User, covenant: Covenant
) -> None:
    html = shown(panel_for(community_secretary, covenant))
    assert "还没有附件，签字的扫描件或照片可以传到这里。" in html
    assert "上传附件" in html
    assert "上传" not in shown(panel_for(liaison, covenant))


def test_a_picture_can_be_looked_at_and_a_scan_only_saved(
    community_secretary: User, covenant: Covenant
) -> None:
    attach(community_secretary, covenant, "扫描件.pdf")
    upload = make_upload(make_jpeg(), "签字.jpg")
    attach_file(actor=community_secretary, record=covenant, upload=upload)
    scan, picture = panel_for(community_secretary, covenant).lines
    assert scan.view_url == ""
    assert picture.view_url == f"{picture.attachment.get_absolute_url()}?inline=1"


def test_a_name_with_markup_is_shown_as_text(community_secretary: User, covenant: Covenant) -> None:
    attach(community_secretary, covenant, "x' onclick=alert(1) &lt;b>.pdf")
    html = shown(panel_for(community_secretary, covenant))
    assert "x&#x27; onclick=alert(1) &amp;lt;b_.pdf" in html


def test_a_panel_costs_two_queries_however_many_files(
    community_secretary: User, covenant: Covenant
) -> None:
    attach(community_secretary, covenant, *(f"{number}.pdf" for number in range(5)))
    panel_for(community_secretary, covenant)
    request = RequestFactory().get("/")
    request.user = community_secretary
    record = Covenant.objects.for_list().get(pk=covenant.pk)
    with CaptureQueriesContext(connection) as captured:
        assert "4.pdf" in shown(panel_of(request, record))
    assert len(captured) <= 2


def test_many_panels_cost_what_one_costs(
    community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, "running")
    entries = [
        ProgressEntry.objects.create_by(
            community_secretary, project=project, happened_on=clock.today(), text=f"第{number}步"
        )
        for number in range(4)
    ]
    for number, entry in enumerate(entries, 40):
        upload = make_upload(make_jpeg((number, number)), f"{number}.jpg")
        attach_file(actor=community_secretary, record=entry, upload=upload)
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=community_secretary.pk)
    panels_of(request, entries[:1])
    with CaptureQueriesContext(connection) as captured:
        panels = panels_of(request, entries)
    assert len(captured) == 2
    assert [panels[entry.pk].lines[0].attachment.name for entry in entries] == [
        "40.jpg", "41.jpg", "42.jpg", "43.jpg"
    ]  # fmt: skip
    assert panels_of(request, []) == {}
