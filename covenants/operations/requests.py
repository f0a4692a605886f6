"""资源申请: a community asks for what a unit offers, the unit answers, the use is recorded."""

import datetime

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.operations import notify_each, write_audit
from common import clock
from common.months import Month
from common.text import normalise_line
from common.violations import require
from covenants.models import Project, ResourceOffer, ResourceRequest
from covenants.operations.offers import locked as locked_offer
from covenants.transitions import PLANNED
from orgs import scope
from orgs.models import Organization, ResidentUnit
from orgs.operations.months import mark_month
from orgs.policy import Action, Role
from orgs.selectors.people import holders, liaisons_of

State = ResourceRequest.State
FARTHEST = datetime.timedelta(days=366)  # later days are slips of the finger
MOST_A_DAY = 5  # per offer and community: each one is a message to the unit


@transaction.atomic
def ask_for_resource(
    *,
    actor: User,
    offer: ResourceOffer,
    community: Organization,
    purpose: str,
    wanted_on: datetime.date,
    wanted_time: str = "",
    project: Project | None = None,
) -> ResourceRequest:
    """Ask a unit for what it offers, for one day; the unit is told.

    Refuses `request.community` (not established, or of another district), `request.offer` (taken
    down, past its last day, its unit out of use), `request.wanted_on` (past, far off, or when it is
    not to be had), `request.project` (another community's, or ended), `request.known` and
    `request.often` (asked for again and again today).
    """
    offer = locked_offer(offer)
    community = Organization.objects.get(pk=community.pk)
    scope.require(actor, Action.KEEP_PROJECTS, community)
    _check_community(community, offer.unit)
    _check_offer(offer)
    _check_day(offer, wanted_on)
    _check_project(project, community)
    _check_single(offer, community, wanted_on)
    _check_often(offer, community)
    request = ResourceRequest.objects.create_by(
        actor,
        offer=offer,
        community=community,
        project=project,
        purpose=normalise_line(purpose, label="用途", limit=200, field="purpose"),
        wanted_on=wanted_on,
        wanted_time=normalise_line(
            wanted_time, label="使用时间", limit=50, required=False, field="wanted_time"
        ),
    )
    write_audit(
        actor=actor, action="request.ask", record=request, offer=offer.pk, community=community.pk
    )
    _tell_unit(request, f"{community.name}申请使用“{offer.name}”（{wanted_on}），请答复。")
    return request


@transaction.atomic
def answer_request(
    *, actor: User, request: ResourceRequest, agrees: bool, answer: str = ""
) -> ResourceRequest:
    """Agree or not, in the unit's name; the community is told.

    Refuses `request.state` (answered or taken back already), `request.same_person` (the actor
    asked for the community), `request.wanted_on` (agreeing after
    the day), `request.unit` (agreeing for a unit out of use) and `text.empty` (declining without a
    word).
    """
    request = _hold(actor, request, Action.OFFER_RESOURCES, State.ASKED)
    require(
        request.created_by_id != actor.pk,
        "这份申请是您为社区提出的，请由单位的其他人答复。",
        code="request.same_person",
    )
    require(
        not agrees or request.wanted_on >= clock.today(),
        f"使用日期 {request.wanted_on} 已过，不能再同意，请写明原因后选“不同意”。",
        code="request.wanted_on",
        field="agrees",
    )
    unit = request.offer.unit.standing
    require(
        not agrees or unit.is_in_use(clock.today()),
        f"“{unit.name}”已停用，不能再同意，请写明原因后选“不同意”。",
        code="request.unit",
        field="agrees",
    )
    answer = normalise_line(answer, label="答复", limit=200, required=not agrees, field="answer")
    state = State.AGREED if agrees else State.DECLINED
    request.change(actor, state=state, answer=answer)
    action = "request.agree" if agrees else "request.decline"
    write_audit(actor=actor, action=action, record=request, reason=answer)
    verdict = "同意" if agrees else "未同意"
    offer, day = request.offer, request.wanted_on
    _tell_community(request, f"{offer.unit.name}{verdict}贵社区使用“{offer.name}”（{day}）。")
    return request


@transaction.atomic
def withdraw_request(*, actor: User, request: ResourceRequest) -> ResourceRequest:
    """Take it back before the use; the unit is told. Refuses `request.state`."""
    request = _hold(actor, request, Action.KEEP_PROJECTS, State.ASKED, State.AGREED)
    request.change(actor, state=State.WITHDRAWN)
    write_audit(actor=actor, action="request.withdraw", record=request)
    where, offer = request.community.name, request.offer
    _tell_unit(request, f"{where}撤回了对“{offer.name}”的申请（{request.wanted_on}）。")
    return request


@transaction.atomic
def record_use(
    *, actor: User, request: ResourceRequest, used_on: datetime.date, result: str
) -> ResourceRequest:
    """Note that it was really used: from now on it counts as given by the unit.

    Refuses `request.state` (not agreed) and `request.used_on` (in the future, or before the day
    that was agreed).
    """
    request = _hold(actor, request, Action.KEEP_PROJECTS, State.AGREED)
    code, field = "request.used_on", "used_on"
    require(used_on <= clock.today(), "实际使用日期不能晚于今天，请核对。", code=code, field=field)
    require(
        used_on >= request.wanted_on,
        f"实际使用日期不能早于约定的 {request.wanted_on}，请核对。",
        code=code,
        field=field,
    )
    result = normalise_line(result, label="使用情况", limit=200, field="result")
    request.change(actor, state=State.USED, used_on=used_on, result=result)
    write_audit(actor=actor, action="request.use", record=request, used_on=used_on.isoformat())
    mark_month(request.community_id, Month.of(used_on))
    where, offer = request.community.name, request.offer
    _tell_unit(request, f"{where}登记了“{offer.name}”的使用情况（{used_on}），感谢支持。")
    return request


def _hold(actor: User, request: ResourceRequest, action: Action, *states: State) -> ResourceRequest:
    """Lock and re-read the request, require the right and one of the states."""
    rows = ResourceRequest.objects.select_for_update(of=("self",))
    request = rows.select_related("offer__unit__merged_into", "community").get(pk=request.pk)
    scope.require(actor, action, request)
    require(
        request.state in states,
        f"这份申请现在是“{request.get_state_display()}”，不能这样办理，请刷新后再看。",
        code="request.state",
    )
    return request


def _check_community(community: Organization, unit: ResidentUnit) -> None:
    stands = community.tier == Organization.Tier.COMMUNITY and community.is_established(
        clock.today()
    )
    require(
        stands and community.district_id == unit.district_id,
        "请选择本区已成立的社区来申请。",
        code="request.community",
        field="community",
    )


def _check_offer(offer: ResourceOffer) -> None:
    today, code = clock.today(), "request.offer"
    require(not offer.is_withdrawn, "单位已撤下这项资源，请选择其他资源。", code=code)
    require(
        offer.available_to is None or offer.available_to >= today,
        f"这项资源的可用期已于 {offer.available_to} 截止，请选择其他资源。",
        code=code,
    )
    unit = offer.unit.standing
    require(unit.is_in_use(today), f"“{unit.name}”已停用，请选择其他单位的资源。", code=code)


def _check_day(offer: ResourceOffer, day: datetime.date) -> None:
    code, field = "request.wanted_on", "wanted_on"
    today, first, last = clock.today(), offer.available_from, offer.available_to
    require(day >= today, "使用日期不能早于今天，请核对。", code=code, field=field)
    require(day <= today + FARTHEST, "使用日期最多提前一年申请，请核对。", code=code, field=field)
    require(first is None or day >= first, f"这项资源 {first} 起才可用。", code=code, field=field)
    require(last is None or day <= last, f"这项资源只到 {last} 可用。", code=code, field=field)


def _check_project(project: Project | None, community: Organization) -> None:
    if project is None:
        return
    project = Project.objects.get(pk=project.pk)
    code, field = "request.project", "project"
    takes_part = (
        project.lead_id == community.pk or project.communities.filter(pk=community.pk).exists()
    )
    require(takes_part, "请选择申请社区自己的项目。", code=code, field=field)
    require(
        project.status in PLANNED,
        "这个项目已经办结，请另选项目或不填。",
        code=code,
        field=field,
    )


def _check_single(offer: ResourceOffer, community: Organization, day: datetime.date) -> None:
    same = ResourceRequest.objects.filter(offer=offer, community=community, wanted_on=day)
    require(
        not same.filter(state__in=[State.ASKED, State.AGREED]).exists(),
        "本社区那天已经申请过这项资源，不用重复申请。",
        code="request.known",
        field="wanted_on",
    )


def _check_often(offer: ResourceOffer, community: Organization) -> None:
    since = clock.start_of_day(clock.today())
    asked = ResourceRequest.objects.filter(
        offer=offer, community=community, created_at__gte=since
    ).count()
    require(
        asked < MOST_A_DAY,
        "今天已多次申请这项资源，请明天再试，或电话联系单位。",
        code="request.often",
    )


def _tell_unit(request: ResourceRequest, text: str) -> None:
    people = liaisons_of(request.offer.unit).values_list("pk", flat=True)
    url = reverse("covenants:unit-request-detail", args=[request.pk])
    notify_each(texts=dict.fromkeys(people, text), url=url)


def _tell_community(request: ResourceRequest, text: str) -> None:
    people = holders(Role.COMMUNITY, request.community_id).values_list("pk", flat=True)
    notify_each(texts=dict.fromkeys(people, text), url=request.get_absolute_url())
