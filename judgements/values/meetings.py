"""What a judgement meeting says, as values. No Django here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Attended(StrEnum):
    """What became of an invitation."""

    PRESENT = "present"
    APOLOGIES = "apologies"
    DEPUTY = "deputy"


ATTENDANCE_LABELS = {
    Attended.PRESENT: "Present",
    Attended.APOLOGIES: "Apologies",
    Attended.DEPUTY: "A deputy came",
}


@dataclass(frozen=True)
class PlanContent:
    """When and where a meeting is, the codes of its areas in their order, and who is invited.

    Args:
        invited: the e-mail addresses of people of the team.
    """

    starts_at: datetime
    place: str
    areas: tuple[str, ...]
    invited: tuple[str, ...]

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {
            "starts_at": self.starts_at.isoformat(),
            "place": self.place,
            "areas": list(self.areas),
            "invited": sorted(self.invited),
        }


@dataclass(frozen=True)
class AttendanceContent:
    """Who came: by the address of each person invited, `present`, `apologies`, or a deputy's."""

    came: Mapping[str, str] = field(default_factory=dict)

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {"came": dict(sorted(self.came.items()))}


@dataclass(frozen=True)
class MinuteContent:
    """What was said on an item, what was decided, and why it is written anew."""

    discussion: str
    decision: str
    reason: str = ""

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {"discussion": self.discussion, "decision": self.decision, "reason": self.reason}
