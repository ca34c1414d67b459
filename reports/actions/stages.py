"""Moving a report from stage to stage. The row is locked by the caller."""

from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from frameworks.values import FormKind
from inspections.models import Strand
from judgements.actions import note_opened
from organisations.models import User
from records.errors import ActionRefused
from records.values import clean_text
from reports.actions.documents import strands_held
from reports.actions.using import carry
from reports.models import Draft, Report, ReportEvent, SignOff
from reports.states import EDITABLE, NEEDS_REASON, REPORT


def move(*, report: Report, verb: str, by: User, at: datetime, why: str = "") -> Report:
    """Move the report along one arrow of its table and write the step down.

    Where its text can be changed from now on, it holds no grade any more, and says what its
    findings say by now.

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
    if arrow.target in EDITABLE:
        carry(report=report, at=at)
        for strand in strands_held(report=report):
            if not _is_held_elsewhere(report, strand):
                note_opened(strand=strand, by=by, at=at)
    return report


def _is_held_elsewhere(report: Report, strand: Strand) -> bool:
    """Whether another document that states the grades of the strand is signed as it stands."""
    newest = Draft.objects.filter(report=OuterRef("draft__report")).order_by("-number")
    signed = SignOff.objects.filter(
        Q(draft__report__strand=strand) | Q(draft__report__strand=None),
        draft__report__inspection=report.inspection_id,
        draft=Subquery(newest.values("pk")[:1]),
    )
    others = signed.exclude(draft__report=report.pk)
    others = others.exclude(draft__report__form__kind=FormKind.COMBINED)
    return others.exclude(draft__report__state__in=EDITABLE).exists()
