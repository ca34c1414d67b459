"""What a person sends, as a browser would, for tests that change one thing about it."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from frameworks.models import Criterion
from inspections.actions import name_member
from inspections.models import Evidence, EvidenceRevision
from organisations.models import User
from records.actor import acting_as
from tests.factories.inspections import JointInspection
from tests.factories.reports import Told


def evidence_form(joint: JointInspection, **changes: Any) -> dict[str, Any]:
    """The form on which evidence is recorded."""
    today = timezone.localdate()
    usual = {
        "once": uuid4(),
        "text": "The chair asks each partner for the result.",
        "source": "meeting",
        "observed_on_day": today.day,
        "observed_on_month": today.month,
        "observed_on_year": today.year,
        "strength": "strength",
        "agency": "",
        "case": "",
        "criteria": [joint.criteria[0].pk],
        "finish": "1",
    }
    return {**usual, **changes}


def to(name: str, inspection: JointInspection | Told, *rest: Any) -> str:
    """The address of a page of an inspection; of a report, that of its joint letter."""
    document = ["joint-letter"] if name.startswith("reports:") else []
    return reverse(name, args=[inspection.reference, *document, *rest])


def record(client: Client, joint: JointInspection, **changes: Any) -> HttpResponse:
    """Send the form on which evidence is recorded."""
    return client.post(to("inspections:record_evidence", joint), evidence_form(joint, **changes))


def items_of(person: User) -> list[Evidence]:
    """The items that this person recorded, as they read them."""
    with acting_as(person):
        return list(Evidence.objects.filter(author=person).order_by("recorded_at"))


def text_of(item: Evidence, person: User) -> str:
    """What the item says now, as this person reads it."""
    with acting_as(person):
        return EvidenceRevision.objects.get(evidence=item, version=item.version).text


def work_here_too(person: User, joint: JointInspection, code: str) -> None:
    """The person is named on the team of this inspection as well."""
    name_member(
        inspection=joint.inspection,
        person=person,
        role="inspector",
        by=joint.leads[code],
        at=timezone.now(),
    )


def foreign_criterion() -> Criterion:
    """A criterion of another version of the framework."""
    from tests.factories.frameworks import draft_factory

    version = draft_factory(version="another")
    return Criterion.objects.filter(area__version=version).first()  # type: ignore[return-value]  # it has three
