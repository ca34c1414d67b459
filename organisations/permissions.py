"""Who may do what with people and organisations."""

from datetime import date

from organisations.models import Membership, User
from organisations.values import MemberRole
from records.permissions import Allowed, Answer, Refused


def may_manage_people(user: User) -> Answer:
    """Accounts and memberships are the admins' work, and nobody else's."""
    if user.is_admin:
        return Allowed()
    return Refused("Accounts are kept by the admins. Ask one of them.")


def may_change_person(user: User, person: User) -> Answer:
    """An admin changes others, never their own account (reliability: not self)."""
    answer = may_manage_people(user)
    if answer.allowed and user.pk == person.pk:
        return Refused("You cannot change your own rights. Ask another admin.")
    return answer


def membership_of(user: User, day: date) -> Membership | None:
    """The inspectorate that the person belongs to on that day, if to one."""
    return Membership.objects.on(day).select_related("inspectorate").filter(person=user).first()


def is_lead_of(membership: Membership | None, inspectorate_code: str) -> bool:
    """Whether this membership is a lead's, in that inspectorate."""
    return (
        membership is not None
        and membership.role == MemberRole.LEAD
        and membership.inspectorate.code == inspectorate_code
    )
