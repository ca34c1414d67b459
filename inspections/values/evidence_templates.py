"""Headings to begin a text with, for each source. No Django here.

What an inspector is reminded to write of each kind of source; the words are this service's own.
"""

from inspections.values.evidence import Source

_HEADINGS = {
    Source.CASE_RECORD: (
        "Records read, and over what time",
        "What the records show",
        "The child in the records",
        "Decisions and who made them",
        "What is missing",
    ),
    Source.OBSERVATION: (
        "What was observed, where and for how long",
        "What was done well",
        "What could have been better",
        "What changed for the child",
    ),
    Source.CHILD: (
        "What the child said",
        "What the child felt or showed",
        "What the child wants to happen",
        "What has changed for the child",
    ),
    Source.FAMILY: (
        "Who was spoken to",
        "What help they were offered and took",
        "What they think of it",
        "What has changed at home",
    ),
    Source.PRACTITIONER: (
        "Role, and time in the post",
        "What the practitioner did and why",
        "Supervision and support",
        "Work with other agencies",
    ),
    Source.MEETING: (
        "Meeting, and who was there",
        "What was discussed",
        "What was decided, by whom and until when",
        "What was not discussed",
    ),
    Source.DATA: (
        "Measure, source and period",
        "What it shows",
        "Compared with what",
        "How far it can be relied on",
    ),
    Source.DOCUMENT: (
        "Document, its date and its author",
        "What it says",
        "How it is used in practice",
    ),
}
TEMPLATES = {
    source: "\n\n".join(f"## {heading}\n" for heading in headings)
    for source, headings in _HEADINGS.items()
}
