"""A combined document of an invented area, for the tests of its paper: a build with its parts."""

from typing import Any

from records.values import content_hash
from tests.reports.samples import sample_snapshot
from tests.reports.test_report_pdf import line, report_snapshot

HASHES = ("summary", "agency-report-cqc", "agency-report-hmic")


def prose(key: str, heading: str, *texts: str) -> dict[str, Any]:
    """A section of paragraphs."""
    return {
        "key": key,
        "heading": heading,
        "kind": "prose",
        "paragraphs": [
            {"reference": f"P{place}", "number": str(place), "text": text, "addressed_to": None}
            for place, text in enumerate(texts, 1)
        ],
    }


def part_of(document: str, title: str, **changes: Any) -> dict[str, Any]:
    """A part with its frozen content."""
    content = report_snapshot(document=document, form_title=title, **changes)
    return {
        "document": document,
        "title": title,
        "draft": 3,
        "content_hash": content_hash(content),
        "content": content,
    }


def combined_snapshot(*parts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What is printed of a combined document: three parts, unless others are given."""
    police = [line("Leadership of the police", "Good", 0, statement="Officers listen.")]
    given = list(parts) or [
        part_of("summary", "Summary of what all found", judgements=[], notes=[]),
        part_of("agency-report-cqc", "Report on health services"),
        part_of("agency-report-hmic", "Report on the police", judgements=police, notes=[]),
    ]
    return {
        **sample_snapshot(),
        "schema": 3,
        "title": "Integrated inspection: Ashdale",
        "form_title": "Integrated inspection",
        "document": "combined",
        "about": "",
        "judgement": None,
        "judgements": [],
        "notes": [],
        "sections": [
            prose("about", "About this document", "It holds the summary and two reports."),
            prose("next_steps", "What happens next", "Each inspectorate follows its own up."),
        ],
        "parts": given,
        "parts_hash": content_hash([one["content_hash"] for one in given]),
        **changes,
    }
