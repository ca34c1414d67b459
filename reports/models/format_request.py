"""Requests of the public for a document in another format."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from organisations.models import Inspectorate, Membership
from organisations.values import MemberRole
from reports.models.publication import Publication
from reports.models.recorded import RecordedLetter
from reports.values.formats import FORMAT_LABELS, FormatKind, RequestState


class FormatRequestQuerySet(models.QuerySet["FormatRequest"]):
    """Requests for a format."""

    def visible_to(self, person: Any, day: Any) -> "FormatRequestQuerySet":
        """Those that the person's inspectorate answers, for its leads; nobody else's."""
        led = Membership.objects.on(day).filter(person=person.pk, role=MemberRole.LEAD)
        return self.filter(inspectorate__in=led.values("inspectorate"))

    def for_page(self) -> "FormatRequestQuerySet":
        """With what they are about."""
        rows = self.select_related("publication", "letter", "handled_by")
        return rows.defer("publication__snapshot", "letter__content")

    def waiting(self) -> "FormatRequestQuerySet":
        """Those that nobody has answered, the oldest on top."""
        return self.filter(state=RequestState.WAITING).order_by("number")

    def to_answer_by(self, person: Any, day: Any) -> "FormatRequestQuerySet":
        """Those that wait for this person, among others."""
        return self.visible_to(person, day).waiting()

    def over(self, before: int | None = None) -> "FormatRequestQuerySet":
        """Those that are over, the newest on top; `before` is the number that they go on from."""
        rows = self.exclude(state=RequestState.WAITING).order_by("-number")
        return rows if before is None else rows.filter(number__lt=before)

    def numbered(self, number: int) -> "FormatRequest | None":
        """The one with this number, if it is among these."""
        return self.for_page().filter(number=number).first()


class FormatRequest(models.Model):
    """Somebody needs a published document in another format, and says where the answer goes.

    The address is there for the answer alone: it is erased in the same step that says how the
    request ended.
    """

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, null=True, related_name="format_requests"
    )
    letter = models.ForeignKey(
        RecordedLetter, on_delete=models.PROTECT, null=True, related_name="format_requests"
    )
    inspectorate = models.ForeignKey(
        Inspectorate, on_delete=models.PROTECT, related_name="format_requests"
    )
    number = models.PositiveIntegerField(help_text="Within the inspectorate that answers it.")
    once = models.UUIDField(unique=True, help_text="Of the form: sent twice, it is one request.")
    kind = models.CharField(max_length=12, choices=list(FORMAT_LABELS.items()))
    needs = models.TextField(blank=True)
    email = models.EmailField(blank=True, help_text="Erased when the request is over.")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=RequestState.WAITING)
    reason = models.TextField(blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    handled_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = FormatRequestQuerySet.as_manager()

    class Meta:
        ordering = ["inspectorate", "number"]
        constraints = [
            models.UniqueConstraint(
                name="format_request_number_once",
                fields=["inspectorate", "number"],
                violation_error_message="Another request came at the same moment.",
            ),
            models.CheckConstraint(
                name="format_request_about_one",
                condition=Q(publication=None, letter__isnull=False)
                | Q(publication__isnull=False, letter=None),
                violation_error_message="A request is about one document.",
            ),
            models.CheckConstraint(
                name="format_request_email_while_it_waits",
                condition=Q(state=RequestState.WAITING, handled_at=None, handled_by=None, reason="")
                & ~Q(email="")
                | Q(state=RequestState.SENT, email="", reason="", handled_at__isnull=False)
                | Q(state=RequestState.REFUSED, email="", handled_at__isnull=False) & ~Q(reason=""),
                violation_error_message="The address is there until the request is over.",
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.number}"

    @property
    def record_name(self) -> str:
        """How the audit log names it: without the address."""
        return f"format request {self.inspectorate.code} {self.number}"

    @property
    def document(self) -> Publication | RecordedLetter:
        """What it is about."""
        found = self.publication or self.letter
        assert found is not None  # noqa: S101 - a constraint says so
        return found

    @property
    def label(self) -> str:
        """Which format, in words."""
        return FORMAT_LABELS[FormatKind(self.kind)]

    def get_absolute_url(self) -> str:
        """The page for whoever answers it."""
        return reverse("published:format_request", args=[self.number])
