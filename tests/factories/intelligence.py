"""Intelligence for tests, sent as people send it."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from inspections.actions.intelligence import send_intelligence
from inspections.models import Intelligence
from inspections.values.intelligence import IntelligenceContent
from organisations.models import User
from records.actor import acting_as
from tests.factories.inspections import JointInspection


def intelligence_content(joint: JointInspection, **changes: Any) -> IntelligenceContent:
    """What an inspector might send; `changes` are fields of `IntelligenceContent`."""
    usual = {
        "kind": "concern",
        "receiver": "cqc",
        "power": joint.strand.power_id,
        "purpose": "To look at when the hospital is inspected.",
        "text": "Two children waited a night for a bed.",
    }
    return IntelligenceContent(**{**usual, **changes})


def intelligence_by(joint: JointInspection, person: User, **changes: Any) -> Intelligence:
    """A piece that this person sent, to CQC unless said; `key` is the form's."""
    key = changes.pop("key", None) or uuid4()
    with acting_as(person):
        return send_intelligence(
            key=key,
            inspection=joint.inspection,
            content=intelligence_content(joint, **changes),
            by=person,
            at=timezone.now(),
        )
