"""What the pages about people show."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format

from organisations.models import Membership, User
from pages.shown import Cell, Column, SummaryRow

PEOPLE_COLUMNS = [Column("Name"), Column("Email address"), Column("Belongs to"), Column("Account")]


def _place(person: User, memberships: list[Membership], day: date) -> str:
    if person.is_admin:
        return "Admins: accounts and frameworks"
    today = next((row for row in memberships if row.holds_on(day)), None)
    if today is None:
        return "No inspectorate"
    return f"{today.inspectorate}, {today.role}"


def people_rows(people: list[User], day: date) -> list[list[Cell]]:
    """A row for each person."""
    return [
        [
            Cell(person.name, url=reverse("organisations:person", args=[person.email])),
            Cell(person.email),
            Cell(_place(person, list(person.memberships.all()), day)),
            Cell("Open", colour="green") if person.is_active else Cell("Closed", colour="grey"),
        ]
        for person in people
    ]


def _membership_words(membership: Membership) -> str:
    until = (
        f"to {date_format(membership.ends_on)}" if membership.ends_on else "until further notice"
    )
    return (
        f"{membership.inspectorate}, {membership.role}, "
        f"from {date_format(membership.starts_on)} {until}"
    )


def person_rows(person: User) -> list[SummaryRow]:
    """What is known of one person."""
    memberships = [_membership_words(row) for row in person.memberships.all()]
    return [
        SummaryRow("Name", person.name),
        SummaryRow("Email address", person.email),
        SummaryRow("Job title", person.job_title or "Not given"),
        SummaryRow("Account", "Open" if person.is_active else "Closed: cannot sign in"),
        SummaryRow("Admin", "Yes" if person.is_admin else "No"),
        SummaryRow("Memberships", "\n".join(memberships) or "None", verbatim=True),
    ]
