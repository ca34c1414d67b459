"""Say of a criterion whether it is met."""

import uuid
from datetime import datetime

from frameworks.models import Criterion
from judgements.actions.holding import hold, once_under_lock
from judgements.models import CriterionView, Judgement
from judgements.permissions import may_record_view
from judgements.values import ViewContent
from organisations.models import User
from records.errors import ActionRefused
from records.permissions import require

_GONE = (
    "This criterion is not in the version of the framework that the inspection uses now. Open the "
    "judgements again and choose the criterion that took its place."
)


def record_view(
    *,
    judgement: Judgement,
    reference: str,
    content: ViewContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
) -> CriterionView:
    """Record a person's own view on a criterion. What they said before stays; the newest counts.

    Args:
        judgement: of the area in its strand, stored or made up (`permissions.area_of`).
        reference: of the criterion.
        key: the form's key; the same form sent twice says it once.

    Raises:
        PermissionRefused: the person's inspectorate does not inspect there, or nothing is judged
            now.
        ActionRefused: the inspection came to a version without this criterion.
    """

    def act() -> str:
        held = hold(judgement=judgement, by=by, at=at)
        strand = held.judgement.strand
        require(may_record_view(held.assignment, held.inspection, strand))
        criterion = Criterion.objects.filter(
            area__strands=strand, area__code=judgement.area.code, reference=reference
        ).first()
        if criterion is None:
            raise ActionRefused(_GONE)
        view = CriterionView.objects.create(
            strand=strand,
            criterion=criterion,
            inspectorate=held.own,
            person=by,
            met=content.met,
            note=content.note,
            at=at,
        )
        return str(view.pk)

    made = once_under_lock(
        judgement=judgement,
        act="record a view on a criterion",
        content={"criterion": reference, **content.as_data()},
        key=key,
        by=by,
        at=at,
        do=act,
    )
    return CriterionView.objects.get(pk=made)
