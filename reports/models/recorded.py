"""Letters that were published elsewhere, and are read here."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from organisations.models import Inspectorate, LocalArea
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet
from reports.models.snapshot import Artefact


class RecordedLetterQuerySet(AppendOnlyQuerySet):
    """Published letters of other places."""

    def visible_to(self, _person: Any) -> "RecordedLetterQuerySet":
        """Everything that is published, to everybody, account or not."""
        return self.all()

    def newest_first(self, *, before: tuple[date, int] | None = None) -> "RecordedLetterQuerySet":
        """By the day of the letter, with who wrote it, without the text.

        Args:
            before: the day of the last row of the page before, and the key before which a letter of
                that day itself is still to come.
        """
        rows = self.order_by("-published_on", "-pk").defer("content")
        rows = rows.prefetch_related("inspectorates__inspectorate__names")
        if before is None:
            return rows
        day, key = before
        return rows.filter(Q(published_on__lt=day) | Q(published_on=day, pk__lt=key))

    def named(self, slug: str) -> "RecordedLetter | None":
        """The one with this address, without the bytes of its PDF."""
        rows = self.select_related("artefact").defer("artefact__content")
        return rows.prefetch_related("inspectorates__inspectorate__names").filter(slug=slug).first()

    def printed(self, slug: str) -> "RecordedLetter | None":
        """The one with this address, with the bytes of its PDF."""
        return self.select_related("artefact").defer("content").filter(slug=slug).first()

    def same(self, *, area_code: str, day: date, title: str) -> "RecordedLetter | None":
        """The letter of this area, day and title, with the bytes of its PDF."""
        rows = self.select_related("artefact")
        return rows.filter(area_code=area_code, published_on=day, title=title).first()


class RecordedLetter(AppendOnly):
    """A joint letter that was published elsewhere: what it said, and the PDF made of it here.

    The content is the whole file that was loaded, as it was checked (150092 ¶22–28). What was
    published never changes: another text of the same letter is refused.
    """

    local_area = models.ForeignKey(
        LocalArea, on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    area_code = models.CharField(
        max_length=3, help_text="The DfE's number, also of an area that is there no more."
    )
    name = models.CharField(max_length=120, help_text="The local area, as it was published.")
    published_on = models.DateField()
    title = models.CharField(max_length=500)
    theme = models.TextField()
    slug = models.SlugField(max_length=140, unique=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    source = models.TextField(help_text="Where it was published, or the file it was loaded from.")
    artefact = models.ForeignKey(
        Artefact, on_delete=models.PROTECT, related_name="recorded_letters"
    )
    recorded_at = models.DateTimeField()

    objects: ClassVar[Any] = RecordedLetterQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on", "-pk"]
        indexes = [
            models.Index(fields=["-published_on", "-id"], name="recorded_letter_newest_first")
        ]
        constraints = [
            models.UniqueConstraint(
                name="recorded_letter_once",
                fields=["area_code", "published_on", "title"],
                violation_error_message="The letter of this area, day and title is there already.",
            ),
            models.CheckConstraint(
                name="recorded_letter_named",
                condition=~Q(name="") & ~Q(title="") & ~Q(source=""),
                violation_error_message="A letter has an area, a title and a source.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.published_on}"

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("published:recorded", args=[self.slug])


class RecordedLetterInspectorate(AppendOnly):
    """An inspectorate that wrote a recorded letter: its name there, and which of ours it is."""

    letter = models.ForeignKey(
        RecordedLetter, on_delete=models.PROTECT, related_name="inspectorates"
    )
    inspectorate = models.ForeignKey(
        Inspectorate, on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    name = models.CharField(max_length=120, help_text="As the letter gives it.")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["letter", "order"]
        constraints = [
            models.UniqueConstraint(
                name="recorded_letter_inspectorate_once",
                fields=["letter", "order"],
                violation_error_message="An inspectorate has one place in a letter.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def name_on(self, day: date) -> str:
        """Its short name on that day (HMIC until July 2017), where it is one of ours.

        Of names that were read already: a list asks for many.
        """
        names = self.inspectorate.names.all() if self.inspectorate else ()
        return next((one.short_name for one in names if one.holds_on(day)), self.name)
