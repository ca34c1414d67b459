"""Asking for a published document in another format, and answering such a request."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from organisations.models import Inspectorate, User
from organisations.permissions import membership_of
from records.errors import ActionRefused
from records.permissions import require
from records.values import clean_text
from reports.actions.formats import Published
from reports.models import FormatRequest, RecordedLetter
from reports.permissions import may_answer_formats
from reports.values import REASON_LIMIT
from reports.values.formats import NEEDS_LIMIT, FormatKind, FormatWish, RequestState

NOBODY_HERE = (
    "None of the inspectorates that wrote this letter answers here. Ask one of them directly: "
    "their names stand in the letter. Nothing was recorded."
)


@transaction.atomic
def ask_for_format(*, of: Published, wish: FormatWish, once: UUID, at: datetime) -> FormatRequest:
    """Record a request. The same form sent twice is one request.

    Args:
        once: the receipt of the form.

    Raises:
        ActionRefused: nobody here answers for the document, or the wish is not complete.
    """
    inspectorate = answered_by(of=of)
    if inspectorate is None:
        raise ActionRefused(NOBODY_HERE)
    needs = clean_text(wish.needs).strip()
    if wish.kind not in set(FormatKind) or not wish.email or len(needs) > NEEDS_LIMIT:
        raise ActionRefused("Say which format you need, and where the answer goes.")
    # Numbers are given one after another: whoever comes at the same moment waits here.
    Inspectorate.objects.select_for_update(no_key=True).get(pk=inspectorate.pk)
    rows = FormatRequest.objects.filter(inspectorate=inspectorate)
    sent: FormatRequest | None = FormatRequest.objects.filter(once=once).first()
    if sent is not None:
        return sent
    last = rows.aggregate(last=Max("number"))["last"] or 0
    about = {"letter" if isinstance(of, RecordedLetter) else "publication": of}
    return FormatRequest.objects.create(
        **about,
        inspectorate=inspectorate,
        number=last + 1,
        once=once,
        kind=wish.kind,
        needs=needs,
        email=wish.email,
        asked_at=at,
    )


def answered_by(*, of: Published) -> Inspectorate | None:
    """The inspectorate that answers for a document, if it is one of ours.

    A document of one inspectorate is its own; what several write together is answered for by the
    one that assures its quality. A letter of another place: the first of its authors that is ours.
    """
    if isinstance(of, RecordedLetter):
        authors = (one.inspectorate for one in of.inspectorates.all())
        return next((one for one in authors if one is not None), None)
    return of.report.owner or of.report.form.quality_assured_by


def mark_sent(*, request: FormatRequest, by: User, at: datetime) -> None:
    """Say that the format was sent. The address is erased.

    Raises:
        PermissionRefused: the person is no lead of the inspectorate that answers.
        ActionRefused: somebody was quicker.
    """
    _end(request, RequestState.SENT, "", by, at)


def refuse_format(*, request: FormatRequest, reason: str, by: User, at: datetime) -> None:
    """Say that the format cannot be given, and why. The address is erased.

    Raises:
        PermissionRefused: the person is no lead of the inspectorate that answers.
        ActionRefused: there is no reason, or somebody was quicker.
    """
    reason = clean_text(reason).strip()
    if not reason or len(reason) > REASON_LIMIT:
        raise ActionRefused("Say why the format cannot be given. Nothing was changed.")
    _end(request, RequestState.REFUSED, reason, by, at)


def _end(request: FormatRequest, state: str, reason: str, by: User, at: datetime) -> None:
    require(may_answer_formats(membership_of(by, timezone.localdate(at)), request))
    waiting = FormatRequest.objects.filter(pk=request.pk, state=RequestState.WAITING)
    ended = waiting.update(state=state, reason=reason, email="", handled_by=by, handled_at=at)
    if not ended:
        request.refresh_from_db()
        raise ActionRefused(
            f"{request.handled_by} was quicker: the request is “{request.state}” already. Nothing "
            "was changed."
        )
    request.refresh_from_db()
