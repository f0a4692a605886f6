"""全站查找: one line of text, all registers, what the user may see."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.limits import may_ask
from common.text import normalise_digits
from covenants.models import Covenant, Project
from members.filters import TOO_OFTEN
from members.models import Member
from members.querysets import whole_phone
from orgs.models import ResidentUnit
from orgs.selectors.nodes import found_nodes
from reports.records import NUMBER, address_of, normalise_no

SHOWN = 10
LONGEST = 50


@dataclass(frozen=True)
class Hit:
    """One record that was found."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Group:
    """What was found in one register; `more_url` leads to the rest, "" when all is shown."""

    label: str
    hits: list[Hit]
    more_url: str


def normalise_wish(text: str) -> str:
    """Return the text as it is looked for: one line, at most LONGEST characters."""
    return " ".join(normalise_digits(text).replace("\x00", "").split())[:LONGEST]


def find(text: str, request: HttpRequest) -> list[Group]:
    """Return the groups in which something was found, ten records each; one query a group.

    Whole mobile numbers are looked for only so often an hour, see `members.filters`.
    """
    user = request.user
    if NUMBER.fullmatch(normalise_no(text)):
        return _numbered(text, user)
    if whole_phone(text) and not may_ask(request, action="phone_search", user=user):
        messages.warning(request, TOO_OFTEN, fail_silently=True)
        return []
    groups = [
        _group("党组织", "orgs:organization-list", text, found_nodes(user, text), _node_note),
        _group("驻区单位", "orgs:unit-list", text, _units(text, user), _unit_note),
        _group("党员", "members:member-list", text, _members(text, user), _member_note),
        _group("共建协议", "covenants:covenant-list", text, _covenants(text, user), _covenant_note),
        _group("共建项目", "covenants:project-list", text, _projects(text, user), _project_note),
    ]
    return [group for group in groups if group.hits]


def _numbered(text: str, user: Any) -> list[Group]:
    """Return the one record with the number, which stands on its printed form."""
    address = address_of(text, user)
    hits = [Hit(normalise_no(text), "打开这份记录", address)] if address else []
    return [Group("编号", hits, "")] if hits else []


def _group(label: str, url_name: str, text: str, rows: QuerySet, note: Any) -> Group:
    found: list[Model] = list(rows[: SHOWN + 1])
    hits = [Hit(str(row), note(row), row.get_absolute_url()) for row in found[:SHOWN]]
    more = f"{reverse(url_name)}?{urlencode({'q': text})}" if len(found) > SHOWN else ""
    return Group(label, hits, more)


def _units(text: str, user: Any) -> QuerySet:
    return ResidentUnit.objects.visible_to(user).standing().found_by(text).for_list()


def _members(text: str, user: Any) -> QuerySet:
    found = Member.objects.visible_to(user).found_by(text, user).standing()
    return found.with_shown_mobile(user).for_list()


def _covenants(text: str, user: Any) -> QuerySet:
    found = Q(title__icontains=text) | Q(no=text.upper())
    visible = Covenant.objects.visible_to(user).filter(found)
    return visible.for_list().prefetch_related(None)


def _projects(text: str, user: Any) -> QuerySet:
    visible = Project.objects.visible_to(user).filter(name__icontains=text)
    return visible.for_list().prefetch_related(None)


def _node_note(node: Any) -> str:
    return " · ".join(filter(None, [node.code, node.parent.name if node.parent else ""]))


def _unit_note(unit: ResidentUnit) -> str:
    place = unit.located_in or unit.paired_community
    return " · ".join(
        filter(None, [unit.get_category_display(), place.name if place else "", unit.uscc])
    )


def _member_note(member: Member) -> str:
    return " · ".join(filter(None, [member.unit_label, member.shown_mobile]))


def _covenant_note(covenant: Covenant) -> str:
    return f"{covenant.organization.name} · {covenant.get_status_display()}"


def _project_note(project: Project) -> str:
    return f"{project.lead.name} · {project.get_status_display()}"
