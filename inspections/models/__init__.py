"""The work of an inspection."""

from inspections.models.case import Case
from inspections.models.evidence import (
    Evidence,
    EvidenceCriterion,
    EvidenceRevision,
)
from inspections.models.inspection import Inspection, InspectionEvent, KeyDate
from inspections.models.place import Place, find_place, in_first_strand
from inspections.models.sharing import EvidenceAudience, EvidenceShare, EvidenceUse
from inspections.models.strand import Strand, StrandParticipant
from inspections.models.team import Assignment, InspectionAccess
from inspections.models.upgrade import InspectionUpgrade

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
    "InspectionUpgrade",
    "KeyDate",
    "Place",
    "Strand",
    "StrandParticipant",
    "find_place",
    "in_first_strand",
]
