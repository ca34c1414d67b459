"""Accounts and where their holders belong. The admins' work."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from organisations.models import Inspectorate, Membership, User
from organisations.permissions import may_change_person, may_manage_people
from organisations.values import MemberRole
from records.errors import ActionRefused
from records.permissions import require


def add_person(*, email: str, name: str, job_title: str, by: User) -> User:
    """Make an account. Its holder sets a password by the reset link; nobody else ever knows it.

    Raises:
        PermissionRefused: by is no admin.
        ActionRefused: the address has an account already.
    """
    require(may_manage_people(by))
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name=name, job_title=job_title)
    except IntegrityError as error:
        raise ActionRefused(f"{email} has an account already. Open it in the list.") from error


def start_membership(
    *, person: User, inspectorate: Inspectorate, role: str, starts_on: date, by: User
) -> Membership:
    """A person belongs to an inspectorate from a day on.

    Raises:
        PermissionRefused: by is no admin, or it is by's own account.
        ActionRefused: the person is an admin, belongs to an inspectorate already, or belonged to
            one on that day.
    """
    require(may_change_person(by, person))
    if person.is_admin:
        raise ActionRefused(
            "An admin belongs to no inspectorate: who manages accounts sees no evidence."
        )
    last_day = Membership.objects.last_day_of(person)
    if last_day is not None and starts_on <= last_day:
        raise ActionRefused(
            f"{person} belonged to an inspectorate until {date_format(last_day)}. "
            "Choose a later first day."
        )
    try:
        with transaction.atomic():
            return Membership.objects.create(
                person=person,
                inspectorate=inspectorate,
                role=MemberRole(role),
                starts_on=starts_on,
            )
    except IntegrityError as error:
        raise ActionRefused(
            f"{person} belongs to an inspectorate already. End that membership first."
        ) from error


def end_membership(*, person: User, by: User, at: datetime) -> Membership:
    """The person's membership ended yesterday: from today on it opens nothing.

    On the team of an inspection they stay until a lead ends that, or their account is closed.

    Raises:
        PermissionRefused: by is no admin, or it is by's own account.
        ActionRefused: the person belongs to no inspectorate.
    """
    require(may_change_person(by, person))
    membership = Membership.objects.open_of(person)
    if membership is None:
        raise ActionRefused(f"{person} belongs to no inspectorate. Nothing was changed.")
    membership.ends_on = timezone.localdate(at) - timedelta(days=1)
    # One that begins today or later, a slip perhaps, never opens anything; its row stays.
    membership.starts_on = min(membership.starts_on, membership.ends_on)
    membership.save(update_fields=["starts_on", "ends_on"])
    return membership


def set_active(*, person: User, is_active: bool, by: User) -> User:
    """Let a person sign in, or stop them from their next request on.

    Raises:
        PermissionRefused: by is no admin, or it is by's own account.
    """
    require(may_change_person(by, person))
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    return person
