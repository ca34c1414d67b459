"""Asking for the grade reasoning sheet as a PDF."""

from datetime import datetime

from django.utils import timezone

from inspections.permissions import assignment_of
from judgements.models import Judgement
from judgements.permissions import may_read_judgement
from judgements.values.reasoning import Sheet
from organisations.models import User
from records.actions import queue_job
from records.models import Job
from records.permissions import require
from records.values import content_hash

# The worker's task. Whoever prints prints this too: reports, which stands on this app.
PRINT_SHEET = "reports.print_sheet"


def ask_for_sheet(*, judgement: Judgement, sheet: Sheet, by: User, at: datetime) -> Job:
    """Have a sheet printed as it stands on the page. The same sheet is the same job.

    The job carries the sheet: what is recorded while it waits changes nothing of it.

    Raises:
        PermissionRefused: the person is not on the team.
    """
    inspection = judgement.strand.inspection
    require(may_read_judgement(assignment_of(by, inspection, timezone.localdate(at))))
    return queue_job(
        kind=PRINT_SHEET,
        key=_key(sheet, by),
        arguments={"inspection": inspection.reference, "sheet": sheet.as_data()},
        by=by,
        at=at,
    )


def job_of_sheet(*, sheet: Sheet, person: User) -> Job | None:
    """The job in which this person had this very sheet printed, if there is one."""
    return Job.objects.filter(key=_key(sheet, person)).first()


def _key(sheet: Sheet, person: User) -> str:
    return f"{PRINT_SHEET}:{person.pk}:{content_hash(sheet.as_data())}"
