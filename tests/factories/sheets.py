"""Grade reasoning sheets for tests."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from judgements.actions.reasoning import ask_for_sheet
from judgements.values.reasoning import Sheet, SheetCell, SheetTable
from records.models import Job
from records.states import JobState
from reports.actions.printing import keep_print
from reports.print.jobs import Printed
from reports.print.sheet import sheet_key
from tests.factories.inspections import JointInspection
from tests.factories.judgements import judgement_in


def sheet(**changes: Any) -> Sheet:
    """A sheet with one table."""
    usual: dict[str, Any] = {
        "title": "The effectiveness of the board",
        "reference": "OF-2026-0001",
        "place": "Northmere",
        "facts": (("Stage", "Agreed"), ("Grade", "Good")),
        "tables": (
            SheetTable(
                "Criteria and evidence",
                "By reference.",
                ("Criterion", "For", "Against"),
                ((SheetCell("¶115a"), SheetCell("", ("E-1", "E-2")), SheetCell("None")),),
            ),
        ),
    }
    return Sheet(**{**usual, **changes})


def sheet_printed_for(joint: JointInspection) -> UUID:
    """The job of a sheet that the overall lead had printed; its PDF is there."""
    now = timezone.now()
    made = sheet(reference=joint.reference)
    job = ask_for_sheet(judgement=judgement_in(joint), sheet=made, by=joint.overall_lead, at=now)
    keep_print(key=sheet_key(made), printed=Printed(b"%PDF sheet", "0" * 64, 1, ()), at=now)
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, finished_at=now)
    return job.reference
