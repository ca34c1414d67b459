"""What every model has, whoever writes it."""

import pytest
from django.apps import apps
from django.db import models

from tests.house.reading import APPS

OURS = [model for model in apps.get_models() if model._meta.app_label in APPS]
NAMES = [model._meta.label for model in OURS]


def test_there_are_models_to_look_at() -> None:
    assert OURS


@pytest.mark.parametrize("model", OURS, ids=NAMES)
def test_a_model_says_what_it_is(model: type[models.Model]) -> None:
    written = (model.__doc__ or "").strip()
    assert written
    # Django writes "Name(id, field, …)" where nobody wrote anything.
    assert not written.startswith(f"{model.__name__}(")


def relations(model: type[models.Model]) -> list[tuple[str, str]]:
    """A model's foreign keys and many-to-manys: the field, and the app that it points to."""
    return [
        (field.name, field.related_model._meta.app_label)
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.is_relation and not isinstance(field.related_model, str) and field.related_model
    ]


@pytest.mark.parametrize("model", OURS, ids=NAMES)
def test_a_relation_points_the_way_that_imports_do(model: type[models.Model]) -> None:
    """A foreign key named by a string escapes the import contracts; this sees it."""
    place = APPS.index(model._meta.app_label)
    upward = [
        f"{name} -> {app}"
        for name, app in relations(model)
        # The person is named by AUTH_USER_MODEL, which is Django's own way to point up.
        if app in APPS and APPS.index(app) < place and app != "organisations"
    ]
    assert upward == []


@pytest.mark.parametrize("model", OURS, ids=NAMES)
def test_a_ground_model_names_nobody_but_the_person(model: type[models.Model]) -> None:
    """`records` and `pages` stand below `organisations`: of it they may know the user only."""
    if model._meta.app_label in {"records", "pages"}:
        pointed = {
            field.related_model._meta.label
            for field in model._meta.local_fields
            if field.is_relation and field.related_model._meta.app_label == "organisations"
        }
        assert pointed <= {"organisations.User"}


@pytest.mark.parametrize("model", OURS, ids=NAMES)
def test_a_constraint_is_named_and_speaks(model: type[models.Model]) -> None:
    silent = [
        constraint.name
        for constraint in model._meta.constraints
        if constraint.violation_error_message == constraint.default_violation_error_message
    ]
    assert silent == []
