"""Published letters for tests: wholly invented, in both shapes in which they were printed."""

import json
from copy import deepcopy
from datetime import date
from typing import Any

from django.utils import timezone

from organisations.models import Inspectorate, InspectorateName, LocalArea
from reports.actions.recorded import check_letter, record_letter
from reports.models import RecordedLetter
from reports.print.jobs import Printed

PDF = b"%PDF-1.7 a letter printed by a test"
_NEXT = {
    "document": "written statement of proposed action",
    "lead_as_printed": "Northmere County Council",
    "lead_agency_kind": "local authority",
    "duty_as_printed": "should prepare",
    "principal_authority_named": False,
    "must_involve": ["the harbour clinic", "the ferry police"],
    "sent_by": "The director of Northmere",
    "send_to": "statements@northmere.example",
    "due": "2017-05-30",
    "due_note": "counted from the proof",
    "days_after_letter": 70,
    "oversight": "the island board oversees it",
    "used_for": "the next visit to the island",
}


def said(kind: str, text: str, **more: Any) -> dict[str, Any]:
    """One block of a section."""
    return {"type": kind, "text": text, **more}


def early_letter(**changes: Any) -> dict[str, Any]:
    """As letters were until 2020: long bullets under bold sub-headings, case studies, footnotes."""
    letter: dict[str, Any] = {
        "source": {
            "file": "northmere letter.pdf",
            "repository": "the island archive",
            "pages": 4,
            "licence": "an invented licence",
        },
        "date": "2017-03-21",
        "area": "Northmere",
        "la_code": "830",
        "era": "2016-2020",
        "salutation": "Dear island partnership",
        "title": "Joint inspection of how Northmere answers to neglect at the harbour",
        "addressees": [
            {
                "name": "Ada Quill",
                "role": "Director of Islands",
                "organisation": "Northmere County Council",
                "agency_kind": "local authority",
            },
            {"name": "", "role": "Ferry Youth Service", "agency_kind": "youth justice service"},
            {"name": "Bram Otter", "role": "Chief of Ferries", "agency_kind": "police force"},
        ],
        "inspectorates": ["Ofsted", "HMIC", "Lantern Inspectorate"],
        "fieldwork": {"start": "2017-02-06", "end": "2017-02-10"},
        "theme": "children neglected at the harbour",
        "theme_key": "neglect",
        "sections": [
            {
                "heading": None,
                "kind": "introduction",
                "level": 1,
                "blocks": [
                    said("paragraph", "We visited the harbour in February.[^1] We saw ferries."),
                    said("paragraph", "The lamp-lighters told us more.[^7]"),
                ],
            },
            {
                "heading": "Key strengths",
                "kind": "strengths",
                "level": 1,
                "blocks": [said("bullet", "Ferry crews know every child."), said("bullet", "Fog.")],
            },
            {"heading": "Areas for improvement", "kind": "improvement", "level": 1, "blocks": []},
            {
                "heading": "Leaders of the island",
                "kind": "improvement",
                "level": 2,
                "blocks": [said("bullet", "The tide table is kept badly.[^2]")],
            },
            {
                "heading": "The lighthouse",
                "kind": "improvement",
                "level": 2,
                "blocks": [said("bullet", "Nobody looks out at night.")],
            },
            {
                "heading": "Next steps",
                "kind": "next_steps",
                "level": 1,
                "blocks": [
                    said("paragraph", "Northmere writes a statement by the end of May.[^1]")
                ],
            },
        ],
        "case_studies": [
            {
                "heading": "Case study: a good crossing",
                "title": "Two brothers and a boat",
                "kind": "effective practice",
                "in_section": "strengths",
                "blocks": [said("paragraph", "Two brothers crossed safely.")],
            },
            {
                "heading": "Case study: a missed crossing",
                "kind": "improvement",
                "in_section": "improvement",
                "blocks": [said("paragraph", "A girl waited."), said("bullet", "Nobody came.")],
            },
        ],
        "priority_actions": [],
        "priority_actions_stated_none": False,
        "areas_for_improvement": [
            {"text": "The tide table is kept badly.[^2]", "subheading": "Leaders of the island"},
            {"text": "Nobody looks out at night.", "subheading": "The lighthouse"},
        ],
        "strengths": [{"text": "Ferry crews know every child."}, {"text": "Fog."}],
        "next_steps": {
            **_NEXT,
            "paragraphs": ["Northmere writes a statement by the end of May.[^1]"],
        },
        "signatories": [
            {"name": "Ines Bell", "role": "Director of Visits", "inspectorate": "Ofsted"},
            {"name": "", "role": "Inspector of Harbours", "inspectorate": "HMIC"},
            {"name": "Owen Wick", "role": "Keeper", "inspectorate": "Lantern Inspectorate"},
        ],
        "footnotes": [
            {"marker": "1", "text": "Under the Act of the Islands."},
            {"marker": "2", "text": "The table of 2016, www.tides.example/tables."},
        ],
        "editor_note": None,
    }
    return {**deepcopy(letter), **changes}


def late_letter(**changes: Any) -> dict[str, Any]:
    """As letters are since 2022: context, headlines, priority action, short lists, findings."""
    sections = [
        (None, "introduction", [said("paragraph", "We looked at early help on the moor.")]),
        ("Context", "context", [said("paragraph", "The moor has two villages.")]),
        ("Headline findings", "headline", [said("paragraph", "Help comes, and comes late.")]),
        (
            "Areas for priority action",
            "priority",
            [
                said("paragraph", "Urgent action is needed:"),
                said("bullet", "Moor Police must answer calls:"),
                said("sub_bullet", "by day, from the tower"),
                said("sub_bullet", "by night, from the mill"),
                said("bullet", "The clinic must open."),
            ],
        ),
        ("What needs to improve?", "improvement", [said("bullet", "How fast help comes.")]),
        ("Strengths", "strengths", [said("bullet", "Neighbours.")]),
        (
            "Main findings",
            "findings",
            [
                said("numbered", "Calls wait an hour.", number=1),
                said("numbered", "Workers walk far.", number=2),
            ],
        ),
        (
            "Next steps",
            "next_steps",
            [
                said("numbered", "We have determined who writes.", number=3),
                said("paragraph", "It is sent by summer."),
            ],
        ),
    ]
    changed = {
        "date": "2024-03-14",
        "area": "Westmoor",
        "la_code": "831",
        "era": "2022-2025",
        "salutation": "Dear Westmoor Partnership",
        "title": "Joint inspection of Westmoor",
        "inspectorates": ["Ofsted", "HMICFRS"],
        "fieldwork": {"start": "2024-01-22", "end": "2024-01-26"},
        "theme": "early help on the moor",
        "theme_key": "early_help",
        "sections": [
            {"heading": heading, "kind": kind, "level": 1, "blocks": blocks}
            for heading, kind, blocks in sections
        ],
        "case_studies": [
            {
                "heading": "Practice study: the baker",
                "kind": "effective practice",
                "in_section": "findings",
                "blocks": [said("paragraph", "A baker noticed, and rang.")],
            }
        ],
        "priority_actions": [
            {"text": "Urgent action is needed:", "is_stem": True},
            {
                "text": "Moor Police must answer calls:",
                "sub_items": ["by day, from the tower", "by night, from the mill"],
                "directed_to": ["Moor Police"],
            },
            {"text": "The clinic must open.", "directed_to": ["the clinic", "its trust"]},
        ],
        "areas_for_improvement": [{"text": "How fast help comes."}],
        "strengths": [{"text": "Neighbours."}],
        "next_steps": {
            **_NEXT,
            "due": "2024-06-21",
            "paragraphs": ["We have determined who writes.", "It is sent by summer."],
        },
        "signatories": [
            {"name": "Ines Bell", "role": "National Director, Ofsted", "inspectorate": "Ofsted"},
            {"name": "Tom Heath", "role": "Inspector of Moors", "inspectorate": "HMICFRS"},
        ],
        "footnotes": [],
    }
    return early_letter(**{**deepcopy(changed), **changes})


def content_of(letter: Any) -> bytes:
    """The letter as the bytes of a file."""
    return json.dumps(letter, ensure_ascii=False).encode()


def ground() -> None:
    """The areas of the two letters, and two inspectorates, one of which changed its name."""
    for code, name in (("830", "Northmere"), ("831", "Westmoor")):
        LocalArea.objects.get_or_create(
            code=code,
            defaults={
                "ons_code": f"E10000{code}",
                "name": name,
                "region": "North",
                "kind": "county",
            },
        )
    Inspectorate.objects.get_or_create(
        code="ofsted", defaults={"name": "The Office", "short_name": "Ofsted"}
    )
    hmic, _ = Inspectorate.objects.get_or_create(
        code="hmic", defaults={"name": "HM Constabulary and Fire", "short_name": "HMICFRS"}
    )
    if not hmic.names.exists():
        for name, since, until in (
            ("HMIC", date(1856, 7, 21), date(2017, 7, 18)),
            ("HMICFRS", date(2017, 7, 19), None),
        ):
            InspectorateName.objects.create(
                inspectorate=hmic, name=name, short_name=name, starts_on=since, ends_on=until
            )


def recorded_letter(letter: dict[str, Any] | None = None, pdf: bytes = PDF) -> RecordedLetter:
    """A letter, recorded as the command records it, but for the press."""
    ground()
    now = timezone.now()
    file = check_letter(content=content_of(letter or early_letter()), name="a.json", at=now)
    printed = Printed(pdf, "5" * 64, 4, ())
    return record_letter(file=file, printed=printed, at=now)
