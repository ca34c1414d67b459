"""A published letter as a JSON file: read whole, or refused with every fault and its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.values.letter_json import (
    Findings,
    Found,
    LetterProblem,
    LetterRefused,
    called,
    load_json,
)
from reports.values.recorded import (
    Block,
    BlockKind,
    CaseStudy,
    Footnote,
    Letter,
    LetterAddressee,
    LetterSection,
    LetterSignatory,
    NextSteps,
    PriorityAction,
)

TITLE_LIMIT = 500
NAME_LIMIT = 120
# Levels of heading below the title of the letter.
LEVELS = 3
# What is said of a letter for whoever counts letters; nobody prints it.
_NOT_PRINTED = ("era", "theme_key", "priority_actions_stated_none", "editor_note")


@dataclass(frozen=True)
class LetterFile:
    """What a file says.

    Args:
        letter: the letter.
        data: the whole of it, for keeping.
        passed_over: the places of what is kept and not printed, because nobody knows it.
    """

    letter: Letter
    data: dict[str, Any]
    passed_over: tuple[str, ...]


def read_letter(content: bytes, *, name: str, today: date) -> LetterFile:
    """The letter of a file (150092 ¶22–28 say what such a letter is made of).

    Args:
        content: the bytes of the file.
        name: of the file, for a letter that does not say its source.
        today: no letter is dated after it.

    Raises:
        LetterRefused: the file cannot be read, or is no such letter; it carries every fault.
    """
    data = load_json(content)
    return letter_of(data, name=name, today=today)


def letter_of(data: Any, *, name: str = "", today: date | None = None) -> LetterFile:
    """The letter that the data of a file says; raises LetterRefused as `read_letter` does."""
    findings = Findings()
    if not isinstance(data, dict):
        raise LetterRefused([LetterProblem("", f"The file is {called(data)}, not an object")])
    found = Found(data, "", findings)
    letter = _letter(found, name)
    found.pass_over(*_NOT_PRINTED)
    _check_lists(found, letter)
    _check_days(letter, findings, today)
    found.rest()
    findings.check()
    return LetterFile(letter, data, tuple(findings.passed_over))


def _letter(found: Found, name: str) -> Letter:
    fieldwork = found.one("fieldwork")
    letter = Letter(
        # Where a day is missing there is a fault, and nobody gets this letter.
        day=found.day("date") or date.max,
        area=found.text("area", limit=NAME_LIMIT),
        area_code=found.text("la_code"),
        salutation=found.text("salutation"),
        title=found.text("title", limit=TITLE_LIMIT),
        theme=found.text("theme"),
        inspectorates=_inspectorates(found),
        fieldwork_start=fieldwork.day("start") or date.min,
        fieldwork_end=fieldwork.day("end") or date.min,
        addressees=tuple(
            map(_addressee, found.several("addressees", at_least=1, what="addressee"))
        ),
        sections=tuple(map(_section, found.several("sections", at_least=1, what="section"))),
        case_studies=tuple(map(_case_study, found.several("case_studies"))),
        priority_actions=tuple(map(_priority_action, found.several("priority_actions"))),
        next_steps=_next_steps(found.one("next_steps")),
        signatories=tuple(
            map(_signatory, found.several("signatories", at_least=1, what="signatory"))
        ),
        footnotes=_footnotes(found),
        source=_source(found) or name,
    )
    fieldwork.rest()
    return letter


def _inspectorates(found: Found) -> tuple[str, ...]:
    names = found.words("inspectorates", at_least=1, what="inspectorate")
    for place, name in enumerate(names):
        if len(name) > NAME_LIMIT:
            found.wrong(f"inspectorates[{place}]", f"may have {NAME_LIMIT} characters")
        if name in names[:place]:
            found.wrong(f"inspectorates[{place}]", f"“{name}” is named twice")
    return names


def _addressee(found: Found) -> LetterAddressee:
    found.pass_over("agency_kind")
    name, role, organisation = (
        found.text(key, needed=False) for key in ("name", "role", "organisation")
    )
    if not (name or role or organisation):
        found.findings.wrong(found.place, "names nobody: no name, role or organisation")
    found.rest()
    return LetterAddressee(name, role, organisation)


def _signatory(found: Found) -> LetterSignatory:
    name, role, inspectorate = (
        found.text(key, needed=False) for key in ("name", "role", "inspectorate")
    )
    if not (name or role):
        found.findings.wrong(found.place, "names nobody: no name and no role")
    found.rest()
    return LetterSignatory(name, role, inspectorate)


def _section(found: Found) -> LetterSection:
    section = LetterSection(
        heading=found.text("heading", needed=False),
        kind=found.text("kind"),
        level=found.number("level", low=1, high=LEVELS) or 1,
        blocks=_blocks(found),
    )
    found.rest()
    return section


def _blocks(found: Found) -> tuple[Block, ...]:
    return tuple(map(_block, found.several("blocks")))


def _block(found: Found) -> Block:
    word = found.word("type", [kind.value for kind in BlockKind])
    kind = BlockKind(word) if word in set(BlockKind) else BlockKind.PARAGRAPH
    number = found.number("number", low=0, high=9_999, needed=False)
    block = Block(kind, found.text("text"), number)
    found.rest()
    return block


def _case_study(found: Found) -> CaseStudy:
    found.pass_over("kind")
    study = CaseStudy(
        heading=found.text("heading"),
        title=found.text("title", needed=False),
        in_section=found.text("in_section", needed=False),
        blocks=_blocks(found),
    )
    found.rest()
    return study


def _priority_action(found: Found) -> PriorityAction:
    found.pass_over("is_stem", "sub_items")
    action = PriorityAction(found.text("text"), found.words("directed_to", needed=False))
    found.rest()
    return action


def _next_steps(found: Found) -> NextSteps:
    found.pass_over(
        "lead_agency_kind", "principal_authority_named", "days_after_letter", "paragraphs"
    )
    steps = NextSteps(
        document=found.text("document", needed=False),
        lead=found.text("lead_as_printed", needed=False),
        duty=found.text("duty_as_printed", needed=False),
        involved=found.words("must_involve", needed=False),
        sent_by=found.text("sent_by", needed=False),
        send_to=found.text("send_to", needed=False),
        due=found.day("due", needed=False),
        due_note=found.text("due_note", needed=False),
        oversight=found.text("oversight", needed=False),
        used_for=found.text("used_for", needed=False),
    )
    found.rest()
    return steps


def _footnotes(found: Found) -> tuple[Footnote, ...]:
    notes: list[Footnote] = []
    for one in found.several("footnotes"):
        note = Footnote(one.text("marker", limit=8), one.text("text"))
        if note.marker and note.marker in {other.marker for other in notes}:
            one.wrong("marker", f"“{note.marker}” is the mark of another footnote")
        notes.append(note)
        one.rest()
    return tuple(notes)


def _source(found: Found) -> str:
    """Where the letter was published, in one line; "" where the file does not say."""
    found.pass_over("source")
    if not found.has("source"):
        return ""
    if found.is_text("source"):
        return found.text("source", needed=False)
    source = found.one("source")
    parts = (source.text(key, needed=False) for key in ("file", "repository", "address", "licence"))
    return "; ".join(part for part in parts if part)


def _check_days(letter: Letter, findings: Findings, today: date | None) -> None:
    """Fieldwork ends after it began, the letter comes after it, and the statement last."""
    if findings.problems:
        return
    if today is not None and letter.day > today:
        findings.wrong("date", f"{letter.day} is still to come. A published letter is not")
    if letter.fieldwork_end < letter.fieldwork_start:
        findings.wrong("fieldwork.end", f"{letter.fieldwork_end} is before fieldwork began")
    if letter.day < letter.fieldwork_end:
        findings.wrong("date", f"{letter.day} is before fieldwork ended")
    due = letter.next_steps.due
    if due is not None and due < letter.day:
        findings.wrong("next_steps.due", f"{due} is before the letter’s date, {letter.day}")


def _check_lists(found: Found, letter: Letter) -> None:
    """What the lists of findings repeat stands in a section: nothing else of them is printed."""
    printed = {_squeezed(block.text) for block in letter.blocks()}
    listed = list(_listed(found))
    if found.findings.problems:
        return
    for place, text in listed:
        if _squeezed(text) not in printed:
            found.findings.wrong(
                place, "stands in no section, so it would not be printed. Add it to its section"
            )


def _listed(found: Found) -> Iterable[tuple[str, str]]:
    for key in ("priority_actions", "areas_for_improvement", "strengths"):
        for one in found.several(key):
            yield one.at("text"), one.text("text")
            below = one.words("sub_items", needed=False)
            yield from ((f"{one.at('sub_items')}[{n}]", text) for n, text in enumerate(below))
    steps = found.one("next_steps")
    paragraphs = steps.words("paragraphs", needed=False)
    yield from ((f"{steps.at('paragraphs')}[{n}]", text) for n, text in enumerate(paragraphs))


def _squeezed(text: str) -> str:
    return "".join(text.split())
