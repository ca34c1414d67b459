"""Who may read how grades were given over many inspections."""

from datetime import date

from organisations.models import User
from organisations.permissions import membership_of
from records.permissions import Allowed, Answer, Refused


def may_read_outcomes(person: User, day: date) -> Answer:
    """Everybody who belongs to an inspectorate on that day, and nobody else."""
    if membership_of(person, day) is not None:
        return Allowed()
    return Refused("Outcomes are read by those who belong to an inspectorate.")
