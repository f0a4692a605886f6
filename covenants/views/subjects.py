"""What a step's page says above its form: which agreement or project it is about."""

from typing import Any

from covenants.models import Covenant, Project


def about_covenant(covenant: Covenant) -> list[tuple[str, Any]]:
    """Return the agreement's name, number and sides."""
    parties = covenant.parties.select_related("unit", "covenant__organization")
    return [
        ("协议", covenant),
        ("编号", covenant.no),
        *((party.label, party.name) for party in parties),
    ]


def about_project(project: Project) -> list[tuple[str, Any]]:
    """Return the project's name, number, lead and partners."""
    partners = "、".join(unit.name for unit in project.partners.all())
    return [
        ("项目", project),
        ("编号", project.no),
        ("牵头社区", project.lead),
        ("参与单位", partners or None),
    ]
