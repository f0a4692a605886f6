"""Addresses of what units and the district say of members; most stand on both surfaces."""

from django.urls import path

from members.views import exemptions, membership, unit_members

patterns = [
    path(
        "unit/members/<int:pk>/", unit_members.UnitMemberDetail.as_view(), name="unit-member-detail"
    ),
    path(
        "unit/members/<int:pk>/phone/",
        unit_members.UnitMemberPhone.as_view(),
        name="unit-member-phone",
    ),
    path("desk/members/<int:pk>/change/", membership.MemberChange.as_view(), name="member-change"),
    path(
        "unit/members/<int:pk>/change/",
        membership.MemberChange.as_view(),
        name="unit-member-change",
    ),
    path("desk/members/<int:pk>/unit/", membership.MemberUnit.as_view(), name="member-unit"),
    path("unit/members/<int:pk>/unit/", membership.MemberUnit.as_view(), name="unit-member-unit"),
    path("desk/members/<int:pk>/leave/", membership.MembershipEnd.as_view(), name="membership-end"),
    path(
        "unit/members/<int:pk>/leave/",
        membership.MembershipEnd.as_view(),
        name="unit-membership-end",
    ),
    path("desk/members/<int:pk>/resume/", membership.resume, name="membership-resume"),
    path("unit/members/<int:pk>/resume/", membership.resume, name="unit-membership-resume"),
    path(
        "desk/members/<int:pk>/exempt/",
        membership.ExemptionCreate.as_view(),
        name="exemption-create",
    ),
    path(
        "unit/members/<int:pk>/exempt/",
        membership.ExemptionCreate.as_view(),
        name="unit-exemption-create",
    ),
    path("desk/exemptions/", exemptions.ExemptionList.as_view(), name="exemption-list"),
    path("unit/exemptions/", exemptions.UnitExemptionList.as_view(), name="unit-exemption-list"),
    path(
        "desk/exemptions/<int:pk>/", exemptions.ExemptionDetail.as_view(), name="exemption-detail"
    ),
    path(
        "unit/exemptions/<int:pk>/",
        exemptions.ExemptionDetail.as_view(),
        name="unit-exemption-detail",
    ),
    path("desk/exemptions/<int:pk>/end/", exemptions.ExemptionEnd.as_view(), name="exemption-end"),
    path(
        "unit/exemptions/<int:pk>/end/",
        exemptions.ExemptionEnd.as_view(),
        name="unit-exemption-end",
    ),
    path("desk/check-ins/left/", unit_members.LeaverList.as_view(), name="leaver-list"),
]
