"""Who exists."""

from organisations.models.agency import Agency, LocalArea
from organisations.models.imprint import Imprint
from organisations.models.inspectorate import Inspectorate, InspectorateName, LegalPower
from organisations.models.partnership import Office, Partnership
from organisations.models.person import Membership, User
from organisations.models.reach import Reach, Service

__all__ = [
    "Agency",
    "Imprint",
    "Inspectorate",
    "InspectorateName",
    "LegalPower",
    "LocalArea",
    "Membership",
    "Office",
    "Partnership",
    "Reach",
    "Service",
    "User",
]
