"""Moving a report from stage to stage. The row is locked by the caller."""

from datetime import datetime

from organisations.models import User
from records.errors import ActionRefused
from records.values import clean_text
from reports.models import Report, ReportEvent
from reports.states import NEEDS_REASON, REPORT


def move(*, report: Report, verb: str, by: User, at: datetime, why: str = "") -> Report:
    """Move the report along one arrow of its table and write the step down.

    Args:
        report: the row, locked in this transaction.
        why: the reason; a step back needs one.

    Raises:
        TransitionNotAllowed: there is no such arrow from where the report is now.
        ActionRefused: the reason is missing.
    """
    arrow = REPORT.find(verb, report.state)
    why = clean_text(why).strip()
    if verb in NEEDS_REASON and not why:
        raise ActionRefused("Say why. The reason stays on the record. Nothing was changed.")
    report.state = arrow.target
    report.save(update_fields=["state"])
    ReportEvent.objects.create(
        report=report,
        verb=verb,
        from_state=arrow.source,
        to_state=arrow.target,
        by=by,
        at=at,
        why=why,
    )
    return report
