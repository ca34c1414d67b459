"""Published outcomes of inspections that were not run in Concord, and those that were."""

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery

from frameworks.models import FrameworkVersion, Grade, JudgementArea
from frameworks.values import NOT_JUDGED
from inspections.models import Assignment
from judgements.models.judgement import Judgement
from judgements.models.proposal import Proposal
from judgements.rules.consistency import Seen, grades_of
from judgements.states import JudgementState
from judgements.values.outcomes import OutcomePlace, OutcomesAsked, OwnOutcome
from organisations.models import Inspectorate, LocalArea, Membership
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet


class RecordedOutcomeQuerySet(AppendOnlyQuerySet):
    """Outcomes, by who reads them and how they are counted."""

    def visible_to(self, person: Any, day: date) -> "RecordedOutcomeQuerySet":
        """All, for whoever belongs to an inspectorate on that day; for anybody else none."""
        return self.filter(Exists(Membership.objects.on(day).filter(person=person)))

    def within(self, version: FrameworkVersion, asked: OutcomesAsked) -> "RecordedOutcomeQuerySet":
        """Those of a framework's version that are asked for."""
        rows = self.filter(version=version)
        if asked.inspectorate:
            rows = rows.filter(inspectorate__code=asked.inspectorate)
        if asked.first is not None:
            rows = rows.filter(published_on__gte=date(asked.first, 1, 1))
        if asked.last is not None:
            rows = rows.filter(published_on__lte=date(asked.last, 12, 31))
        if asked.name:
            rows = rows.filter(name__icontains=asked.name)
        return rows

    def counted(self) -> list[Seen]:
        """How many have the same grades, counted by the database."""
        counts = self.values_list("pattern").annotate(times=Count("pk")).order_by("pattern")
        return [Seen(grades_of(pattern), times) for pattern, times in counts]

    def with_patterns(self, patterns: Collection[str]) -> "RecordedOutcomeQuerySet":
        """Those with one of these patterns."""
        return self.filter(pattern__in=sorted(patterns))

    def page(self, *, after: OutcomePlace | None, size: int) -> list["RecordedOutcome"]:
        """The latest first: so many of them that come after a place.

        The first condition says nothing that the second does not: it gives the index its bound.
        """
        rows = self.select_related("inspectorate").order_by("-published_on", "-pk")
        if after is not None:
            rows = rows.filter(published_on__lte=after.day)
            if not after.reference:
                rows = rows.filter(Q(published_on__lt=after.day) | Q(pk__lt=after.key))
        return list(rows[:size])

    def by_version(self) -> dict[int, tuple[int, date]]:
        """How many each version has, and the day of the latest, by the key of the version."""
        rows = self.values_list("version").annotate(times=Count("pk"), last=Max("published_on"))
        return {version: (times, last) for version, times, last in rows.order_by("version")}

    def hashes(self, version: FrameworkVersion) -> dict[tuple[str, str, date], str]:
        """The hashes of a version's outcomes, by area, inspectorate and day."""
        rows = self.filter(version=version).values_list(
            "area_key", "inspectorate__code", "published_on", "content_hash"
        )
        return {(area, code, day): content for area, code, day, content in rows.iterator()}


class RecordedOutcome(AppendOnly):
    """The published outcome of one inspection by other means: whose, when, and where to read it.

    Its grades are `RecordedGrade` rows, of areas of the framework alone: a local area as a whole
    has no place for a grade (140112 ¶25, ¶108). `pattern` says the same in one text, so that the
    database can count by it.
    """

    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="outcomes")
    local_area = models.ForeignKey(
        LocalArea, on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
    name = models.CharField(max_length=120, help_text="The local area, as it was published.")
    area_key = models.CharField(
        max_length=120, help_text="The number of the local area, or its name where none is ours."
    )
    inspectorate = models.ForeignKey(
        Inspectorate, on_delete=models.PROTECT, related_name="outcomes"
    )
    published_on = models.DateField()
    began_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=500, blank=True)
    pattern = models.TextField()
    content_hash = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Any]] = RecordedOutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="recorded_outcome_once",
                fields=["version", "inspectorate", "area_key", "published_on"],
                violation_error_message="The outcome of this area and day is there already.",
            ),
            models.CheckConstraint(
                name="recorded_outcome_named",
                condition=~Q(name="") & ~Q(area_key=""),
                violation_error_message="An outcome is of a local area that has a name.",
            ),
            models.CheckConstraint(
                name="recorded_outcome_graded",
                condition=~Q(pattern__in=["", "{}"]),
                violation_error_message="An outcome gives a grade, or says that none was given.",
            ),
            models.CheckConstraint(
                name="recorded_outcome_days_in_order",
                condition=(Q(ended_on__isnull=True) | Q(ended_on__lte=F("published_on")))
                & (Q(began_on__isnull=True) | Q(began_on__lte=F("published_on")))
                & (
                    Q(began_on__isnull=True)
                    | Q(ended_on__isnull=True)
                    | Q(began_on__lte=F("ended_on"))
                ),
                violation_error_message="An inspection begins, ends and is then published.",
            ),
        ]
        indexes = [
            models.Index(name="recorded_outcome_latest", fields=["version", "-published_on", "-id"])
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.published_on}"

    @property
    def place(self) -> OutcomePlace:
        """Where it stands in a list."""
        return OutcomePlace(self.published_on, key=self.pk)


class RecordedGrade(AppendOnly):
    """The grade of one area in a published outcome; none where it was said not to be judged."""

    outcome = models.ForeignKey(RecordedOutcome, on_delete=models.PROTECT, related_name="grades")
    area = models.ForeignKey(JudgementArea, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey(
        Grade, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recorded_grade_once",
                fields=["outcome", "area"],
                violation_error_message="The outcome has a grade of this area already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.grade or NOT_JUDGED}"


class PublishedJudgement(AppendOnly):
    """A judgement's agreed grade was published: from then on everybody may know it.

    The row is written by whoever publishes, who stands above this app.
    """

    judgement = models.OneToOneField(
        Judgement, on_delete=models.PROTECT, related_name="made_public"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.judgement}, published"


def own_outcomes(person: Any, day: date, *, version: int | None = None) -> list[OwnOutcome]:
    """What was agreed in Concord and this person may know, the latest fieldwork first.

    An agreed grade is known to the team of its inspection, and to everybody once it is published.
    Nothing else is counted: how many there are would tell of inspections that are kept from them.

    Args:
        version: the key of a framework's version; every version, unless given.
    """
    rows: dict[int, dict[str, Any]] = {}
    for row in _agreed(person, day, version):
        (key, reference, name, code, inspectorate, first, on_team, area, grade) = row
        facts = {
            "reference": reference,
            "name": name,
            "inspectorate": code,
            "inspectorate_name": inspectorate,
            "day": first,
            "is_on_team": on_team,
        }
        rows.setdefault(key, {**facts, "grades": {}})["grades"][area] = grade
    return [OwnOutcome(**row) for row in rows.values()]


def own_versions(person: Any, day: date) -> dict[int, int]:
    """How many inspections here have an agreed grade that this person may know, by version."""
    rows = _agreed_rows(person, day).values_list("area__version")
    counts = rows.annotate(times=Count("strand__inspection", distinct=True)).order_by(
        "area__version"
    )
    return dict(counts)


def _agreed_rows(person: Any, day: date) -> models.QuerySet[Judgement]:
    team = Assignment.objects.on(day).filter(
        person=person, inspection=OuterRef("strand__inspection")
    )
    published = PublishedJudgement.objects.filter(judgement=OuterRef("pk"))
    agreed = Judgement.objects.filter(state=JudgementState.AGREED).annotate(on_team=Exists(team))
    return agreed.filter(Q(on_team=True) | Exists(published))


def _agreed(person: Any, day: date, version: int | None) -> models.QuerySet[Any, Any]:
    latest = Proposal.objects.filter(judgement=OuterRef("pk")).order_by("-number")
    rows = _agreed_rows(person, day).annotate(agreed=Subquery(latest.values("grade__code")[:1]))
    if version is not None:
        rows = rows.filter(area__version=version)
    return rows.order_by("-strand__inspection__fieldwork_starts_on", "pk").values_list(
        "strand__inspection",
        "strand__inspection__reference",
        "strand__inspection__area__name",
        "strand__inspection__inspection_type__led_by__code",
        "strand__inspection__inspection_type__led_by__short_name",
        "strand__inspection__fieldwork_starts_on",
        "on_team",
        "area__code",
        "agreed",
    )
