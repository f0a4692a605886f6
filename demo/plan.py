"""The whole sample district as unsaved rows: the same month gives the same district."""

from dataclasses import dataclass

from common.months import Month
from demo.arrivals import Arrivals, plan_arrivals
from demo.check_ins import plan_check_ins
from demo.covenants import Covenants, plan_covenants
from demo.duties import Duties, plan_duties
from demo.members import Roll
from demo.names import Registry
from demo.people import People, plan_people
from demo.places import Places, plan_places
from demo.projects import Projects, plan_projects
from demo.resources import Resources, plan_resources
from demo.services import plan_services
from demo.support import Support, plan_support
from demo.timeline import Timeline, randomness
from demo.units import Units, plan_units
from demo.works import Works, plan_works
from services.models import ServiceLog


@dataclass(frozen=True)
class Plan:
    """Everything but the monthly reports, which need the due days and the moment of loading."""

    timeline: Timeline
    places: Places
    units: Units
    people: People
    roll: Roll
    arrivals: Arrivals
    covenants: Covenants
    duties: Duties
    projects: Projects
    works: Works
    resources: Resources
    logs: list[ServiceLog]
    support: Support


def plan_district(month: Month) -> Plan:
    """Return the sample district whose month open for reporting is `month`."""
    timeline = Timeline(month)
    registry = Registry(randomness("registry"))
    places = plan_places(timeline)
    units = plan_units(timeline, places, registry)
    people = plan_people(timeline, places, units, registry)
    roll = plan_check_ins(timeline, places, units, people, registry)
    covenants = plan_covenants(timeline, places, units, people, registry)
    projects = plan_projects(timeline, places, units, people, covenants, registry)
    works = plan_works(timeline, projects)
    return Plan(
        timeline=timeline,
        places=places,
        units=units,
        people=people,
        roll=roll,
        arrivals=plan_arrivals(timeline, places, units, people, roll),
        covenants=covenants,
        duties=plan_duties(timeline, covenants, units, people),
        projects=projects,
        works=works,
        resources=plan_resources(timeline, places, units, people, projects),
        logs=plan_services(timeline, places, people, roll, registry),
        support=plan_support(timeline, places, units, people),
    )
