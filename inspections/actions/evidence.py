"""Recording evidence and changing what was recorded. Nothing typed is lost."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from inspections.actions.files import attach_files
from inspections.errors import ReasonMissing
from inspections.models import (
    Evidence,
    EvidenceCriterion,
    EvidenceRevision,
    EvidenceUse,
    Inspection,
    Place,
    Strand,
    evidence_choices,
)
from inspections.permissions import (
    assignment_of,
    is_on_team,
    may_change_evidence,
    may_record_evidence,
)
from inspections.values import Choices, EvidenceContent
from inspections.values.attachments import NO_FILES, FilesChange
from organisations.models import User
from records.actions import drop_copy, save_if_version
from records.errors import ActionRefused, AlreadySent, Conflict
from records.models import insert_rows
from records.permissions import require
from records.values import (
    NO_DRAFT,
    HeardOfDraft,
    clean_text,
    content_hash,
    short_reference,
)

_SENT_BEFORE = (
    "This form was sent before with other content. The first one was saved; open it to change it."
)


def record_evidence(
    *,
    key: UUID,
    inspection: Inspection,
    strand: Strand,
    content: EvidenceContent,
    case: int | None,
    by: User,
    at: datetime,
    place: Place | None = None,
    choices: Choices | None = None,
    heard: HeardOfDraft = NO_DRAFT,
    files: FilesChange = NO_FILES,
) -> Evidence:
    """Record one item of evidence. The same form sent twice makes one item.

    Args:
        key: the form's key; it becomes the key of the item and the receipt of its first version.
        case: the primary key of the case, or None for no case.
        place: where the author stands in this strand, where the caller knows it.
        choices: what there is to choose from in this strand, where the caller has it.
        heard: what the page knew of its draft; what another window saved later stays.
        files: what is attached, replaced or left out; everything else is carried over.

    Raises:
        PermissionRefused: the person does not record evidence here, or not at this stage.
        ActionRefused: the content does not fit the strand.
        AlreadySent: the key was used before with other content.
    """
    place = place or _place(inspection, strand, by, at)
    require(may_record_evidence(place.member, inspection, takes_part=place.takes_part))
    choices = choices or choices_of(inspection=inspection, strand=strand)
    content = _checked(content, case, choices, at)
    sent = {**content.as_data(), "case": case, "strand": strand.code, **files.as_data()}
    evidence = Evidence(
        id=key,
        inspection=inspection,
        strand=strand,
        owner_id=place.member.inspectorate_id,
        power_id=strand.power_id,
        author=by,
        case_id=case,
        reference=short_reference("E", key.bytes),
        recorded_at=at,
    )
    try:
        with transaction.atomic():
            insert_rows([evidence])
            _add_revision(evidence, content, _Sending(key, sent, by, at, heard, files))
    except IntegrityError as error:
        # The same form arrived before, or at the same moment: its item is there now. Where it is
        # not to be seen, the key is that of somebody else's form, and no more is said than that.
        earlier = _sent_before(key=key, by=by, sent=sent)
        if earlier is None:
            raise AlreadySent(_SENT_BEFORE) from error
        return earlier
    if heard.is_waiting:
        drop_copy(key=key, by=by, sent=sent)
    return evidence


def change_evidence(
    *,
    evidence: Evidence,
    key: UUID,
    version: int,
    content: EvidenceContent,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
    files: FilesChange = NO_FILES,
) -> Evidence:
    """Save a new version of an item, if it is still at the version that its author had open.

    Args:
        content: its `why` is needed once something relies on the item.
        heard: what the page knew of its draft; what another window saved later stays.
        files: what is attached, replaced or left out; everything else is carried over.

    Raises:
        PermissionRefused: somebody else recorded it, it was withdrawn, or the inspection takes no
            evidence.
        Conflict: another version was saved meanwhile; `theirs` is the item as it is now.
        AlreadySent: the key was used before with other content.
        ReasonMissing: something relies on it, and it is not said why it is changed.
        ActionRefused: the content does not fit the strand.
    """
    inspection, strand = evidence.inspection, evidence.strand
    member = assignment_of(by, inspection, timezone.localdate(at))
    require(may_change_evidence(member, inspection, evidence, by))
    choices = choices_of(inspection=inspection, strand=strand)
    content = _checked(content, evidence.case_id, choices, at)
    sent = {**content.as_data(), "evidence": evidence.reference, **files.as_data()}
    earlier = _sent_before(key=key, by=by, sent=sent)
    if earlier is not None:
        return earlier
    if not content.why and is_relied_on(evidence=evidence):
        raise ReasonMissing(
            "Something relies on this item. Say why you change it: whoever relies on it reads that."
        )
    try:
        with transaction.atomic():
            _set_version(evidence, version)
            evidence.version = version + 1
            _add_revision(evidence, content, _Sending(key, sent, by, at, heard, files))
    except Conflict:
        # The other one may have been this very form, sent twice at once.
        earlier = _sent_before(key=key, by=by, sent=sent)
        if earlier is None:
            raise
        return earlier
    except IntegrityError as error:
        evidence.version = version
        raise AlreadySent(_SENT_BEFORE) from error
    if heard.is_waiting:
        drop_copy(key=key, by=by, sent=sent)
    return evidence


def is_relied_on(*, evidence: Evidence) -> bool:
    """Whether a position, a paragraph or anything else relies on any version of it."""
    return EvidenceUse.objects.of(evidence).exists()


def choices_of(*, inspection: Inspection, strand: Strand) -> Choices:
    """What an item in this strand may be about: cases, agencies of the area, criteria."""
    return Choices.from_rows(evidence_choices(inspection, strand))


def _place(inspection: Inspection, strand: Strand, by: User, at: datetime) -> Place:
    member = assignment_of(by, inspection, timezone.localdate(at))
    require(is_on_team(member))
    assert member is not None  # noqa: S101 - the line above refuses
    takes_part = strand.is_taken_part_in_by(member.inspectorate_id)
    return Place(inspection, member, strand, takes_part)


def _checked(
    content: EvidenceContent, case: int | None, choices: Choices, at: datetime
) -> EvidenceContent:
    text = clean_text(content.text).strip()
    if not text:
        raise ActionRefused("Enter what you saw or heard.")
    if content.observed_on > timezone.localdate(at):
        raise ActionRefused("The date observed must be today or in the past.")
    if case is not None and case not in choices.cases:
        raise ActionRefused("This case is not one of this inspection. Choose it again.")
    if content.agency is not None and content.agency not in choices.agencies:
        raise ActionRefused("This agency is not one of this area. Choose it again.")
    if content.service is not None and content.service not in choices.services:
        raise ActionRefused("This service is not known here. Choose it again.")
    criteria = tuple(dict.fromkeys(content.criteria))
    if set(criteria) - set(choices.criteria):
        raise ActionRefused("A criterion is not one of this strand. Choose the criteria again.")
    basis, why = clean_text(content.basis).strip(), clean_text(content.why).strip()
    return replace(content, text=text, criteria=criteria, basis=basis, why=why)


def _set_version(evidence: Evidence, version: int) -> None:
    rows = Evidence.objects.open_for_change().standing().filter(pk=evidence.pk)
    save_if_version(rows, version=version)


def _sent_before(*, key: UUID, by: User, sent: dict[str, object]) -> Evidence | None:
    """The item that this very form saved before.

    Raises:
        AlreadySent: the key was used with other content.
    """
    receipt = EvidenceRevision.objects.filter(key=key).select_related("evidence").first()
    if receipt is None:
        return None
    if not receipt.proves(person=by, content=sent):
        raise AlreadySent(_SENT_BEFORE)
    return receipt.evidence


@dataclass(frozen=True)
class _Sending:
    """One sending of a form."""

    key: UUID
    sent: dict[str, object]
    by: User
    at: datetime
    heard: HeardOfDraft
    files: FilesChange


def _add_revision(evidence: Evidence, content: EvidenceContent, sending: _Sending) -> None:
    revision = EvidenceRevision(
        key=sending.key,
        person=sending.by,
        content_hash=content_hash(sending.sent),
        at=sending.at,
        draft_version=sending.heard.version,
        evidence=evidence,
        version=evidence.version,
        text=content.text,
        source=content.source,
        observed_on=content.observed_on,
        agency_id=content.agency,
        strength=content.strength,
        is_childs_voice=content.is_childs_voice,
        confidence=content.confidence,
        wording=content.wording,
        service_id=content.service,
        basis=content.basis,
        why=content.why,
    )
    insert_rows([revision])
    insert_rows(
        [EvidenceCriterion(revision=revision, criterion_id=one) for one in content.criteria]
    )
    if evidence.version > 1 or sending.files.added:
        attach_files(revision=revision, change=sending.files, by=sending.by, at=sending.at)
