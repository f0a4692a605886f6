"""Addresses of members and check-ins."""

from django.urls import path

from members.views import check_ins, members, own

app_name = "members"
urlpatterns = [
    path("me/check-in/", own.MyCheckIn.as_view(), name="my-check-in"),
    path("me/check-in/new/", own.CheckInCreate.as_view(), name="check-in-create"),
    path("me/check-in/<int:pk>/change/", own.CheckInChange.as_view(), name="check-in-change"),
    path("me/check-in/<int:pk>/withdraw/", own.withdraw, name="check-in-withdraw"),
    path("desk/check-ins/", check_ins.CheckInList.as_view(), name="check-in-list"),
    path("desk/check-ins/new/", check_ins.CheckInEnter.as_view(), name="check-in-enter"),
    path("desk/check-ins/<int:pk>/", check_ins.CheckInDetail.as_view(), name="check-in-detail"),
    path(
        "desk/check-ins/<int:pk>/accept/", check_ins.CheckInAccept.as_view(), name="check-in-accept"
    ),
    path(
        "desk/check-ins/<int:pk>/return/", check_ins.CheckInReturn.as_view(), name="check-in-return"
    ),
    path("desk/check-ins/<int:pk>/close/", check_ins.CheckInClose.as_view(), name="check-in-close"),
    path("desk/members/", members.MemberList.as_view(), name="member-list"),
    path("desk/members/<int:pk>/", members.MemberDetail.as_view(), name="member-detail"),
    path("desk/members/<int:pk>/phone/", members.MemberPhone.as_view(), name="member-phone"),
]
