"""Grade reasoning sheets that somebody had printed."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from inspections.models import Inspection
from inspections.permissions import assignment_of
from judgements.actions.reasoning import PRINT_SHEET
from judgements.permissions import may_read_judgement
from judgements.values.reasoning import Sheet
from organisations.models import User
from records.models import Job
from reports.models import Artefact
from reports.print.sheet import sheet_key


def find_sheet(*, inspection: Inspection, job: UUID, person: User) -> Sheet | None:
    """The sheet that a job of this person's prints; nobody else's, of no other inspection."""
    found = Job.objects.asked_by(person).named(job)
    if found is None or found.kind != PRINT_SHEET:
        return None
    if found.arguments["inspection"] != inspection.reference:
        return None
    return Sheet.from_data(found.arguments["sheet"])


def printed_sheet(*, sheet: Sheet) -> Artefact | None:
    """The PDF with its bytes, if it was made."""
    return Artefact.objects.filter(key=sheet_key(sheet)).first()


def may_have_sheet(*, reference: str, person: User, at: datetime) -> bool:
    """Whether the person reads the judgements of this inspection now, not when they asked."""
    inspection = Inspection.objects.filter(reference=reference).first()
    if inspection is None:
        return False
    member = assignment_of(person, inspection, timezone.localdate(at))
    return may_read_judgement(member).allowed
