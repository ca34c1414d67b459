"""That something was saved, once."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from records.models.append_only import AppendOnly
from records.values import content_hash


class SaveReceipt(AppendOnly):
    """A row that proves one save, under the key that the form was sent with.

    The same form sent twice finds its first receipt: the same content gives the same answer, other
    content is refused. A revision of a text is the receipt of its own save.

    `draft_version` is the version of the draft that the page had heard of when it was sent. A draft
    that another window has saved later is not this form's, and stays
    (`records.database.settle_draft_when_sent`).
    """

    key = models.UUIDField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    draft_version = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        abstract = True

    def proves(self, *, person: Any, content: Any) -> bool:
        """Whether this is the receipt of the same content from the same person."""
        return self.person_id == person.pk and self.content_hash == content_hash(content)


class Receipt(SaveReceipt):
    """The receipt of a save whose rows carry none of their own."""

    act = models.CharField(max_length=60)
    result = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.act} {self.result}"


def receipt_models() -> list[type[SaveReceipt]]:
    """Every table in which the key of a sent form may stand."""
    return [model for model in apps.get_models() if issubclass(model, SaveReceipt)]
