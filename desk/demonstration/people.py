"""The people of the demonstration."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from organisations.models import Inspectorate, Membership, User
from organisations.values import MemberRole

PASSWORD = "concord demonstration"  # noqa: S105 - printed at start, of no worth anywhere else
SINCE = date(2014, 1, 1)


@cache
def cast() -> dict[str, Any]:
    """Who there is, from fixtures/demo/people.yaml."""
    path = Path(settings.BASE_DIR) / "fixtures" / "demo" / "people.yaml"
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def _person(facts: dict[str, str], **more: Any) -> User:
    found = User.objects.filter(email=facts["email"]).first()
    return found or User.objects.create_user(
        facts["email"], PASSWORD, name=facts["name"], job_title=facts["job_title"], **more
    )


def make_people() -> None:
    """Make every account of the demonstration that is not there yet."""
    for facts in cast()["admins"]:
        _person(facts, is_admin=True)
    for code, people in cast()["inspectorates"].items():
        inspectorate = Inspectorate.objects.get(code=code)
        for role, group in ((MemberRole.LEAD, "leads"), (MemberRole.INSPECTOR, "inspectors")):
            for facts in people[group]:
                Membership.objects.get_or_create(
                    person=_person(facts),
                    inspectorate=inspectorate,
                    role=role,
                    defaults={"starts_on": SINCE},
                )
    _person(cast()["agency_leader"])
    _person(cast()["chair"])


def person(email: str) -> User:
    """An account of the demonstration."""
    return User.objects.get(email=email)


def sign_ins() -> list[tuple[str, str]]:
    """E-mail addresses and what their holders are, in the order of the story."""
    rows = [(facts["email"], "admin: frameworks and accounts") for facts in cast()["admins"]]
    for people in cast()["inspectorates"].values():
        rows.extend(
            (facts["email"], f"{people['name']}: {facts['role']}")
            for facts in [*people["leads"], *people["inspectors"]]
        )
    rows.append((cast()["agency_leader"]["email"], "leader of an agency, in the joint audit"))
    rows.append((cast()["chair"]["email"], "chair of the safeguarding children board"))
    return rows
