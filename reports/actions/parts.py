"""The parts of a combined document: which they are, whether each is signed, whether each stands.

Nothing is written here; `reports.actions.combined` builds.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inspections.models import StrandParticipant
from organisations.models import Inspectorate
from records.errors import ActionRefused
from reports.actions.documents import parts_of
from reports.actions.snapshot import require_judgement_stands
from reports.models import Draft, Report, SignOff
from reports.states import ReportState
from reports.values import named

# A part that came so far is at its end; one that is published stays what it is.
_READY = frozenset({ReportState.FINAL_AGREEMENT, ReportState.PUBLISHED})


@dataclass(frozen=True)
class PartNow:
    """A part as it is now.

    Args:
        draft: its newest, without what it says; None where nothing was frozen.
        missing: why it cannot be built in, as a sentence; empty where it can.
    """

    report: Report
    draft: Draft | None
    missing: str

    @property
    def title(self) -> str:
        """How sentences name it."""
        return f"“{self.report.form.title}”"


def parts_now(*, report: Report) -> list[PartNow]:
    """Every part that the framework names, in their order. Six queries, however many."""
    found = parts_of(report=report)
    newest = Draft.objects.newest_of(one for one in found if one.is_begun)
    signed = defaultdict(set)
    rows = SignOff.objects.filter(
        draft__in=list(newest.values()), stage=ReportState.FINAL_AGREEMENT
    )
    for draft, inspectorate in rows.values_list("draft", "inspectorate"):
        signed[draft].add(inspectorate)
    taking_part = _taking_part(report)
    parts = []
    for one in found:
        draft = newest.get(one.pk)
        signs = taking_part[one.strand_id]
        done = signed[draft.pk] if draft else set()
        parts.append(PartNow(one, draft, _missing(one, draft, signs, done)))
    return parts


def lock_parts(*, report: Report) -> None:
    """Hold every part as it is until this transaction ends. The inspection's row is locked."""
    keys = [one.pk for one in parts_of(report=report) if one.is_begun]
    list(Report.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)))


def differences(*, build: Draft, parts: Sequence[PartNow]) -> list[str]:
    """Why what was built does not stand any more: a sentence for each part that changed."""
    built = {one.part.report_id: one for one in build.parts.in_order()}
    said = []
    for part in parts:
        row = built.pop(part.report.pk, None)
        if row is None:
            said.append(f"{part.title} is a part, and was not built in.")
        elif part.report.state not in _READY:
            said.append(
                f"{part.title} was reopened after this was built: it is in the stage "
                f"“{part.report.state_label}”."
            )
        elif part.draft is None or row.part_id != part.draft.pk:
            said.append(
                f"{part.title} has draft {part.draft.number if part.draft else 0} now, and draft "
                f"{row.part.number} was built in."
            )
    said += [f"“{one.part.report.form.title}” is no part any more." for one in built.values()]
    return said


def require_parts_stand(*, report: Report, draft: Draft) -> None:
    """A combined document goes on only while it is what its signed parts say; others have none.

    Raises:
        ActionRefused: a part was reopened, has another draft or is not signed, or the grade that
            it states was opened again; the sentence names the part.
    """
    if not report.is_combined:
        return
    parts = parts_now(report=report)
    said = differences(build=draft, parts=parts)
    said = said or [one.missing for one in parts if one.missing]
    said = said or list(_fallen(parts))
    if said:
        raise ActionRefused(
            f"{' '.join(said)} The combined document is built again from what is signed, before "
            "it goes on. Nothing was changed."
        )


def require_all_there(*, report: Report) -> list[PartNow]:
    """Every part, each signed by all who must sign it.

    Raises:
        ActionRefused: one is missing; there is a sentence for each.
    """
    parts = parts_now(report=report)
    if not parts:
        raise ActionRefused("The framework names no part of this document. Nothing was built.")
    said = [one.missing for one in parts if one.missing] or list(_fallen(parts))
    if said:
        raise ActionRefused(f"{' '.join(said)} Nothing was built.")
    return parts


def _fallen(parts: Sequence[PartNow]) -> Iterator[str]:
    """Of each signed part whose grade does not stand any more, why."""
    for one in parts:
        if one.draft is None or one.report.state == ReportState.PUBLISHED:
            continue
        try:
            require_judgement_stands(report=one.report, draft=one.draft)
        except ActionRefused as refusal:
            yield f"{one.title}: {refusal.message}"


def _taking_part(report: Report) -> dict[int | None, list[Inspectorate]]:
    """Who signs, by strand; by None, who signs what is of the whole inspection."""
    rows = StrandParticipant.objects.filter(strand__inspection=report.inspection_id)
    signs: dict[int | None, list[Inspectorate]] = defaultdict(list)
    for row in rows.select_related("inspectorate").order_by("inspectorate__order", "pk"):
        signs[row.strand_id].append(row.inspectorate)
        if row.inspectorate not in signs[None]:
            signs[None].append(row.inspectorate)
    return signs


def _missing(
    report: Report, draft: Draft | None, signs: Sequence[Inspectorate], done: set[int]
) -> str:
    title = f"“{report.form.title}”"
    if not report.is_begun:
        return f"Nobody has begun {title}."
    if report.state not in _READY or draft is None:
        return (
            f"{title} is in the stage “{report.state_label}”, and is built in once it is signed "
            "for publication."
        )
    unsigned = [one.short_name for one in signs if one.pk not in done]
    if not unsigned:
        return ""
    verb = "has" if len(unsigned) == 1 else "have"
    return f"{named(unsigned)} {verb} not signed {title} for publication."
