"""A framework, its versions, and how a version came into force."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from frameworks.states import FRAMEWORK_VERSION, VersionState
from frameworks.values import DeepDiveTopic, Question, SharedScope
from records.models import AppendOnly


class Framework(models.Model):
    """What inspectorates judge by, whatever its version: integrated inspections, JTAI, ILACS."""

    code = models.SlugField(unique=True, max_length=60)
    title = models.CharField(max_length=250)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class FrameworkVersionQuerySet(models.QuerySet["FrameworkVersion"]):
    """Versions of frameworks."""

    def visible_to(self, person: Any) -> "FrameworkVersionQuerySet":
        """What this person may read.

        Admins read everything, anybody else with an account all but the drafts: whoever is judged
        may know by what. To them a draft does not exist.
        """
        return self if person.is_admin else self.exclude(status=VersionState.DRAFT)

    def named(self, framework: str, version: str) -> "FrameworkVersionQuerySet":
        """The one with this framework's code and this version's name."""
        return self.filter(framework__code=framework, version=version)

    def in_force_on(self, day: date) -> "FrameworkVersionQuerySet":
        """The versions that an inspection may be opened with on that day: one of each framework.

        A version is in force from its day until a later version of the same framework begins.
        """
        begun = Q(status=VersionState.IN_FORCE, in_force_from__lte=day)
        later = FrameworkVersion.objects.filter(
            begun, framework=OuterRef("framework"), in_force_from__gt=OuterRef("in_force_from")
        )
        return self.filter(begun, ~Exists(later))

    def awaiting_approval_by(self, person: Any) -> "FrameworkVersionQuerySet":
        """Those that another admin proposed: this one may approve them."""
        proposed = self.filter(proposed_by__isnull=False, approved_by__isnull=True)
        return proposed.exclude(proposed_by=person).select_related("framework")

    def by_title(self) -> "FrameworkVersionQuerySet":
        """With their frameworks and in the order of these, the newest version first."""
        return self.select_related("framework").order_by("framework__title", "-version")

    def for_list(self) -> "FrameworkVersionQuerySet":
        """With what a list of versions shows."""
        return self.by_title().prefetch_related("inspection_types")

    def by_precedence(self, day: date) -> list["FrameworkVersion"]:
        """All of them, those in force on that day first."""
        versions = self.select_related("framework")
        return sorted(versions, key=lambda version: version.precedence(day), reverse=True)

    def newest_of_each(self, day: date) -> list["FrameworkVersion"]:
        """One version of each framework, by title: what a reader of that day means by its name.

        It is the one in force on that day; where none is, the one that was loaded last. A withdrawn
        one stands for its framework only where there is no other.
        """
        newest: dict[int, FrameworkVersion] = {}
        for version in self.by_title():
            other = newest.get(version.framework_id)
            if other is None or version.precedence(day) > other.precedence(day):
                newest[version.framework_id] = version
        return list(newest.values())

    def with_rules(self) -> "FrameworkVersionQuerySet":
        """With what is needed to hold grades against its rules."""
        return self.select_related("framework").prefetch_related(
            "areas__scale__grades", "limiting_rules"
        )

    def with_document(self) -> "FrameworkVersionQuerySet":
        """With every part that the page of a version shows, in as many queries as it has kinds."""
        return self.select_related(
            "framework", "loaded_by", "proposed_by", "approved_by"
        ).prefetch_related(
            "grade_scales__grades",
            "areas__scale__grades",
            "areas__parent",
            "areas__inspectorates",
            "areas__criteria",
            "areas__descriptors__grade",
            "inspection_types__led_by",
            "inspection_types__power",
            "inspection_types__participants",
            "inspection_types__key_dates",
            "inspection_types__report_forms__quality_assured_by",
            "inspection_types__report_forms__sections",
            "limiting_rules",
            "events__by",
        )


class FrameworkVersion(models.Model):
    """One version of a framework. An inspection keeps the one that it was opened with.

    Its content comes from a file and may be replaced only while it is a draft. `file_hash` is the
    SHA-256 of the canonical content: what was proposed and approved is bound to it.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=30)
    title = models.CharField(max_length=250)
    status = models.CharField(
        max_length=12,
        choices=[(state.value, FRAMEWORK_VERSION.label(state)) for state in VersionState],
        default=VersionState.DRAFT,
    )
    source_title = models.CharField(max_length=250)
    source_reference = models.CharField(max_length=60)
    note = models.TextField(
        blank=True, help_text="What became of it, and what its sources leave out."
    )
    no_area_grade = models.CharField(
        max_length=60,
        blank=True,
        help_text="The paragraph that forbids one grade for the whole local area, if one does.",
    )
    question_list = models.JSONField(default=list, blank=True, help_text="See `questions`.")
    scope_list = models.JSONField(default=list, blank=True, help_text="See `shared_scopes`.")
    topic_list = models.JSONField(default=list, blank=True, help_text="See `deep_dive_topics`.")
    file_hash = models.CharField(max_length=64)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Nobody, when the operator loaded it from the command line.",
    )
    loaded_at = models.DateTimeField()
    in_force_from = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="framework_version_once",
                fields=["framework", "version"],
                violation_error_message="This framework has a version of that name already.",
            ),
            models.CheckConstraint(
                name="framework_version_status_known",
                condition=Q(status__in=[state.value for state in VersionState]),
                violation_error_message="A version has one of the stages of its table.",
            ),
            models.CheckConstraint(
                name="framework_version_proposal_whole",
                condition=Q(proposed_by__isnull=True, in_force_from__isnull=True)
                | Q(proposed_by__isnull=False, in_force_from__isnull=False),
                violation_error_message="A proposal has a person and a date, or there is none.",
            ),
            models.CheckConstraint(
                name="framework_version_in_force_by_two",
                condition=~Q(status=VersionState.IN_FORCE)
                | Q(
                    proposed_by__isnull=False,
                    approved_by__isnull=False,
                    in_force_from__isnull=False,
                ),
                violation_error_message=(
                    "A version in force has a date, the admin who proposed it and the one who "
                    "approved it."
                ),
            ),
            models.CheckConstraint(
                name="framework_version_two_people",
                condition=Q(approved_by__isnull=True)
                | Q(proposed_by__isnull=False) & ~Q(approved_by=F("proposed_by")),
                violation_error_message="Two different admins put a version in force.",
            ),
            models.UniqueConstraint(
                name="framework_version_one_a_day",
                fields=["framework", "in_force_from"],
                condition=Q(status=VersionState.IN_FORCE),
                violation_error_message="Another version is in force from that day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"framework {self.framework.code} {self.version}"

    @property
    def status_label(self) -> str:
        """The stage in words."""
        return FRAMEWORK_VERSION.label(self.status)

    @property
    def is_draft(self) -> bool:
        """Whether another file may still replace its content."""
        return self.status == VersionState.DRAFT

    @property
    def is_proposed(self) -> bool:
        """Whether a second admin is asked to put it in force."""
        return self.proposed_by_id is not None and self.approved_by_id is None

    def precedence(self, day: date) -> tuple[bool, date, bool, datetime]:
        """What decides which version of a framework is meant on that day: the greatest is."""
        begun = self.in_force_from if self.is_in_force_on(day) else None
        is_withdrawn = self.status == VersionState.WITHDRAWN
        return (begun is not None, begun or date.min, not is_withdrawn, self.loaded_at)

    def is_in_force_on(self, day: date) -> bool:
        """Whether it has come into force by that day; a later version may have too."""
        begins = self.in_force_from
        return self.status == VersionState.IN_FORCE and begins is not None and begins <= day

    def questions(self) -> dict[str, Question]:
        """The facts that its rules ask people for, by code."""
        return {item["code"]: Question(**item) for item in self.question_list}

    def shared_scopes(self) -> tuple[SharedScope, ...]:
        """What several of its judgement areas cover together."""
        return tuple(
            SharedScope(**{**item, "areas": tuple(item["areas"])}) for item in self.scope_list
        )

    def deep_dive_topics(self) -> tuple[DeepDiveTopic, ...]:
        """The topics that a round may look into in depth."""
        return tuple(DeepDiveTopic(**item) for item in self.topic_list)

    def get_absolute_url(self) -> str:
        """The page on which the version reads as a document."""
        return reverse("frameworks:version", args=[self.framework.code, self.version])


class FrameworkEvent(AppendOnly):
    """One thing that happened to a version: who, when, from which stage to which, and why."""

    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="events")
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="framework_event_states_known",
                condition=Q(to_state__in=[state.value for state in VersionState])
                & Q(from_state__in=["", *(state.value for state in VersionState)]),
                violation_error_message="An event leads to one of the stages of a version.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.from_state or 'new'} → {self.to_state}"


class FrameworkUploadQuerySet(models.QuerySet["FrameworkUpload"]):
    """Uploads, by who may see them."""

    def visible_to(self, person: Any) -> "FrameworkUploadQuerySet":
        """A person's own."""
        return self.filter(by=person)


class FrameworkUpload(models.Model):
    """A file that an admin sent and has not yet confirmed, between its preview and its loading."""

    reference = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects = FrameworkUploadQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
