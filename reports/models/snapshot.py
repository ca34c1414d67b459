"""A report at one moment: what is signed, sent and printed."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from inspections.models import by_whom, stood_in_for
from organisations.models import Inspectorate
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet
from reports.models.report import Report


class DraftQuerySet(AppendOnlyQuerySet):
    """Frozen copies of a report."""

    def newest(self) -> "Draft | None":
        """The last one that was made."""
        return self.order_by("-number").first()

    def built(self) -> "Draft | None":
        """The last one that was built from the drafts of other documents."""
        return self.filter(parts__position=1).order_by("-number").first()

    def newest_of(self, reports: Iterable[Report]) -> "dict[int, Draft]":
        """The last one of each report, by the report's key, without what it says."""
        rows = self.filter(report__in=list(reports)).order_by("number").defer("snapshot")
        return {row.report_id: row for row in rows}

    def numbered(self, number: int) -> "Draft | None":
        """The one with this number, if it is among these."""
        return self.filter(number=number).first()


class Draft(AppendOnly):
    """A frozen copy of a report. Its hash is what people sign."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="drafts")
    number = models.PositiveSmallIntegerField()
    snapshot = models.JSONField()
    content_hash = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects: ClassVar[Any] = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="draft_number_once",
                fields=["report", "number"],
                violation_error_message="Another draft was made at the same moment.",
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.number}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"draft {self.number} {self.content_hash[:12]}"

    def paragraph(self, reference: str) -> dict[str, Any] | None:
        """The frozen paragraph with this reference (P7), with the heading that it stands under."""
        for section in self.snapshot["sections"]:
            for paragraph in section["paragraphs"]:
                if paragraph["reference"] == reference:
                    return {**paragraph, "heading": section["heading"]}
        return None


class SignOffQuerySet(AppendOnlyQuerySet):
    """Sign-offs of drafts."""

    def for_page(self) -> "SignOffQuerySet":
        """With who signed, and for whom a deputy did, in the order of signing."""
        deputy_for = stood_in_for(
            person="person",
            inspectorate="inspectorate",
            inspection="draft__report__inspection",
        )
        rows = self.annotate(deputy_for=deputy_for)
        return rows.select_related("inspectorate", "person").order_by("at", "pk")


class SignOff(AppendOnly):
    """An inspectorate stands for a draft's content: before it goes to the chair, and at the end.

    It counts for the hash it was given on. When the text changes there is a new draft with another
    hash, and the sign-off has lapsed (house rule 7).
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="sign_offs")
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_offs"
    )
    stage = models.CharField(max_length=20)
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    # Put on by `for_page`: the lead for whom the person stood in.
    deputy_for: str | None = None

    objects: ClassVar[Any] = SignOffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="sign_off_one_each",
                fields=["draft", "inspectorate", "stage"],
                violation_error_message="Your inspectorate has signed this draft off already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspectorate} on {self.draft}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"sign-off of {self.inspectorate} on {self.content_hash[:12]}"

    @property
    def by_whom(self) -> str:
        """Who signed, and the lead for whom a deputy did."""
        return by_whom(str(self.person), self.deputy_for)


class ArtefactQuerySet(AppendOnlyQuerySet):
    """What was rendered."""

    def keyed(self, key: str) -> "Artefact | None":
        """The one of this render key, without its bytes, if it was made."""
        return self.defer("content").filter(key=key).first()


class Artefact(AppendOnly):
    """The bytes that a render made. The same input has the same key and is never rendered twice."""

    key = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    size = models.PositiveIntegerField(help_text="In bytes, so that a page need not read them.")
    made_at = models.DateTimeField()

    objects: ClassVar[Any] = ArtefactQuerySet.as_manager()

    def __str__(self) -> str:
        return self.sha256[:12]
