"""A letter of an invented area, as the frozen snapshot that reports.actions makes."""

from copy import deepcopy
from typing import Any

PARTNERSHIP = "Ashdale Safeguarding Children Board"
COUNCIL = "Ashdale Council"
POLICE = "Ashdale Constabulary"
HEALTH = "Ashdale Clinical Commissioning Group"

KEY_FINDINGS = (
    (
        "The board has a clear plan for the year, and its members know which part of it is "
        "theirs. The plan rests on what children in Ashdale say about their lives, on the local "
        "needs assessment and on the reviews of the past two years. Progress is read every "
        "quarter."
    ),
    (
        "The chair is independent, well prepared and ready to ask hard questions. Senior leaders "
        "of the council, the police and the health services come to meetings themselves and do "
        "not send someone without the authority to decide."
    ),
    (
        "The board does not yet know well enough what difference its work makes. Its figures "
        "count what services do and say little about what changed for children. In four of the "
        "nine cases that were tracked, the same concern had been raised more than once before "
        "anyone acted on it."
    ),
    (
        "Children who go missing are talked to when they come back, but what they say is not "
        "brought together. The board therefore missed, for most of a year, that several children "
        "were being drawn to the same two addresses."
    ),
)
SCOPE = (
    (
        "Inspectors looked at how the board fulfils its duties: how it coordinates what its "
        "members do to protect children, and how it makes sure that this is effective. They "
        "followed nine children's cases from the first contact onwards, sampled fourteen more, "
        "and watched practice where work was being done."
    ),
    (
        "They met children, parents and carers, front-line staff and managers of every partner, "
        "two lay members of the board, and the head teachers' forum. They read the board's "
        "minutes, its learning and improvement framework, its audits and its training records."
    ),
)
STRENGTHS = (
    (
        "Staff of all agencies speak well of the training. It is planned together, it is full, "
        "and three months later managers ask what has been used in practice."
    ),
    (
        "The procedures are short, current and easy to find. They were changed within six weeks "
        "of the last serious case review, and staff whom inspectors met could say what had "
        "changed."
    ),
    (
        "The lay members speak up. Their challenge led to a leaflet for parents, written with "
        "parents, that explains what happens at a child protection conference."
    ),
    (
        "Zoë Dvořáková-O’Brien, the young people’s representative, reports twice a year to the "
        "full board, and each report is answered in writing."
    ),
)
PRIORITY = (
    (
        PARTNERSHIP,
        (
            "Bring together, every week, what children say after they have been missing, and act "
            "on the patterns that appear. Name one senior officer who answers for it."
        ),
    ),
)
IMPROVEMENT = (
    (
        PARTNERSHIP,
        (
            "Agree a small set of measures that show what has changed for children, and read them "
            "at every meeting together with what children and front-line staff say."
        ),
    ),
    (
        PARTNERSHIP,
        (
            "Check within six months that each action from a review has been carried out and has "
            "had the effect that was meant, and keep open those that have not."
        ),
    ),
    (
        POLICE,
        (
            "Send the police’s reports of domestic abuse on the same day when a child lives in "
            "the household, with the history that officers already hold."
        ),
    ),
    (
        HEALTH,
        (
            "Make sure that general practitioners are asked for, and give, a report to every "
            "initial child protection conference."
        ),
    ),
)
STATEMENT = (
    "The inspectorates judge together that the arrangements to evaluate what local partners do to "
    "safeguard children, and how effective the board is in this, require improvement. Its "
    "leadership is sound; it does not yet know enough about the difference that it makes."
)
NEXT = (
    (
        "The board should prepare a written statement of what it proposes to do about the "
        "findings in this letter, with Ashdale Council as the authority that leads the work. The "
        "statement should say who does what and by when."
    ),
    (
        "Please send the statement to the lead inspectorate by 22 March 2027. It will inform the "
        "next inspection of any of the inspectorates that sign this letter."
    ),
)


def sample_snapshot(**changes: Any) -> dict[str, Any]:
    """Return a whole letter; `changes` replace whole entries of it."""
    snapshot: dict[str, Any] = {
        "schema": 1,
        "reference": "OF-2026-0012",
        "title": "Joint inspection of the Local Safeguarding Children Board in Ashdale",
        "short_title": "Ashdale Safeguarding Children Board: joint inspection",
        "date": "2026-12-07",
        "date_text": "7 December 2026",
        "salutation": "Dear Ashdale Safeguarding Children Board",
        "area": {"name": "Ashdale", "code": "E06000999"},
        "inspectorates": [
            {"code": "ofsted", "name": "Ofsted"},
            {"code": "cqc", "name": "Care Quality Commission"},
            {"code": "hmicfrs", "name": "HM Inspectorate of Constabulary"},
            {"code": "hmip", "name": "HM Inspectorate of Probation"},
        ],
        "addressees": [
            {"name": "Margaret Oyelaran", "role": "Independent chair", "organisation": PARTNERSHIP},
            {
                "name": "Daniel Whitcombe",
                "role": "Director of children’s services",
                "organisation": COUNCIL,
            },
            {"name": "Priya Raman", "role": "Chief nurse", "organisation": HEALTH},
            {"name": "Owen Llewellyn", "role": "Chief constable", "organisation": POLICE},
            {"name": "Youth offending service", "role": "", "organisation": COUNCIL},
        ],
        "power": "This inspection was carried out under section 20 of the Children Act 2004.",
        "fieldwork": {"start_text": "12 October 2026", "end_text": "23 October 2026"},
        "sections": _sections(),
        "judgement": {
            "title": "How effective the Local Safeguarding Children Board is",
            "grade": "requires-improvement",
            "grade_title": "Requires improvement",
            "statement": STATEMENT,
            "dissents": [],
            "abstentions": [],
            "content_hash": "5f" * 32,
        },
        "signatories": [
            {"inspectorate": "Ofsted", "name": "Helen Marsh", "role": "National director"},
            {
                "inspectorate": "Care Quality Commission",
                "name": "Tomasz Łukasiewicz",
                "role": "Deputy chief inspector",
            },
            {
                "inspectorate": "HM Inspectorate of Constabulary",
                "name": "Ruth Adeyemi",
                "role": "His Majesty’s Inspector of Constabulary",
            },
            {
                "inspectorate": "HM Inspectorate of Probation",
                "name": "Gareth Pugh",
                "role": "Chief inspector of probation",
            },
        ],
        "watermark": "",
    }
    return deepcopy(snapshot | changes)


def snapshot_with_text(text: str) -> dict[str, Any]:
    """Return the sample with `text` in every place where somebody types one."""
    snapshot = sample_snapshot(salutation=text, power=text, watermark=text)
    snapshot["addressees"] = [{"name": text, "role": text, "organisation": text}]
    snapshot["inspectorates"][0]["name"] = text
    snapshot["judgement"] |= {"title": text, "grade_title": text, "statement": text}
    for views in ("dissents", "abstentions"):
        snapshot["judgement"][views] = [{"inspectorate": text, "reason": text}]
    snapshot["signatories"] = [{"inspectorate": text, "name": text, "role": text}]
    for section in snapshot["sections"]:
        section["heading"] = text
        for paragraph in section["paragraphs"]:
            paragraph |= {"text": text, "addressed_to": text}
    return snapshot


def _sections() -> list[dict[str, Any]]:
    prose = iter(range(1, 100))
    recommendations = iter(range(1, 100))
    references = iter(range(1, 100))

    def paragraph(text: str, number: str = "", to: str | None = None) -> dict[str, Any]:
        reference = f"P{next(references)}"
        return {"reference": reference, "number": number, "text": text, "addressed_to": to}

    def numbered(*texts: str) -> list[dict[str, Any]]:
        return [paragraph(text, str(next(prose))) for text in texts]

    def recommended(*items: tuple[str, str]) -> list[dict[str, Any]]:
        return [paragraph(text, f"R{next(recommendations)}", to) for to, text in items]

    parts: list[tuple[str, str, str, list[dict[str, Any]]]] = [
        ("scope", "What was inspected", "prose", numbered(*SCOPE)),
        ("findings", "Key findings", "prose", numbered(*KEY_FINDINGS)),
        ("strengths", "Strengths", "strengths", [paragraph(text) for text in STRENGTHS]),
        ("priority", "Areas for priority action", "priority_action", recommended(*PRIORITY)),
        ("improvement", "Areas for improvement", "improvement", recommended(*IMPROVEMENT)),
        ("judgement", "The shared judgement", "judgement", []),
        ("next", "What happens next", "prose", numbered(*NEXT)),
        ("signatures", "", "signatures", []),
    ]
    return [
        {"key": key, "heading": heading, "kind": kind, "paragraphs": paragraphs}
        for key, heading, kind, paragraphs in parts
    ]
