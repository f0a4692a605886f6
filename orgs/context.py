"""What every page is surrounded by: navigation of the role, surface, marks of the demo."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Notification
from common.surfaces import is_served, surface_of
from orgs.policy import MANAGING, Action, Role
from orgs.scope import grants_of, has_right

COMMITTEE = (Action.READ,)
LARGE_TYPE = "large_type"  # the cookie of 大字; app.js sets it too


@dataclass(frozen=True)
class Item:
    """One entry of the navigation: where it leads, who sees it, where else it is marked."""

    label: str
    url_name: str
    rights: tuple[Action, ...]
    also: tuple[str, ...] = ()


NAVIGATION: dict[str, tuple[Item, ...]] = {
    "desk": (
        Item("工作台", "reports:desk-home", COMMITTEE),
        Item("党建月报", "reports:report-list", COMMITTEE),
        Item("党组织", "orgs:tree-detail", COMMITTEE, also=("orgs:organization-list",)),
        Item("驻区单位", "orgs:unit-list", COMMITTEE, also=("orgs:unit-check-in-list",)),
        Item(
            "基层保障",
            "orgs:worker-list",
            COMMITTEE,
            also=("orgs:premises-list", "orgs:centre-list", "orgs:budget-list"),
        ),
        Item(
            "党员报到",
            "members:check-in-list",
            COMMITTEE,
            also=("members:first-contact-list", "members:reactivation-list"),
        ),
        Item("党员名册", "members:member-list", COMMITTEE, also=("members:exemption-list",)),
        Item("党员联系户", "members:household-buildings", COMMITTEE),
        Item("共建协议", "covenants:covenant-list", COMMITTEE),
        Item("协议履行", "covenants:duty-list", COMMITTEE),
        Item("共建关系", "reports:relation-list", COMMITTEE),
        Item("共建项目", "covenants:project-list", COMMITTEE, also=("covenants:claim-list",)),
        Item("资源清单", "covenants:offer-list", COMMITTEE, also=("covenants:request-list",)),
        Item("服务记录", "services:log-list", COMMITTEE),
        Item(
            "批量导入",
            "orgs:import-list",
            (Action.KEEP_UNITS, Action.KEEP_GRIDS, Action.KEEP_MEMBERS, Action.KEEP_SUPPORT),
        ),
        Item("导出审批", "orgs:export-list", (Action.EXPORT_PEOPLE,)),
        Item("统计", "reports:place-home", COMMITTEE),
        Item("账号", "orgs:account-list", (Action.MANAGE_ACCOUNTS, Action.MANAGE_GRANTS)),
        Item("审计", "orgs:audit-list", (Action.READ_AUDIT,)),
        Item("授权", "orgs:grant-list", MANAGING),
        Item("授权申请", "orgs:grant-request-list", MANAGING),
        Item("岗位交接", "reports:hand-over-list", MANAGING),
        Item("交接清单", "reports:hand-over-pack", COMMITTEE),
        Item("管理后台", "admin:index", (Action.ENTER_ADMIN,)),
    ),
    "me": (
        Item("首页", "reports:me-home", (Action.READ_OWN,)),
        Item("我的报到", "members:my-check-in", (Action.READ_OWN,)),
        Item("我的服务", "services:my-log-list", (Action.READ_OWN,)),
        Item("我的信息", "reports:my-data", (Action.READ_OWN,), also=("members:own-facts",)),
    ),
    "unit": (
        Item(
            "本单位",
            "reports:unit-home",
            (Action.READ_OWN_UNIT,),
            also=("orgs:own-unit-check-in", "reports:double-report", "orgs:unit-export-list"),
        ),
        Item(
            "党员",
            "reports:unit-members",
            (Action.READ_OWN_UNIT,),
            also=("members:unit-exemption-list", "orgs:unit-import-list"),
        ),
        Item("共建协议", "covenants:unit-covenant-list", (Action.READ_OWN_UNIT,)),
        Item(
            "协议履行",
            "covenants:unit-duty-list",
            (Action.READ_OWN_UNIT,),
            also=("covenants:unit-balance",),
        ),
        Item(
            "共建项目",
            "covenants:unit-project-list",
            (Action.READ_OWN_UNIT,),
            also=("covenants:unit-claim-list",),
        ),
        Item(
            "资源",
            "covenants:unit-offer-list",
            (Action.OFFER_RESOURCES,),
            also=("covenants:unit-request-list",),
        ),
    ),
}

HOMES: dict[str, tuple[str, str]] = {
    Role.DISTRICT: ("reports:desk-home", "desk"),
    Role.STREET: ("reports:desk-home", "desk"),
    Role.COMMUNITY: ("reports:desk-home", "desk"),
    Role.GRID: ("reports:desk-home", "desk"),
    Role.LIAISON: ("reports:unit-home", "unit"),
    Role.MEMBER: ("reports:me-home", "me"),
    Role.SYSTEM_ADMIN: ("admin:index", "admin"),
    Role.SECURITY_ADMIN: ("admin:index", "admin"),
    Role.AUDITOR: ("admin:index", "admin"),
}


def is_large(request: HttpRequest) -> bool:
    """Whether this device shows 大字."""
    return request.COOKIES.get(LARGE_TYPE) == "1"


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Return navigation, surface and marks for the page's frame, worked out once a request.

    A page renders several templates (a table is one), and each asks the context processors.
    """
    if not hasattr(request, "_surroundings"):
        request._surroundings = _surroundings(request)
    return request._surroundings


def _surroundings(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    grants = grants_of(user)
    frame = _frame(surface_of(request.path_info), grants)
    return {
        "product_name": settings.PRODUCT_NAME,
        "is_demo": settings.DEMO,
        "is_large": is_large(request),
        "surface": frame,
        "roles": [f"{grant.place} {grant.get_role_display()}" for grant in grants],
        "has_several_roles": len(grants) > 1,
        "search_url": _search_url(user),
        "unread_count": Notification.objects.visible_to(user).unread().count() if grants else 0,
        "navigation": [
            {"label": item.label, "url": url, "active": _is_active(item, url, request.path_info)}
            for item in NAVIGATION.get(frame, ())
            if has_right(user, *item.rights) and is_served(url := reverse(item.url_name))
        ],
    }


def _search_url(user: Any) -> str:
    """Where the box of the top bar leads; "" for who reads no registers, or has them elsewhere."""
    url = reverse("reports:search")
    return url if has_right(user, *COMMITTEE) and is_served(url) else ""


def _frame(surface: str, grants: list[Any]) -> str:
    """Shared pages look like the surface that the person works on."""
    homes = [HOMES[grant.role][1] for grant in grants]
    is_borrowed = surface == "stats" and "desk" not in homes
    if homes and (surface == "shared" or is_borrowed):
        surface = homes[0]
    return surface if surface in NAVIGATION else "desk"


def _is_active(item: Item, url: str, path: str) -> bool:
    """A register stays marked on the pages below it, 统计 on all of `/stats/`."""
    is_below = not item.url_name.endswith("-home") or item.url_name == "reports:place-home"
    if any(path.startswith(reverse(name)) for name in item.also):
        return True
    return path == url or (is_below and path.startswith(url))
