"""What every model must have."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from common.records import Record
from orgs.scope import ScopedQuerySet

SCOPED_APPS = ("orgs", "members", "covenants", "services", "reports")
# Models without `visible_to`, each with why nobody asks for their rows as such.
UNSCOPED = {
    "orgs.ImportRow": "part of an import",
    "orgs.DirtyMonth": "a queue that only the statistics read",
    "orgs.Holiday": "the same for everybody",
    "members.ServiceIntention": "part of a check-in",
    "members.Availability": "part of a check-in",
    "covenants.FundingSource": "part of a project",
    "covenants.ProjectStage": "part of a project",
    "covenants.ProjectWant": "part of a project",
    "reports.ReportAction": "part of a report",
    "reports.Snapshot": "part of a report",
}
# Records that go with the record they are a part of.
PARTS = {"members.ServiceIntention", "members.Availability", "reports.FigureOverride"}


def own_models(*labels: str) -> list[type[models.Model]]:
    return [model for label in labels for model in apps.get_app_config(label).get_models()]


def scoped_models() -> list[type[models.Model]]:
    return [model for model in own_models(*SCOPED_APPS) if model._meta.label not in UNSCOPED]


ALL = own_models("accounts", *SCOPED_APPS)


@pytest.mark.parametrize("model", scoped_models(), ids=lambda model: model._meta.label)
def test_a_model_of_a_scoped_app_has_the_gate(model: type[models.Model]) -> None:
    rows = type(model._default_manager.all())
    assert issubclass(rows, ScopedQuerySet)
    has_own_gate = rows.visible_to is not ScopedQuerySet.visible_to
    has_paths = any(path is not None for path in vars(rows.scope).values())
    assert has_own_gate or has_paths


def test_the_list_of_models_without_gate_is_up_to_date() -> None:
    assert set(UNSCOPED) <= {model._meta.label for model in own_models(*SCOPED_APPS)}


@pytest.mark.parametrize("model", ALL, ids=lambda model: model._meta.label)
def test_a_model_speaks_chinese_and_says_what_it_is(model: type[models.Model]) -> None:
    assert any("一" <= letter <= "鿿" for letter in str(model._meta.verbose_name))
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")
    assert "__str__" in vars(model)


@pytest.mark.parametrize("model", ALL, ids=lambda model: model._meta.label)
def test_a_record_is_not_deleted_by_cascade(model: type[models.Model]) -> None:
    if not issubclass(model, Record) or model._meta.label in PARTS:
        return
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey):
            on_delete = field.remote_field.on_delete
            assert on_delete in {models.PROTECT, models.SET_NULL}, f"{model} {field.name}"


@pytest.mark.parametrize("model", ALL, ids=lambda model: model._meta.label)
def test_constraints_are_named_after_their_app(model: type[models.Model]) -> None:
    for constraint in model._meta.constraints:
        assert constraint.name.startswith(f"{model._meta.app_label}_")


@pytest.mark.django_db
def test_the_migrations_are_complete() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


@pytest.mark.django_db
def test_the_system_check_is_clean() -> None:
    call_command("check", "--fail-level", "WARNING")
