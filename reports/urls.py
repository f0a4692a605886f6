"""Addresses of the home pages, the monthly report and the figures."""

from django.urls import path

from reports.views import (
    changes,
    covenant_figures,
    covenant_prints,
    double_report,
    hand_over,
    home,
    ledgers,
    me,
    monthly,
    my_data,
    offers,
    own_unit,
    own_unit_members,
    places,
    prints,
    records,
    relations,
    search,
    unit_merges,
    units,
)

app_name = "reports"
urlpatterns = [
    path("desk/", home.DeskHome.as_view(), name="desk-home"),
    path("me/", me.MeHome.as_view(), name="me-home"),
    path("me/data/", my_data.MyData.as_view(), name="my-data"),
    path("me/data/export/", my_data.export, name="my-data-export"),
    path("unit/", own_unit.UnitHome.as_view(), name="unit-home"),
    path("unit/members/", own_unit_members.UnitMembers.as_view(), name="unit-members"),
    path("unit/double-report/", double_report.DoubleReportView.as_view(), name="double-report"),
    path(
        "unit/double-report/docx/",
        double_report.double_report_document,
        name="double-report-document",
    ),
    path(
        "unit/check-in/<int:pk>/receipt/",
        double_report.unit_check_in_receipt,
        name="own-unit-check-in-receipt",
    ),
    path(
        "desk/unit-check-ins/<int:pk>/receipt/",
        double_report.unit_check_in_receipt,
        name="unit-check-in-receipt",
    ),
    path("desk/relations/", relations.RelationList.as_view(), name="relation-list"),
    path("desk/search/", search.Search.as_view(), name="search"),
    path("desk/units/<int:pk>/", units.UnitDetail.as_view(), name="unit-detail"),
    path("desk/units/<int:pk>/merge/", unit_merges.UnitMerge.as_view(), name="unit-merge"),
    path("desk/reports/", monthly.ReportList.as_view(), name="report-list"),
    path("desk/reports/open/", monthly.ReportOpen.as_view(), name="report-open"),
    path("desk/reports/<int:pk>/", monthly.ReportDetail.as_view(), name="report-detail"),
    path("desk/reports/<int:pk>/fill/", monthly.ReportFill.as_view(), name="report-fill"),
    path(
        "desk/reports/<int:pk>/override/", monthly.ReportOverride.as_view(), name="report-override"
    ),
    path(
        "desk/reports/<int:pk>/override/<str:code>/remove/",
        monthly.remove_override,
        name="report-override-remove",
    ),
    path("desk/reports/<int:pk>/submit/", monthly.ReportSubmit.as_view(), name="report-submit"),
    path("desk/reports/<int:pk>/approve/", monthly.ReportApprove.as_view(), name="report-approve"),
    path("desk/reports/<int:pk>/return/", monthly.ReportReturn.as_view(), name="report-return"),
    path("desk/reports/<int:pk>/accept/", monthly.ReportAccept.as_view(), name="report-accept"),
    path("desk/reports/<int:pk>/unlock/", monthly.ReportUnlock.as_view(), name="report-unlock"),
    path(
        "desk/organizations/<int:pk>/move/",
        changes.OrganizationMove.as_view(),
        name="organization-move",
    ),
    path(
        "desk/organizations/<int:pk>/merge/",
        changes.OrganizationMerge.as_view(),
        name="organization-merge",
    ),
    path(
        "desk/organizations/<int:pk>/split/",
        changes.OrganizationSplit.as_view(),
        name="organization-split",
    ),
    path(
        "desk/organizations/<int:pk>/dissolve/",
        changes.OrganizationDissolve.as_view(),
        name="organization-dissolve",
    ),
    path("stats/", places.place_home, name="place-home"),
    path("stats/<str:code>/", places.place_detail, name="place-detail"),
    path("stats/<str:code>/offers/", offers.offers, name="offers"),
    path("stats/<str:code>/offers/members/", offers.offer_members, name="offer-members"),
    path(
        "stats/<str:code>/covenants/", covenant_figures.covenant_figures, name="covenant-figures"
    ),
    path("stats/<str:code>/<str:indicator>/", places.figure_records, name="figure-records"),
    path("desk/hand-over/", hand_over.HandOverPack.as_view(), name="hand-over-pack"),
    path("desk/hand-over/<int:pk>/docx/", hand_over.pack_document, name="hand-over-document"),
    path("desk/hand-overs/", hand_over.HandOverList.as_view(), name="hand-over-list"),
    path("desk/hand-overs/<int:pk>/", hand_over.HandOverDetail.as_view(), name="hand-over-detail"),
    path(
        "desk/grant-requests/<int:pk>/hand-over/",
        hand_over.approve_hand_over_request,
        name="hand-over-approve",
    ),
    path("records/<str:no>/", records.open_record, name="record"),
    path("desk/print/", prints.PrintList.as_view(), name="print-list"),
    path(
        "desk/print/check-ins/<int:pk>/",
        prints.RegistrationPrint.as_view(),
        name="print-registration",
    ),
    path(
        "desk/print/check-ins/blank/",
        prints.BlankRegistrationPrint.as_view(),
        name="print-blank-registration",
    ),
    path("desk/print/rosters/<int:pk>/", prints.RosterPrint.as_view(), name="print-roster"),
    path("desk/print/rosters/blank/", prints.BlankRosterPrint.as_view(), name="print-blank-roster"),
    path(
        "desk/print/members/<int:pk>/introduction/",
        prints.IntroductionPrint.as_view(),
        name="print-introduction",
    ),
    path(
        "desk/print/members/<int:pk>/services/",
        prints.ServiceCardPrint.as_view(),
        name="print-service-card",
    ),
    path(
        "desk/print/covenants/<int:pk>/",
        covenant_prints.CovenantPrint.as_view(),
        name="print-covenant",
    ),
    path(
        "unit/print/covenants/<int:pk>/",
        covenant_prints.UnitCovenantPrint.as_view(),
        name="unit-print-covenant",
    ),
    path(
        "desk/print/projects/<int:pk>/",
        covenant_prints.ProjectPrint.as_view(),
        name="print-project",
    ),
    path("desk/print/covenants/ledger/", ledgers.CovenantLedger.as_view(), name="covenant-ledger"),
    path("desk/print/projects/ledger/", ledgers.ProjectLedger.as_view(), name="project-ledger"),
    path(
        "unit/print/members/<int:pk>/introduction/",
        prints.UnitIntroductionPrint.as_view(),
        name="unit-print-introduction",
    ),
    path(
        "me/print/check-ins/<int:pk>/",
        prints.OwnRegistrationPrint.as_view(),
        name="own-print-registration",
    ),
    path("me/print/services/", prints.OwnServiceCardPrint.as_view(), name="own-print-service-card"),
]
