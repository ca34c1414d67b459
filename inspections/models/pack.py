"""Evidence packs: what a search found, taken out of Concord by one person."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from inspections.models.evidence import Evidence, EvidenceRevision
from inspections.models.sharing import EvidenceAudience
from inspections.values.packs import PACK_FORMAT_LABELS, PackFormat
from inspections.values.search import Search
from organisations.models import Inspectorate
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet


class EvidencePackQuerySet(AppendOnlyQuerySet):
    """Packs, seen only by whoever asked for them."""

    def visible_to(self, person: Any) -> "EvidencePackQuerySet":
        """The person's own."""
        rows: EvidencePackQuerySet = self.filter(person=person)
        return rows

    def within(self, inspection: Any) -> "EvidencePackQuerySet":
        """Those of an inspection."""
        rows: EvidencePackQuerySet = self.filter(inspection=inspection)
        return rows

    def named(self, reference: Any) -> "EvidencePack | None":
        """The one with this reference, if it is among these."""
        rows = self.select_related("inspection__area", "inspectorate", "person", "file")
        found: EvidencePack | None = rows.defer("file__content").filter(reference=reference).first()
        return found


class EvidencePack(AppendOnly):
    """Somebody asked for what a search found, as a file. The file is theirs alone, for a day."""

    reference = models.UUIDField(unique=True, default=uuid4, editable=False)
    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="+"
    )
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    format = models.CharField(
        max_length=4, choices=[(one.value, PACK_FORMAT_LABELS[one]) for one in PackFormat]
    )
    asked = models.JSONField(default=dict)
    size = models.PositiveIntegerField(help_text="How many items it holds.")
    is_cut = models.BooleanField(help_text="The search found more than a pack holds.")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects: ClassVar[Any] = EvidencePackQuerySet.as_manager()

    def __str__(self) -> str:
        return f"pack {self.reference}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"evidence pack {self.reference} ({self.size} items)"

    @property
    def name(self) -> str:
        """What its file is called on the disk of whoever fetches it."""
        day = timezone.localdate(self.asked_at).isoformat()
        return f"{self.inspection.reference}-evidence-{day}.{self.format}"

    @property
    def search(self) -> Search:
        """What it was asked for by."""
        return Search.from_data(self.asked)

    def is_over(self, at: datetime) -> bool:
        """Whether its day is past."""
        return at >= self.expires_at


class PackItemQuerySet(AppendOnlyQuerySet):
    """What packs hold."""

    def hidden_from(self, inspectorate_id: int) -> "PackItemQuerySet":
        """Those that the inspectorate's team may not read any more at that version."""
        seen = EvidenceAudience.objects.filter(
            evidence=OuterRef("evidence"), inspectorate=inspectorate_id
        ).filter(Q(pinned=False) | Q(revision=OuterRef("revision")))
        rows: PackItemQuerySet = self.filter(~Exists(seen))
        return rows

    def names(self) -> list[str]:
        """How the audit log names each: the item, at its version."""
        rows = self.order_by("place").values_list("evidence__reference", "revision__version")
        return [f"evidence {reference} v{version}" for reference, version in rows]


class PackItem(AppendOnly):
    """A pack holds an item of evidence, at a version."""

    pack = models.ForeignKey(EvidencePack, on_delete=models.PROTECT, related_name="items")
    place = models.PositiveIntegerField()
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(EvidenceRevision, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = PackItemQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                name="pack_place_once",
                fields=["pack", "place"],
                violation_error_message="Another item has that place in the pack.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place}"


class PackFile(models.Model):
    """The bytes of a pack. They go when its day is past; that there was a pack stays."""

    application_rights = ("SELECT", "INSERT", "DELETE")

    pack = models.OneToOneField(
        EvidencePack, on_delete=models.PROTECT, primary_key=True, related_name="file"
    )
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"file of {self.pack_id}"
