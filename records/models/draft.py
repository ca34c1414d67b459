"""What somebody is still typing."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models

from records.models.receipt import receipt_models
from records.values import clean_text


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts, seen only by the person who types them."""

    def of(self, person: Any) -> "DraftQuerySet":
        """The person's own."""
        return self.filter(person=person)

    def left_by(self, key: Any) -> "DraftQuerySet":
        """What was typed later than a form with this key that was sent from another window."""
        return self.filter(left_by=key)

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
    database drops the draft (`records.database.settle_draft_when_sent`). Where another window has
    saved a later one, that stays, under a new key; `left_by` is the one that it had. `base_version`
    is the version of the row that was open when typing began, 0 for a new one.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts"
    )
    receipt = models.UUIDField(unique=True)
    left_by = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=400, db_index=True)
    base_version = models.PositiveIntegerField(default=0)
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "kind", "about"], name="draft_by_person")]

    def __str__(self) -> str:
        return f"{self.kind} draft {self.receipt}"

    def says(self, sent: Mapping[str, Any]) -> bool:
        """Whether every text in it is as in what was sent, as far as both have it by one name.

        Args:
            sent: texts by the names of fields; one in a list of its own is that text.
        """
        alone = {name: it[0] if _is_one(it) else it for name, it in sent.items()}
        texts = [
            (said, alone[name])
            for name, said in self.content.items()
            if isinstance(said, str) and isinstance(alone.get(name), str)
        ]
        # A browser sends the ends of lines as \r\n, the script as \n.
        return bool(texts) and all(
            clean_text(said).strip() == clean_text(it).strip() for said, it in texts
        )


def _is_one(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 1
