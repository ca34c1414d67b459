"""As what is kept what somebody types into the forms of judging (`records.models.Draft.kind`)."""

POSITION_DRAFT = "position"
PROPOSAL_DRAFT = "proposal"
GRADE_DRAFT = "grade proposal"
FINDING_DRAFT = "finding"
MINUTE_DRAFT = "minute"
DISCUSSION_DRAFT = "discussion entry"
