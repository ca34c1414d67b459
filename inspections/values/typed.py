"""As what is kept what somebody types into the forms of fieldwork (`records.models.Draft.kind`)."""

ENTRY_DRAFT = "joint audit"
COMPARISON_DRAFT = "audit comparison"
EVENT_DRAFT = "event"
PRACTICE_DRAFT = "practice"
CONVERSATION_DRAFT = "conversation"
