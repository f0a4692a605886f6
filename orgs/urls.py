"""Addresses of landing, messages, organisations and units."""

from django.urls import path

from orgs.views import (
    accounts,
    attachments,
    audit,
    common,
    exports,
    grant_requests,
    grants,
    import_batches,
    imports,
    organizations,
    own_account,
    own_unit_check_ins,
    saved_filters,
    tree,
    unit_check_ins,
    units,
)
from orgs.views.support import budgets, centres, premises, workers

app_name = "orgs"
urlpatterns = [
    path("", common.landing, name="landing"),
    path("healthz", common.healthz, name="healthz"),
    path("readyz", common.readyz, name="readyz"),
    path("suggest/", common.SuggestionCreate.as_view(), name="suggestion-create"),
    path("large-type/", common.switch_large_type, name="large-type"),
    path("files/<uuid:key>/", attachments.attachment, name="attachment"),
    path(
        "files/add/<str:record_type>/<int:record_id>/",
        attachments.AttachmentAdd.as_view(),
        name="attachment-add",
    ),
    path(
        "files/<int:pk>/remove/", attachments.AttachmentRemove.as_view(), name="attachment-remove"
    ),
    path("messages/", common.MessageList.as_view(), name="message-list"),
    path("messages/<int:pk>/open/", common.open_message, name="message-open"),
    path("accounts/security/", own_account.own_account, name="own-account"),
    path("accounts/security/end-others/", own_account.end_others, name="own-sessions-end"),
    path("accounts/activate/", own_account.AccountActivate.as_view(), name="account-activate"),
    path(
        "accounts/activate/<str:code>/",
        own_account.AccountActivate.as_view(),
        name="account-activate-code",
    ),
    path("desk/accounts/", accounts.AccountList.as_view(), name="account-list"),
    path("desk/accounts/open/", accounts.AccountOpen.as_view(), name="account-open"),
    path("desk/accounts/<int:pk>/", accounts.AccountDetail.as_view(), name="account-detail"),
    path("desk/accounts/<int:pk>/issue/", accounts.ActivationIssue.as_view(), name="account-issue"),
    path(
        "desk/accounts/<int:pk>/deactivate/",
        accounts.AccountDeactivate.as_view(),
        name="account-deactivate",
    ),
    path("desk/accounts/<int:pk>/reactivate/", accounts.reactivate, name="account-reactivate"),
    path("desk/accounts/<int:pk>/unlock/", accounts.unlock, name="account-unlock"),
    path(
        "desk/accounts/<int:pk>/second-factor/",
        accounts.SecondFactorReset.as_view(),
        name="account-second-factor-reset",
    ),
    path("desk/organizations/", organizations.OrganizationList.as_view(), name="organization-list"),
    path(
        "desk/organizations/<int:pk>/",
        organizations.OrganizationDetail.as_view(),
        name="organization-detail",
    ),
    path(
        "desk/organizations/<int:pk>/found/",
        organizations.OrganizationFound.as_view(),
        name="organization-found",
    ),
    path(
        "desk/organizations/<int:pk>/establish/",
        organizations.OrganizationEstablish.as_view(),
        name="organization-establish",
    ),
    path(
        "desk/organizations/<int:pk>/rename/",
        organizations.OrganizationRename.as_view(),
        name="organization-rename",
    ),
    path(
        "desk/organizations/<int:pk>/pilot/",
        organizations.OrganizationPilot.as_view(),
        name="organization-pilot",
    ),
    path(
        "desk/organizations/<int:pk>/pattern-126/",
        organizations.OrganizationPattern.as_view(),
        name="organization-pattern",
    ),
    path(
        "desk/organizations/<int:pk>/undo/",
        organizations.undo_change,
        name="organization-undo",
    ),
    path("desk/tree/", tree.TreeDetail.as_view(), name="tree-detail"),
    path("desk/tree/compare/", tree.TreeCompare.as_view(), name="tree-compare"),
    path("desk/tree/<int:pk>/children/", tree.TreeChildren.as_view(), name="tree-children"),
    path("desk/units/", units.UnitList.as_view(), name="unit-list"),
    path("desk/units/new/", units.UnitCreate.as_view(), name="unit-create"),
    path("desk/units/duplicates/", units.unit_duplicates, name="unit-duplicates"),
    path("desk/units/<int:pk>/change/", units.UnitChange.as_view(), name="unit-change"),
    path("desk/units/<int:pk>/declare/", units.UnitDeclare.as_view(), name="unit-declare"),
    path("desk/units/<int:pk>/close/", units.UnitClose.as_view(), name="unit-close"),
    path("desk/units/<int:pk>/reopen/", units.reopen, name="unit-reopen"),
    path("desk/units/<int:pk>/unmerge/", units.unmerge, name="unit-unmerge"),
    path("desk/units/<int:pk>/phone/", units.UnitPhone.as_view(), name="unit-phone"),
    path(
        "desk/unit-check-ins/", unit_check_ins.UnitCheckInList.as_view(), name="unit-check-in-list"
    ),
    path(
        "desk/unit-check-ins/<int:pk>/",
        unit_check_ins.UnitCheckInDetail.as_view(),
        name="unit-check-in-detail",
    ),
    path(
        "desk/unit-check-ins/<int:pk>/receive/",
        unit_check_ins.receive,
        name="unit-check-in-receive",
    ),
    path(
        "desk/unit-check-ins/<int:pk>/return/",
        unit_check_ins.UnitCheckInReturn.as_view(),
        name="unit-check-in-return",
    ),
    path(
        "desk/unit-check-ins/<int:pk>/end/",
        unit_check_ins.UnitCheckInEnd.as_view(),
        name="unit-check-in-end",
    ),
    path(
        "unit/check-in/",
        own_unit_check_ins.OwnUnitCheckIn.as_view(),
        name="own-unit-check-in",
    ),
    path(
        "unit/check-in/new/",
        own_unit_check_ins.OwnUnitCheckInCreate.as_view(),
        name="own-unit-check-in-create",
    ),
    path(
        "unit/check-in/<int:pk>/",
        own_unit_check_ins.OwnUnitCheckInDetail.as_view(),
        name="own-unit-check-in-detail",
    ),
    path(
        "unit/check-in/<int:pk>/withdraw/",
        own_unit_check_ins.withdraw,
        name="own-unit-check-in-withdraw",
    ),
    path(
        "unit/<int:pk>/declare/",
        own_unit_check_ins.OwnUnitDeclare.as_view(),
        name="own-unit-declare",
    ),
    path("unit/imports/", imports.ImportList.as_view(), name="unit-import-list"),
    path("unit/imports/new/<str:kind>/", imports.ImportCreate.as_view(), name="unit-import-create"),
    path("unit/imports/template/<str:kind>/", imports.import_template, name="unit-import-template"),
    path(
        "unit/imports/<int:pk>/", import_batches.ImportDetail.as_view(), name="unit-import-detail"
    ),
    path(
        "unit/imports/<int:pk>/confirm/",
        import_batches.ImportConfirm.as_view(),
        name="unit-import-confirm",
    ),
    path("unit/imports/<int:pk>/cancel/", import_batches.cancel, name="unit-import-cancel"),
    path("unit/imports/<int:pk>/undo/", import_batches.undo, name="unit-import-undo"),
    path("unit/imports/<int:pk>/errors/", import_batches.import_errors, name="unit-import-errors"),
    path("unit/exports/", exports.ExportList.as_view(), name="unit-export-list"),
    path("desk/imports/", imports.ImportList.as_view(), name="import-list"),
    path("desk/imports/new/<str:kind>/", imports.ImportCreate.as_view(), name="import-create"),
    path("desk/imports/template/<str:kind>/", imports.import_template, name="import-template"),
    path("desk/imports/<int:pk>/", import_batches.ImportDetail.as_view(), name="import-detail"),
    path(
        "desk/imports/<int:pk>/confirm/",
        import_batches.ImportConfirm.as_view(),
        name="import-confirm",
    ),
    path("desk/imports/<int:pk>/cancel/", import_batches.cancel, name="import-cancel"),
    path("desk/imports/<int:pk>/undo/", import_batches.undo, name="import-undo"),
    path("desk/imports/<int:pk>/errors/", import_batches.import_errors, name="import-errors"),
    path("lists/filters/", saved_filters.save, name="filter-save"),
    path("lists/filters/<int:pk>/delete/", saved_filters.delete, name="filter-delete"),
    path("desk/exports/", exports.ExportList.as_view(), name="export-list"),
    path("desk/exports/<int:pk>/approve/", exports.approve, name="export-approve"),
    path("desk/exports/<int:pk>/refuse/", exports.ExportRefuse.as_view(), name="export-refuse"),
    path("desk/audit/", audit.AuditList.as_view(), name="audit-list"),
    path("desk/audit/<int:pk>/", audit.AuditDetail.as_view(), name="audit-detail"),
    path("desk/audit/accesses/", audit.AccessList.as_view(), name="access-list"),
    path("desk/audit/export/", audit.AuditExport.as_view(), name="audit-export"),
    path("desk/grants/", grants.GrantList.as_view(), name="grant-list"),
    path("desk/grants/<int:pk>/", grants.GrantDetail.as_view(), name="grant-detail"),
    path("desk/grants/<int:pk>/revoke/", grants.GrantRevoke.as_view(), name="grant-revoke"),
    path("desk/grants/<int:pk>/leave/", grants.GrantLeave.as_view(), name="grant-leave"),
    path("desk/grants/<int:pk>/hand-over/", grants.GrantHandOver.as_view(), name="grant-hand-over"),
    path(
        "desk/grant-requests/", grant_requests.GrantRequestList.as_view(), name="grant-request-list"
    ),
    path(
        "desk/grant-requests/new/",
        grant_requests.GrantPlacePick.as_view(),
        name="grant-request-pick",
    ),
    path(
        "desk/grant-requests/new/<int:pk>/<str:kind>/<str:role>/",
        grant_requests.GrantRequestCreate.as_view(),
        name="grant-request-create",
    ),
    path(
        "desk/grant-requests/<int:pk>/",
        grant_requests.GrantRequestDetail.as_view(),
        name="grant-request-detail",
    ),
    path(
        "desk/grant-requests/<int:pk>/approve/",
        grant_requests.approve_grant_request,
        name="grant-request-approve",
    ),
    path(
        "desk/grant-requests/<int:pk>/refuse/",
        grant_requests.GrantRequestRefuse.as_view(),
        name="grant-request-refuse",
    ),
    path(
        "desk/grant-requests/<int:pk>/withdraw/",
        grant_requests.withdraw_grant_request,
        name="grant-request-withdraw",
    ),
    path("desk/support/workers/", workers.WorkerList.as_view(), name="worker-list"),
    path("desk/support/workers/new/", workers.WorkerCreate.as_view(), name="worker-create"),
    path("desk/support/workers/<int:pk>/", workers.WorkerDetail.as_view(), name="worker-detail"),
    path(
        "desk/support/workers/<int:pk>/change/",
        workers.WorkerChange.as_view(),
        name="worker-change",
    ),
    path("desk/support/workers/<int:pk>/end/", workers.WorkerEnd.as_view(), name="worker-end"),
    path("desk/support/premises/", premises.PremisesList.as_view(), name="premises-list"),
    path("desk/support/premises/new/", premises.PremisesCreate.as_view(), name="premises-create"),
    path(
        "desk/support/premises/<int:pk>/", premises.PremisesDetail.as_view(), name="premises-detail"
    ),
    path(
        "desk/support/premises/<int:pk>/change/",
        premises.PremisesChange.as_view(),
        name="premises-change",
    ),
    path("desk/support/centres/", centres.CentreList.as_view(), name="centre-list"),
    path("desk/support/centres/new/", centres.CentreCreate.as_view(), name="centre-create"),
    path("desk/support/centres/<int:pk>/", centres.CentreDetail.as_view(), name="centre-detail"),
    path(
        "desk/support/centres/<int:pk>/change/",
        centres.CentreChange.as_view(),
        name="centre-change",
    ),
    path(
        "desk/support/centres/<int:pk>/close/", centres.CentreClose.as_view(), name="centre-close"
    ),
    path(
        "desk/support/centres/<int:pk>/items/new/",
        centres.CentreItemCreate.as_view(),
        name="centre-item-create",
    ),
    path("desk/support/items/<int:pk>/end/", centres.end_item, name="centre-item-end"),
    path("desk/support/budgets/", budgets.BudgetList.as_view(), name="budget-list"),
    path("desk/support/budgets/new/", budgets.BudgetCreate.as_view(), name="budget-create"),
    path("desk/support/budgets/<int:pk>/", budgets.BudgetDetail.as_view(), name="budget-detail"),
    path(
        "desk/support/budgets/<int:pk>/change/",
        budgets.BudgetChange.as_view(),
        name="budget-change",
    ),
]
