"""The work of an inspection."""

from inspections.models.attachment import (
    Attachment,
    AttachmentScan,
    RevisionAttachment,
    StoredFile,
)
from inspections.models.case import Case, evidence_choices
from inspections.models.case_link import (
    CaseLink,
)
from inspections.models.case_revision import (
    CaseRevision,
)
from inspections.models.case_step import (
    CaseStep,
    StepReport,
)
from inspections.models.case_team import (
    CaseMember,
)
from inspections.models.concern import Concern, ConcernEvent, ConcernTold
from inspections.models.conversation import (
    Conversation,
    ConversationAnswer,
    ConversationRevision,
)
from inspections.models.deputies import (
    Deputising,
    HandOver,
    by_whom,
    find_leading,
    is_deputy,
    lead_place,
    stood_in_for,
)
from inspections.models.draw import Draw, DrawPlace, Substitution
from inspections.models.evidence import (
    Evidence,
    EvidenceCriterion,
    EvidenceRevision,
)
from inspections.models.inspection import Inspection, InspectionEvent, KeyDate
from inspections.models.intelligence import (
    Intelligence,
    IntelligenceOutcome,
    IntelligenceReader,
)
from inspections.models.joint_audit import (
    AuditCase,
    AuditComparison,
    AuditComparisonRevision,
    AuditEvent,
    AuditLeader,
    AuditReturn,
    AuditRevision,
    JointAudit,
)
from inspections.models.journey import CaseEvent, CaseEventRevision, EventPin
from inspections.models.pack import EvidencePack, PackFile, PackItem
from inspections.models.place import Place, find_place, in_first_strand
from inspections.models.practice import (
    EvaluationEvidence,
    PracticeEvaluation,
    PracticeEvaluationRevision,
)
from inspections.models.sample import (
    AgencyList,
    ListedSubject,
    Listing,
    ListRequest,
    ListUpload,
    ListWithdrawal,
    RequestClosing,
)
from inspections.models.sample_key import KeyReading, SubjectKey, SubjectSplit
from inspections.models.saved_search import SavedSearch
from inspections.models.search import EvidenceWords, find_evidence
from inspections.models.share import EvidenceReading, EvidenceShare
from inspections.models.sharing import EvidenceAudience, EvidenceUse
from inspections.models.strand import Strand, StrandParticipant
from inspections.models.strand_owned import StrandOwned, StrandOwnedQuerySet
from inspections.models.tag import EvidenceTag, Tag
from inspections.models.team import Assignment, InspectionAccess
from inspections.models.upgrade import InspectionUpgrade

__all__ = [
    "AgencyList",
    "Assignment",
    "Attachment",
    "AttachmentScan",
    "AuditCase",
    "AuditComparison",
    "AuditComparisonRevision",
    "AuditEvent",
    "AuditLeader",
    "AuditReturn",
    "AuditRevision",
    "Case",
    "CaseEvent",
    "CaseEventRevision",
    "CaseLink",
    "CaseMember",
    "CaseRevision",
    "CaseStep",
    "Concern",
    "ConcernEvent",
    "ConcernTold",
    "Conversation",
    "ConversationAnswer",
    "ConversationRevision",
    "Deputising",
    "Draw",
    "DrawPlace",
    "EvaluationEvidence",
    "EventPin",
    "Evidence",
    "EvidenceAudience",
    "EvidenceCriterion",
    "EvidencePack",
    "EvidenceReading",
    "EvidenceRevision",
    "EvidenceShare",
    "EvidenceTag",
    "EvidenceUse",
    "EvidenceWords",
    "HandOver",
    "Inspection",
    "InspectionAccess",
    "InspectionEvent",
    "InspectionUpgrade",
    "Intelligence",
    "IntelligenceOutcome",
    "IntelligenceReader",
    "JointAudit",
    "KeyDate",
    "KeyReading",
    "ListRequest",
    "ListUpload",
    "ListWithdrawal",
    "ListedSubject",
    "Listing",
    "PackFile",
    "PackItem",
    "Place",
    "PracticeEvaluation",
    "PracticeEvaluationRevision",
    "RequestClosing",
    "RevisionAttachment",
    "SavedSearch",
    "StepReport",
    "StoredFile",
    "Strand",
    "StrandOwned",
    "StrandOwnedQuerySet",
    "StrandParticipant",
    "SubjectKey",
    "SubjectSplit",
    "Substitution",
    "Tag",
    "by_whom",
    "evidence_choices",
    "find_evidence",
    "find_leading",
    "find_place",
    "in_first_strand",
    "is_deputy",
    "lead_place",
    "stood_in_for",
]
