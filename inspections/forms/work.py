"""Cases."""

from inspections.forms.once import SentOnceForm
from inspections.values import (
    AGE_BAND_LABELS,
    CASE_KIND_LABELS,
    COHORT_LABELS,
    AgeBand,
    CaseKind,
    Cohort,
)
from pages import fields


class CaseForm(SentOnceForm):
    """A case, without a name."""

    submit_label = "Add this case"

    kind = fields.RadiosField(
        label="Kind of case",
        choices=[(kind.value, CASE_KIND_LABELS[kind]) for kind in CaseKind],
        option_hints={
            CaseKind.TRACKED: "Followed from end to end of the journey.",
            CaseKind.SAMPLED: "Looked at in one point of the journey.",
        },
        missing="Select the kind of case",
    )
    age_band = fields.RadiosField(
        label="Age of the child",
        choices=[(band.value, AGE_BAND_LABELS[band]) for band in AgeBand],
        missing="Select the age of the child",
        small=True,
    )
    cohort = fields.RadiosField(
        label="Where in the system the child is",
        choices=[(cohort.value, COHORT_LABELS[cohort]) for cohort in Cohort],
        missing="Select where in the system the child is",
        small=True,
    )
