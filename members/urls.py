"""Addresses of members and check-ins."""

from django.urls import path

from members import keeping_urls
from members.views import (
    check_ins,
    entry,
    entry_codes,
    first_contact_list,
    first_contacts,
    households,
    inbox,
    members,
    merges,
    own,
    own_facts,
    own_steps,
    reactivations,
    rosters,
    slips,
    transfers,
)

app_name = "members"
urlpatterns = [
    path("me/start/sent/", first_contacts.first_contact_sent, name="first-contact-sent"),
    path(
        "me/start/inbound/<str:code>/",
        first_contacts.InboundStart.as_view(),
        name="inbound-start",
    ),
    path("me/start/<str:code>/", first_contacts.FirstContactStart.as_view(), name="first-contact"),
    path(
        "desk/first-contacts/",
        first_contact_list.FirstContactList.as_view(),
        name="first-contact-list",
    ),
    path("desk/first-contacts/poster/", entry_codes.InboundPoster.as_view(), name="inbound-poster"),
    path(
        "desk/first-contacts/<int:pk>/",
        first_contact_list.FirstContactDetail.as_view(),
        name="first-contact-detail",
    ),
    path(
        "desk/first-contacts/<int:pk>/verify/",
        first_contact_list.FirstContactVerify.as_view(),
        name="first-contact-verify",
    ),
    path(
        "desk/first-contacts/<int:pk>/refuse/",
        first_contact_list.FirstContactRefuse.as_view(),
        name="first-contact-refuse",
    ),
    path(
        "unit/first-contacts/",
        first_contact_list.UnitFirstContactList.as_view(),
        name="unit-first-contact-list",
    ),
    path(
        "unit/first-contacts/<int:pk>/",
        first_contact_list.UnitFirstContactDetail.as_view(),
        name="unit-first-contact-detail",
    ),
    path(
        "unit/first-contacts/<int:pk>/verify/",
        first_contact_list.UnitFirstContactVerify.as_view(),
        name="unit-first-contact-verify",
    ),
    path(
        "unit/first-contacts/<int:pk>/refuse/",
        first_contact_list.UnitFirstContactRefuse.as_view(),
        name="unit-first-contact-refuse",
    ),
    path("unit/entry-code/", entry_codes.EntryCode.as_view(), name="entry-code"),
    path(
        "desk/units/<int:pk>/entry-code/",
        entry_codes.UnitEntryCode.as_view(),
        name="unit-entry-code",
    ),
    path("desk/members/<int:pk>/slip/", slips.MemberSlip.as_view(), name="member-slip"),
    path("me/check-in/", own.MyCheckIn.as_view(), name="my-check-in"),
    path("me/check-in/new/", own.CheckInCreate.as_view(), name="check-in-create"),
    path("me/check-in/<int:pk>/change/", own_steps.CheckInChange.as_view(), name="check-in-change"),
    path(
        "me/check-in/<int:pk>/withdraw/",
        own_steps.CheckInWithdraw.as_view(),
        name="check-in-withdraw",
    ),
    path("me/check-in/<int:pk>/transfer/", own_steps.OwnTransfer.as_view(), name="own-transfer"),
    path("me/check-in/<int:pk>/transfer/cancel/", own_steps.cancel, name="own-transfer-cancel"),
    path("me/check-in/<int:pk>/close/", own_steps.OwnClose.as_view(), name="own-close"),
    path("me/facts/", own_facts.OwnFacts.as_view(), name="own-facts"),
    path("me/facts/clear/", own_facts.clear, name="own-facts-clear"),
    path("desk/check-ins/", inbox.CheckInList.as_view(), name="check-in-list"),
    path("desk/check-ins/new/", entry.CheckInEnter.as_view(), name="check-in-enter"),
    path("desk/check-ins/paste/", rosters.RosterPaste.as_view(), name="roster-paste"),
    path("desk/check-ins/paper/", rosters.RosterPaper.as_view(), name="roster-paper"),
    path("desk/check-ins/batch/", inbox.CheckInBatch.as_view(), name="check-in-batch"),
    path("desk/check-ins/<int:pk>/", check_ins.CheckInDetail.as_view(), name="check-in-detail"),
    path(
        "desk/check-ins/<int:pk>/accept/", check_ins.CheckInAccept.as_view(), name="check-in-accept"
    ),
    path(
        "desk/check-ins/<int:pk>/return/", check_ins.CheckInReturn.as_view(), name="check-in-return"
    ),
    path(
        "desk/check-ins/<int:pk>/change/",
        check_ins.CheckInComplete.as_view(),
        name="check-in-complete",
    ),
    path("desk/check-ins/<int:pk>/close/", check_ins.CheckInClose.as_view(), name="check-in-close"),
    path(
        "desk/check-ins/<int:pk>/transfer/",
        transfers.CheckInTransfer.as_view(),
        name="check-in-transfer",
    ),
    path("desk/check-ins/<int:pk>/release/", transfers.release, name="transfer-release"),
    path(
        "desk/check-ins/<int:pk>/refuse-transfer/",
        transfers.TransferRefuse.as_view(),
        name="transfer-refuse",
    ),
    path("desk/check-ins/<int:pk>/cancel-transfer/", transfers.cancel, name="transfer-cancel"),
    path(
        "desk/check-ins/<int:pk>/reactivate/",
        reactivations.CheckInReactivate.as_view(),
        name="check-in-reactivate",
    ),
    path("desk/reactivations/", reactivations.ReactivationList.as_view(), name="reactivation-list"),
    path(
        "desk/reactivations/<int:pk>/",
        reactivations.ReactivationDetail.as_view(),
        name="reactivation-detail",
    ),
    path(
        "desk/reactivations/<int:pk>/consent/", reactivations.consent, name="reactivation-consent"
    ),
    path(
        "desk/reactivations/<int:pk>/refuse/",
        reactivations.ReactivationRefuse.as_view(),
        name="reactivation-refuse",
    ),
    path(
        "desk/reactivations/<int:pk>/withdraw/",
        reactivations.withdraw,
        name="reactivation-withdraw",
    ),
    path("desk/members/", members.MemberList.as_view(), name="member-list"),
    path("desk/members/<int:pk>/", members.MemberDetail.as_view(), name="member-detail"),
    path("desk/members/<int:pk>/phone/", members.MemberPhone.as_view(), name="member-phone"),
    path("desk/members/<int:pk>/merge/", merges.MergePick.as_view(), name="member-merge-pick"),
    path(
        "desk/members/<int:pk>/merge/<int:other>/",
        merges.MemberMergeView.as_view(),
        name="member-merge",
    ),
    path(
        "desk/members/<int:pk>/distinct/<int:other>/",
        merges.MembersDistinct.as_view(),
        name="members-distinct",
    ),
    path("desk/merges/", merges.MergeList.as_view(), name="merge-list"),
    path("desk/merges/<int:pk>/", merges.MergeDetail.as_view(), name="merge-detail"),
    path("desk/merges/<int:pk>/undo/", merges.undo, name="merge-undo"),
    path("desk/households/", households.HouseholdBuildings.as_view(), name="household-buildings"),
    path(
        "desk/households/<int:pk>/",
        households.BuildingHouseholds.as_view(),
        name="building-households",
    ),
    path(
        "desk/households/<int:pk>/link/",
        households.HouseholdLinkCreate.as_view(),
        name="household-link",
    ),
    path(
        "desk/households/links/<int:pk>/end/",
        households.HouseholdLinkEnd.as_view(),
        name="household-end",
    ),
    *keeping_urls.patterns,
]
