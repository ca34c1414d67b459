"""What the public reads, for ever."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from inspections.models import Inspection
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet
from reports.models.report import Report
from reports.models.snapshot import Artefact, Draft


class PublicationProposal(AppendOnly):
    """The overall lead proposes to publish a draft that everyone has signed off."""

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="proposal")
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"publish {self.draft}"


class PublicationQuerySet(AppendOnlyQuerySet):
    """Published documents."""

    def visible_to(self, _person: Any) -> "PublicationQuerySet":
        """Everything that is published, to everybody, account or not."""
        return self.all()

    def newest_first(self, *, before: tuple[datetime, int] | None = None) -> "PublicationQuerySet":
        """By the time of publication.

        Args:
            before: the moment of the last row of the page before, and its key: 0 when it was no
                publication, and none of that moment is left.
        """
        rows = self.order_by("-published_at", "-pk").defer("snapshot")
        if before is None:
            return rows
        at, key = before
        return rows.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=key))

    def named(self, reference: str) -> "list[Publication]":
        """Every version of a document, the newest first, without the bytes of the PDF."""
        return list(
            self.filter(reference=reference)
            .select_related("artefact")
            .defer("artefact__content")
            .order_by("-version")
        )

    def version_of(self, reference: str, version: int) -> "Publication | None":
        """One version with what it says, without the bytes of its PDF."""
        rows = self.select_related(
            "artefact", "report__form__quality_assured_by", "report__strand__owner"
        ).defer("artefact__content")
        return rows.filter(reference=reference, version=version).first()

    def printed(self, reference: str, version: int | None) -> "Publication | None":
        """One version, or the newest, with the bytes of its PDF."""
        rows = self.filter(reference=reference).select_related("artefact").defer("snapshot")
        if version is not None:
            rows = rows.filter(version=version)
        return rows.order_by("-version").first()

    def of_report(self, report: Report) -> "Publication | None":
        """The newest version of a report, with the bytes of its PDF."""
        rows = self.filter(report=report).select_related("artefact").defer("snapshot")
        return rows.order_by("-version").first()


class Publication(AppendOnly):
    """A published document. It never changes; a correction is another version (house rule 8)."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="publications")
    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="publications"
    )
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="publication")
    artefact = models.ForeignKey(Artefact, on_delete=models.PROTECT, related_name="publications")
    # Of the inspection, and of the document where there are several.
    reference = models.CharField(max_length=100)
    version = models.PositiveSmallIntegerField()
    # Of the form's title and the name of the area.
    title = models.CharField(max_length=350)
    snapshot = models.JSONField()
    content_hash = models.CharField(max_length=64)
    pdf_sha256 = models.CharField(max_length=64)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField()

    objects: ClassVar[Any] = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["-published_at", "-id"], name="publication_newest_first")]
        constraints = [
            models.UniqueConstraint(
                name="publication_version_once",
                fields=["reference", "version"],
                violation_error_message="This version is published already.",
            ),
            models.CheckConstraint(
                name="publication_two_people",
                condition=~Q(proposed_by=models.F("confirmed_by")),
                violation_error_message="One person proposes and another confirms.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} version {self.version}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"publication {self.reference} v{self.version}"

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("published:publication", args=[self.reference])
