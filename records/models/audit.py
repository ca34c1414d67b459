"""Who saw and changed what."""

from django.conf import settings
from django.db import models

from records.models.append_only import AppendOnly


class AuditEntry(AppendOnly):
    """One entry per request: who, when, which page, what it disclosed or changed, what was refused.

    Written in the request's own transaction, so that there is no disclosure without its entry.
    Holds references and versions, never the text itself. (Data Protection Act 2018 s62 asks for
    logs of consultation and disclosure; `reliability` P13.)
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(db_index=True)
    route = models.CharField(max_length=120)
    method = models.CharField(max_length=10)
    about = models.CharField(max_length=60, blank=True, db_index=True)
    status = models.PositiveSmallIntegerField()
    disclosed = models.JSONField(default=list)
    changed = models.JSONField(default=list)
    refused = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.method} {self.route} {self.status}"
