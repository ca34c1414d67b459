"""What somebody outside the team is let in to. No Django here."""

from enum import StrEnum


class Door(StrEnum):
    """What a door opens. Behind the one for the draft lies the inspection; the others show less."""

    DRAFT = "draft"
    AUDIT = "audit"
    CONCERN = "concern"
