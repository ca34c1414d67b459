"""The formats of what is published, as its page lists them."""

from dataclasses import dataclass

from django.urls import reverse

from pages.shown import SummaryRow
from records.states import JobState
from reports.actions.formats import Published, find_large_print
from reports.models import FormatRequest, RecordedLetter
from reports.presenters.stages import size_words
from reports.values import long_date

PAGE = 50
WAITING = "Large print is being made. Load this page again in a minute."
_RECORDED = {
    "large_print": "recorded_large_print",
    "make_large_print": "make_recorded_large_print",
    "text": "recorded_text",
}
NOT_MADE = "Large print could not be made here. Ask for it below, and a person sees to it."


@dataclass(frozen=True)
class ShownFormats:
    """What can be had besides the page and the PDF.

    Args:
        large_url: of the large print, if it is there, and `large_facts` what it is.
        make_url: where it is asked for, if nobody has yet.
        waiting: a sentence, where it was asked for and is not there.
    """

    text_url: str
    ask_url: str
    large_url: str = ""
    large_facts: str = ""
    make_url: str = ""
    waiting: str = ""


@dataclass(frozen=True)
class RequestLine:
    """A request for a format, as a line of the list."""

    label: str
    document: str
    facts: str
    state: str
    row: FormatRequest

    @property
    def url(self) -> str:
        """The page of the request."""
        return self.row.get_absolute_url()


@dataclass(frozen=True)
class RequestList:
    """A page of requests: those that wait, then those that are over."""

    lines: list[RequestLine]
    older_url: str
    shown: str


def shown_formats(row: Published) -> ShownFormats:
    """The formats of a publication, or of a letter that was published elsewhere."""
    found = find_large_print(of=row)
    always = (format_url(row, "text"), ask_url(row))
    if found.artefact is not None:
        pages = found.artefact.pages
        facts = f"PDF, {pages} page{'' if pages == 1 else 's'}, {size_words(found.artefact.size)}"
        return ShownFormats(*always, format_url(row, "large_print"), facts)
    if found.job is None:
        return ShownFormats(*always, make_url=format_url(row, "make_large_print"))
    is_over = found.job.state in {JobState.FAILED, JobState.PARKED}
    return ShownFormats(*always, waiting=NOT_MADE if is_over else WAITING)


def format_url(row: Published, name: str) -> str:
    """The address of a format of this row: `large_print`, `make_large_print`, `text`."""
    if isinstance(row, RecordedLetter):
        return reverse(f"published:{_RECORDED[name]}", args=[row.slug])
    return reverse(f"published:{name}", args=[row.reference, row.version])


def format_name(row: Published, what: str) -> str:
    """The name under which a format is saved: made here, from nothing that somebody typed."""
    stem = row.slug if isinstance(row, RecordedLetter) else f"{row.reference}-v{row.version}"
    return f"{stem}-{what}"


def ask_url(row: Published) -> str:
    """Where another format of it is asked for."""
    if isinstance(row, RecordedLetter):
        return reverse("published:ask_recorded_format", args=[row.slug])
    return reverse("published:ask_format", args=[row.reference, row.version])


def request_list(waiting: list[FormatRequest], over: list[FormatRequest]) -> RequestList:
    """A page of requests; with more than `PAGE` that are over, the older ones follow."""
    older = ""
    if len(over) > PAGE:
        older = f"{reverse('published:format_requests')}?before={over[PAGE - 1].number}"
    ended = over[:PAGE]
    words = f"{len(waiting)} waiting, {len(ended)} over"
    lines = [request_line(row) for row in (*waiting, *ended)]
    return RequestList(lines, older, f"{words}. Older ones follow." if older else f"{words}.")


def read_number(text: str) -> int | None:
    """The number that an address goes on from; None for none, and for nonsense."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def request_line(row: FormatRequest) -> RequestLine:
    """A request in the list."""
    asked = f"asked for on {long_date(row.asked_at)}"
    return RequestLine(f"{row.number}. {row.label}", row.document.title, asked, row.state, row)


def request_rows(row: FormatRequest) -> list[SummaryRow]:
    """The facts about a request, with the address while it waits."""
    facts = [
        ("Document", row.document.title),
        ("Format", row.label),
        ("What the person says", row.needs or "Nothing more"),
        ("Asked", long_date(row.asked_at)),
        ("Answer to", row.email or "The address was erased when the request ended."),
    ]
    if row.handled_at is not None:
        facts.append(("Ended", f"{row.state.capitalize()} by {row.handled_by}"))
        facts.append(("On", long_date(row.handled_at)))
    if row.reason:
        facts.append(("Why", row.reason))
    return [SummaryRow(label, text) for label, text in facts]
