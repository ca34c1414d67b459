"""The work of an inspection."""

from inspections.models.case import Case
from inspections.models.evidence import (
    Evidence,
    EvidenceCriterion,
    EvidenceRevision,
)
from inspections.models.inspection import Inspection, InspectionEvent, KeyDate
from inspections.models.place import Place, find_place
from inspections.models.sharing import EvidenceAudience, EvidenceShare, EvidenceUse
from inspections.models.strand import Strand, StrandParticipant
from inspections.models.team import Assignment, InspectionAccess

__all__ = [
    "Assignment",
    "Case",
    "Evidence",
    "EvidenceAudience",
    "EvidenceCriterion",
    "EvidenceRevision",
    "EvidenceShare",
    "EvidenceUse",
    "Inspection",
    "InspectionAccess",
    "InspectionEvent",
    "KeyDate",
    "Place",
    "Strand",
    "StrandParticipant",
    "find_place",
]
