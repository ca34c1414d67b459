"""What somebody is still typing."""

from typing import Any

from django.conf import settings
from django.db import models

from records.models.receipt import receipt_models


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts, seen only by the person who types them."""

    def of(self, person: Any) -> "DraftQuerySet":
        """The person's own."""
        return self.filter(person=person)

    def unsent(self) -> "DraftQuerySet":
        """Those whose form has not been sent: no receipt bears their key."""
        rows = self
        for model in receipt_models():
            sent = model._default_manager.filter(key=models.OuterRef("receipt"))
            rows = rows.exclude(models.Exists(sent))
        return rows


class Draft(models.Model):
    """The content of one open form, saved as it is typed.

    `receipt` is the key that the form will be sent under: with the receipt of the sent form the
    database drops the draft (`records.database.drop_draft_when_sent`). `base_version` is the
    version of the row that was open when typing began, 0 for a new one.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts"
    )
    receipt = models.UUIDField(unique=True)
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=60, db_index=True)
    base_version = models.PositiveIntegerField(default=0)
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "kind", "about"], name="draft_by_person")]

    def __str__(self) -> str:
        return f"{self.kind} draft {self.receipt}"
