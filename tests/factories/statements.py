"""Statements of action, and letters whose next steps hold one.

told = with_next_steps(begun_report())
stated(told)                            the council writes it, with the police, for Ofsted
"""

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from frameworks.models import KeyDateRule
from organisations.models import Agency, Inspectorate
from reports.actions import record_statement
from reports.models import StatementOfAction
from reports.values.statement import STATEMENT_STEP, StatementContent
from tests.factories.reports import Told

ADDRESS = "statements@ofsted.example"


def with_next_steps(told: Told) -> Told:
    """The letter’s form says that a section holds the next steps, and the timetable by when."""
    KeyDateRule.objects.get_or_create(
        inspection_type=told.joint.inspection.inspection_type,
        code=STATEMENT_STEP,
        defaults={
            "title": "Statement",
            "order": 99,
            "after": "publication",
            "working_days": 70,
            "is_own_setting": True,
        },
    )
    told.report.form.sections.filter(key="next_steps").update(purpose="next_steps")
    told.now()
    return told


def agency_of(told: Told, kind: str) -> Agency:
    """The agency of this kind that serves the area."""
    return next(one for one in told.joint.agencies if one.kind == kind)


def content_for(told: Told, **changes: Any) -> StatementContent:
    """The council writes it with the police; it goes to Ofsted, and no date is known."""
    usual: dict[str, Any] = {
        "writer": agency_of(told, "local_authority").pk,
        "involved": (agency_of(told, "police").pk,),
        "inspectorate": Inspectorate.objects.get(code="ofsted").pk,
        "send_to": ADDRESS,
        "due_on": None,
    }
    return StatementContent(**{**usual, **changes})


@transaction.atomic
def stated(told: Told, **changes: Any) -> StatementOfAction:
    """The overall lead records it; `changes` are parts of the content, or arguments."""
    arguments = {
        name: changes.pop(name) for name in ("version", "key", "by", "at") if name in changes
    }
    usual = {"version": 0, "key": uuid4(), "by": told.lead, "at": timezone.now()}
    content = content_for(told, **changes)
    return record_statement(report=told.report, content=content, **{**usual, **arguments})
