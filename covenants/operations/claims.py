"""项目认领: a unit claims a project that is open to claims; the lead community decides."""

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.operations import notify_each, write_audit
from common import clock
from common.months import Month
from common.text import normalise_line
from common.violations import require
from covenants.models import Project, ProjectClaim, ResourceKind
from covenants.operations.project_steps import locked_project
from covenants.transitions import PLANNED
from orgs import scope
from orgs.models import ResidentUnit
from orgs.operations.months import mark_months
from orgs.operations.unit_rules import require_in_use
from orgs.policy import Action, Role
from orgs.selectors.people import holders, liaisons_of

State = ProjectClaim.State
MOST_A_DAY = 3  # per project and unit: each one is a message to the lead


@transaction.atomic
def claim_project(
    *, actor: User, project: Project, unit: ResidentUnit, text: str, kind: str = ""
) -> ProjectClaim:
    """Ask to take part in a project of the unit's district; its lead is told.

    Refuses `claim.unit` (out of use or merged), `claim.project` (another district's, not open to
    claims, ended), `claim.kind`, `claim.partner` (taking part already), `claim.known` and
    `claim.often` (claimed again and again today).
    """
    project = locked_project(project)
    unit = ResidentUnit.objects.select_related("merged_into").get(pk=unit.pk)
    scope.require(actor, Action.OFFER_RESOURCES, unit)
    require_in_use([unit], code="claim.unit")
    _check_claimable(project, unit)
    _check_new(project, unit)
    known = not kind or kind in ResourceKind.values
    require(known, "请从列表里选择提供的资源种类。", code="claim.kind", field="kind")
    claim = ProjectClaim.objects.create_by(
        actor,
        project=project,
        unit=unit,
        kind=kind,
        text=normalise_line(text, label="认领内容", limit=200, field="text"),
    )
    write_audit(actor=actor, action="claim.ask", record=claim, unit=unit.pk, project=project.pk)
    _tell_lead(claim, f"{unit.name}认领共建项目“{project.name}”，请答复。")
    return claim


@transaction.atomic
def answer_claim(
    *, actor: User, claim: ProjectClaim, accepts: bool, answer: str = ""
) -> ProjectClaim:
    """Accept or not, for the lead; an accepted unit takes part in the project from now on.

    Refuses `claim.state` (answered or taken back already), `claim.same_person` (the actor made it
    for the unit), `claim.project` (accepting for a project
    that has ended), `claim.unit` (accepting a unit out of use) and `text.empty` (declining without
    a word).
    """
    claim = _hold(actor, claim, Action.KEEP_PROJECTS)
    require(
        claim.created_by_id != actor.pk,
        "这份认领是您为单位提出的，请由社区的其他人答复。",
        code="claim.same_person",
    )
    answer = normalise_line(answer, label="答复", limit=200, required=not accepts, field="answer")
    if accepts:
        _let_in(actor, claim)
    claim.change(actor, state=State.ACCEPTED if accepts else State.DECLINED, answer=answer)
    action = "claim.accept" if accepts else "claim.decline"
    write_audit(actor=actor, action=action, record=claim, reason=answer)
    verdict = "接受" if accepts else "未接受"
    project = claim.project
    _tell_unit(claim, f"{project.lead}{verdict}了{claim.unit.name}对“{project.name}”的认领。")
    return claim


@transaction.atomic
def withdraw_claim(*, actor: User, claim: ProjectClaim) -> ProjectClaim:
    """Take it back before the answer; the lead is told. Refuses `claim.state`."""
    claim = _hold(actor, claim, Action.OFFER_RESOURCES)
    claim.change(actor, state=State.WITHDRAWN)
    write_audit(actor=actor, action="claim.withdraw", record=claim)
    _tell_lead(claim, f"{claim.unit.name}撤回了对“{claim.project.name}”的认领。")
    return claim


def decline_waiting(*, actor: User, project: Project, answer: str) -> None:
    """Decline what still waits at a held project that takes nobody any more; the units are told."""
    rows = project.claims.waiting().select_for_update(of=("self",)).order_by("pk")
    for claim in rows.select_related("unit__merged_into"):
        claim.project = project
        claim.change(actor, state=State.DECLINED, answer=answer)
        write_audit(actor=actor, action="claim.decline", record=claim, reason=answer)
        _tell_unit(claim, f"{claim.unit.name}对“{project.name}”的认领未接受：{answer}。")


def _hold(actor: User, claim: ProjectClaim, action: Action) -> ProjectClaim:
    """Lock the project and then its claim, in this order always; require right and state."""
    project = locked_project(claim.project)
    rows = ProjectClaim.objects.select_for_update(of=("self",))
    claim = rows.select_related("unit__merged_into").get(pk=claim.pk)
    claim.project = project
    scope.require(actor, action, claim)
    require(
        claim.state == State.ASKED,
        f"这份认领现在是“{claim.get_state_display()}”，不用再办理，请刷新后再看。",
        code="claim.state",
    )
    return claim


def _check_claimable(project: Project, unit: ResidentUnit) -> None:
    code = "claim.project"
    is_near = project.lead.district_id == unit.district_id
    require(
        is_near and project.is_open_to_claims,
        "这个项目没有征集认领，请在项目清单里选择。",
        code=code,
    )
    require(
        project.status in PLANNED,
        f"这个项目现在是“{project.get_status_display()}”，不再接受认领。",
        code=code,
    )


def _check_new(project: Project, unit: ResidentUnit) -> None:
    same = ResidentUnit.objects.together_with(unit).values("pk")
    takes_part = project.lead_unit_id == unit.pk or project.partners.filter(pk__in=same).exists()
    require(not takes_part, "本单位已经参与这个项目，不用再认领。", code="claim.partner")
    open_ones = project.claims.filter(unit__in=same, state__in=[State.ASKED, State.ACCEPTED])
    require(not open_ones.exists(), "本单位已经认领过这个项目，请等候答复。", code="claim.known")
    since = clock.start_of_day(clock.today())
    require(
        project.claims.filter(unit__in=same, created_at__gte=since).count() < MOST_A_DAY,
        "今天已多次认领这个项目，请明天再试，或电话联系牵头社区。",
        code="claim.often",
    )


def _let_in(actor: User, claim: ProjectClaim) -> None:
    """Make the unit a partner of the held project."""
    project, unit = claim.project, claim.unit.standing
    require(
        project.status in PLANNED,
        f"这个项目现在是“{project.get_status_display()}”，不能再接受认领。",
        code="claim.project",
        field="accepts",
    )
    require_in_use([unit], code="claim.unit", field="accepts")
    project.partners.add(unit)
    project.change(actor)
    write_audit(actor=actor, action="project.join", record=project, unit=unit.pk)
    places = {project.lead_id, *project.communities.values_list("pk", flat=True)}
    mark_months(places, [Month.of(clock.today())])


def _tell_unit(claim: ProjectClaim, text: str) -> None:
    people = liaisons_of(claim.unit).values_list("pk", flat=True)
    url = reverse("covenants:unit-claim-detail", args=[claim.pk])
    notify_each(texts=dict.fromkeys(people, text), url=url)


def _tell_lead(claim: ProjectClaim, text: str) -> None:
    people = holders(Role.COMMUNITY, claim.project.lead_id).values_list("pk", flat=True)
    notify_each(texts=dict.fromkeys(people, text), url=claim.get_absolute_url())
