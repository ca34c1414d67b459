"""Files that belong to evidence, a version at a time."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from inspections.models.evidence import Evidence, EvidenceRevision
from inspections.values.attachments import (
    FILE_KIND_LABELS,
    OPENS,
    FileKind,
    ScanOutcome,
    ScanState,
    scan_state,
)
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet


class StoredFile(AppendOnly):
    """A file on the disk, by its generated name, and nothing of what it says.

    Whoever sweeps the disk may know which files belong to something without seeing to what: this
    table has no row-level security, and no column that tells.
    """

    name = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class AttachmentQuerySet(AppendOnlyQuerySet):
    """Attachments, reached through a revision that the reader may see."""

    def of_revision(self, revision: Any) -> "AttachmentQuerySet":
        """Those of one version of an item, in the order of their adding."""
        return self.filter(links__revision=revision).with_scan().order_by("at", "name", "pk")

    def with_scan(self) -> "AttachmentQuerySet":
        """With what the last scan said, as `scanned`."""
        last = AttachmentScan.objects.filter(attachment=OuterRef("pk")).order_by("-pk")
        return self.select_related("added_by").annotate(
            scanned=Subquery(last.values("outcome")[:1])
        )

    def named(self, reference: str) -> "Attachment | None":
        """The one with this reference, if it is among these."""
        found: Attachment | None = self.filter(reference=reference).first()
        return found


class Attachment(AppendOnly):
    """A file that somebody attached to an item of evidence. It never changes.

    Which versions of the item it belongs to is in `RevisionAttachment`: one that is replaced or
    left out stays with the versions that had it. The bytes lie under `stored_as` in the folder of
    attachments, which no address serves.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="attachments")
    reference = models.CharField(max_length=12)
    name = models.CharField(max_length=160)
    kind = models.CharField(
        max_length=8, choices=[(kind.value, FILE_KIND_LABELS[kind]) for kind in FileKind]
    )
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()  # type: ignore[misc]  # narrows that of AppendOnly

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="attachment_reference_once",
                fields=["evidence", "reference"],
                violation_error_message="The item has an attachment with that reference.",
            ),
            models.CheckConstraint(
                name="attachment_has_bytes",
                condition=Q(size__gt=0) & ~Q(name=""),
                violation_error_message="An attachment has a name and a content.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"

    @property
    def record_name(self) -> str:
        """How the audit log names it: never the name of the file, which may tell."""
        return f"attachment {self.reference} of {self.evidence.reference}"

    @property
    def scan_state(self) -> ScanState:
        """Whether the scanner lets it be opened; of rows that came `with_scan`."""
        outcome: str | None = getattr(self, "scanned", None)
        return scan_state(outcome, scanner=bool(settings.VIRUS_SCANNER))

    @property
    def opens(self) -> bool:
        """Whether it may be opened now."""
        return self.scan_state in OPENS


class RevisionAttachment(AppendOnly):
    """A version of an item has an attachment. Written with the version, never changed."""

    revision = models.ForeignKey(
        EvidenceRevision, on_delete=models.PROTECT, related_name="attachment_links"
    )
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="revision_attachment_once",
                fields=["revision", "attachment"],
                violation_error_message="The version has this attachment already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} – {self.attachment_id}"


class AttachmentScan(AppendOnly):
    """What a virus scanner said of an attachment, once."""

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="scans")
    outcome = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in ScanOutcome]
    )
    said = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="scan_outcome_known",
                condition=Q(outcome__in=[one.value for one in ScanOutcome]),
                violation_error_message="A scan finds a file clean or infected, or it fails.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.attachment_id} {self.outcome}"
