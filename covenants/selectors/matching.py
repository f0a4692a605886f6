"""What fits together: offers for a project, projects for a unit. Reasons are told, never scores."""

import datetime
from functools import reduce
from operator import add, or_
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from common import clock
from covenants.models import (
    Covenant,
    CovenantParty,
    Project,
    ProjectWant,
    ResourceKind,
    ResourceOffer,
)
from orgs.models import ResidentUnit
from orgs.policy import Action

# Annotation → what people read; {place} is the community, or the communities, of the project.
REASONS: dict[str, str] = {
    "has_covenant": "与{place}有有效协议",
    "is_located": "位于{place}",
    "is_paired": "结对{place}",
    "is_timely": "时间合适",
}


def offers_for(project: Project, user: Any) -> QuerySet[ResourceOffer]:
    """Return the offers in the user's sight that the project can use.

    Of its district, of a kind it wants, to be had before its planned end; those with most reasons
    first, then by name. The reasons are annotations, named in words by `reasons_of`.
    """
    today = clock.today()
    until = max(project.planned_end or today, today)
    offers = ResourceOffer.objects.visible_to(user).standing(today).for_list()
    fitting = offers.filter(
        Q(available_from=None) | Q(available_from__lte=until),
        unit__district=project.lead.district_id,
        kind__in=project.wants.order_by().values("kind"),
    )
    named = fitting.annotate(**_reasons(project, today, until))
    return named.annotate(reason_count=_count()).order_by("-reason_count", "name", "pk")


def reasons_of(offer: ResourceOffer, place: str) -> str:
    """Return why the offer fits, from the annotations of `offers_for`."""
    found = [text.format(place=place) for name, text in REASONS.items() if getattr(offer, name)]
    return "、".join(found)


def place_word(project: Project) -> str:
    """Return what the project's communities are called in a reason."""
    return "本社区" if project.communities.count() < 2 else "实施社区"


def claimable_by(user: Any) -> QuerySet[Project]:
    """Return 项目清单 for the user's units: open projects of their districts, those first that
    want what the units offer, those last whose planned end has passed.

    The gate of projects is not asked: what is open to claims shows its public facts to every unit
    of the district, and to nobody else.
    """
    units = ResidentUnit.objects.visible_to(user, Action.OFFER_RESOURCES)
    districts = units.order_by().values_list("district", flat=True).distinct()
    lists = [Project.objects.claimable(district) for district in districts]
    projects = reduce(or_, lists, Project.objects.none())
    wants = ProjectWant.objects.filter(project=OuterRef("pk"), kind__in=_offered(user))
    return (
        projects.select_related("lead")
        .prefetch_related("wants")
        .annotate(is_wanting=Exists(wants), is_late=_holds(Q(planned_end__lt=clock.today())))
        .order_by("is_late", "-is_wanting", "name", "pk")
    )


def offered_kinds(user: Any) -> set[str]:
    """Return the kinds of what the user's units offer today."""
    return set(_offered(user))


def fit_of(project: Project, kinds: set[str]) -> str:
    """Return the kinds that the project wants and the unit offers, in words."""
    found = [want.kind for want in project.wants.all() if want.kind in kinds]
    return "、".join(ResourceKind(kind).label for kind in found)


def _offered(user: Any) -> QuerySet:
    offers = ResourceOffer.objects.visible_to(user, Action.OFFER_RESOURCES)
    return offers.standing(clock.today()).order_by().values_list("kind", flat=True).distinct()


def _reasons(project: Project, today: datetime.date, until: datetime.date) -> dict[str, Any]:
    places = project.communities.order_by().values("pk")
    signed = Covenant.objects.in_force(today).filter(organization__in=places)
    same_unit = Q(unit=OuterRef("unit")) | Q(unit=OuterRef("unit__merged_into"))
    parties = CovenantParty.objects.filter(same_unit, covenant__in=signed.values("pk"))
    begun = Q(available_from=None) | Q(available_from__lte=today)
    lasting = Q(available_to=None) | Q(available_to__gte=until)
    return {
        "has_covenant": Exists(parties),
        "is_located": _holds(Q(unit__located_in__in=places)),
        "is_paired": _holds(Q(unit__paired_community__in=places)),
        "is_timely": _holds(begun & lasting),
    }


def _holds(condition: Q) -> Case:
    """Return whether the condition holds; an empty column says no, not nothing."""
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


def _count() -> ExpressionWrapper:
    ones = [Case(When(**{name: True}, then=1), default=0) for name in REASONS]
    return ExpressionWrapper(reduce(add, ones), output_field=IntegerField())
