"""A letter that was published elsewhere as plain blocks; footnotes stand where their marks are."""

from collections.abc import Iterator, Mapping, Sequence

from reports.print.outline import SIGNED, Block, Heading, Item, Items, Para
from reports.print.recorded import fieldwork_words, next_steps_facts
from reports.values import short_date
from reports.values.letter_body import Group, Part, Run, body_of
from reports.values.recorded import Letter


def recorded_outline(letter: Letter) -> list[Block]:
    """The blocks of the letter, in the order in which it was printed."""
    body = body_of(letter)
    notes = _Notes({note.anchor: (note.marker, note.text) for note in body.notes})
    blocks = [*_head(letter)]
    for part in body.parts:
        blocks += _part(part, notes)
        if part.is_next_steps:
            blocks += [
                Para(text, label=label) for label, text in next_steps_facts(letter.next_steps)
            ]
    blocks.append(Heading(SIGNED, 2))
    blocks += [Para(", ".join([*_name(one.name), *one.lines])) for one in letter.signatories]
    blocks += [
        Para(text, label=f"Note {marker}, which the text does not mention")
        for marker, text in notes.unused()
    ]
    return [*blocks, Para(letter.source, label="A copy of a published letter. Source")]


def _name(name: str) -> list[str]:
    return [name] if name else []


def _head(letter: Letter) -> Iterator[Block]:
    yield Heading(letter.title, 1)
    yield Items(tuple(Item(name) for name in letter.inspectorates))
    yield Para(short_date(letter.day), label="Date")
    yield Items(tuple(Item(one.line) for one in letter.addressees))
    yield Para(letter.salutation)
    yield Para(f"{letter.area}. {fieldwork_words(letter)}")
    yield Para(letter.theme, label="Theme")


def _part(part: Part, notes: "_Notes") -> Iterator[Block]:
    if part.heading:
        yield Heading(notes.text(part.heading), part.level)
    if part.title:
        yield Para(notes.text(part.title))
    for group in part.groups:
        yield from (Para(notes.text(one.runs), number=one.number) for one in group.paragraphs)
        if group.bullets:
            yield Items(tuple(_items(group, notes)))


def _items(group: Group, notes: "_Notes") -> Iterator[Item]:
    for bullet in group.bullets:
        if bullet.runs:
            yield Item(notes.text(bullet.runs))
        for runs in bullet.below:
            yield Item(notes.text(runs), level=2 if bullet.runs else 1)


class _Notes:
    """The footnotes: told in full where the text first names one, by its number afterwards."""

    def __init__(self, notes: Mapping[str, tuple[str, str]]) -> None:
        self._notes = notes
        self._told: set[str] = set()

    def text(self, runs: Sequence[Run]) -> str:
        """The words of a text with its footnotes in it."""
        return "".join(self._piece(run) for run in runs)

    def unused(self) -> list[tuple[str, str]]:
        """Footnotes without a mark: they stand at the end, so that nothing is lost."""
        return [note for anchor, note in self._notes.items() if anchor not in self._told]

    def _piece(self, run: Run) -> str:
        if not run.is_mark:
            return run.text or "\n"
        if run.note not in self._notes:
            return f" [Note {run.text}, of which the text is lost]"
        marker, text = self._notes[run.note]
        if run.note in self._told:
            return f" [See note {marker}]"
        self._told.add(run.note)
        return f" [Note {marker}: {text}]"
