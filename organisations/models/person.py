"""People and where they belong."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from organisations.models.dated import Dated, DatedQuerySet
from organisations.models.inspectorate import Inspectorate
from organisations.values import MemberRole


class UserManager(BaseUserManager["User"]):
    """Makes accounts; e-mail addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account. Without a password, its holder sets one by the reset link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def visible_to(self, person: "User") -> "models.QuerySet[User]":
        """Everybody, for an admin, with where they belong: two queries whatever their number.

        For anybody else nobody: who has an account is the admins' knowledge.
        """
        people = self.all() if person.is_admin else self.none()
        return people.prefetch_related(
            models.Prefetch(
                "memberships",
                queryset=Membership.objects.select_related("inspectorate").order_by("-starts_on"),
            )
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person with an account. Signs in by e-mail address.

    `is_admin` gives accounts and frameworks and no content: an admin belongs to no inspectorate
    (reliability I8).
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_admin = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def record_name(self) -> str:
        """How the audit log names the person."""
        return f"person {self.email}"


class MembershipQuerySet(DatedQuerySet):
    """Memberships, by person."""

    def open_of(self, person: User) -> "Membership | None":
        """The one that has no end yet."""
        return self.filter(person=person, ends_on__isnull=True).first()

    def last_day_of(self, person: User) -> date | None:
        """The last day of those that have an end."""
        last: date | None = self.filter(person=person).aggregate(day=models.Max("ends_on"))["day"]
        return last


class Membership(Dated):
    """A person belongs to an inspectorate, in a role, from a day to a day."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    inspectorate = models.ForeignKey(
        Inspectorate, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(
        max_length=12, choices=[(role.value, role.value) for role in MemberRole]
    )

    objects: ClassVar[models.Manager[Any]] = MembershipQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="membership_one_at_a_time",
                fields=["person"],
                condition=Q(ends_on__isnull=True),
                violation_error_message="This person belongs to an inspectorate already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.inspectorate})"
