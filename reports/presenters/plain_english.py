"""What is to say about the English of a report."""

from collections.abc import Sequence
from dataclasses import dataclass

from pages.shown import SummaryRow
from reports.models import Paragraph
from reports.reference import abbreviations, house_style
from reports.rules.plain_english import (
    LONG_SENTENCE,
    Abbreviation,
    Advice,
    Figures,
    LongSentence,
    figures_of,
    remarks_on,
    unspelled,
)


@dataclass(frozen=True)
class ShownRemarks:
    """A paragraph that something is to be said about."""

    label: str
    url: str
    change_url: str
    figures: str
    long_sentences: Sequence[LongSentence]
    advice: Sequence[Advice]
    abbreviations: Sequence[Abbreviation]


@dataclass(frozen=True)
class PlainEnglish:
    """The whole report, and the paragraphs that have a remark; how many have none."""

    rows: Sequence[SummaryRow]
    paragraphs: Sequence[ShownRemarks]
    quiet: int


def plain_english(
    paragraphs: Sequence[Paragraph], *, report_url: str, change_urls: dict[str, str]
) -> PlainEnglish:
    """The remarks on a report.

    Args:
        report_url: the page of the report, which has an anchor for each paragraph.
        change_urls: where a paragraph is changed, by reference; empty for somebody who only reads.
    """
    style = house_style()
    texts = {one.reference: one.text for one in paragraphs}
    unknown: dict[str, list[Abbreviation]] = {}
    for abbreviation, reference in unspelled(texts, abbreviations()):
        unknown.setdefault(reference, []).append(abbreviation)
    shown = []
    long = 0
    for one in paragraphs:
        remarks = remarks_on(one.text, style)
        long += len(remarks.long_sentences)
        if remarks.is_empty and one.reference not in unknown:
            continue
        shown.append(
            ShownRemarks(
                label=f"{one} in “{one.section.heading}”",
                url=f"{report_url}#{one.reference}",
                change_url=change_urls.get(one.reference, ""),
                figures=figures_words(remarks.figures),
                long_sentences=remarks.long_sentences,
                advice=remarks.advice,
                abbreviations=unknown.get(one.reference, ()),
            )
        )
    whole = figures_of(texts.values())
    return PlainEnglish(_rows(whole, long), shown, len(texts) - len(shown))


def figures_words(figures: Figures) -> str:
    """How long a paragraph is and how hard to read."""
    said = f"{_counted(figures.words, 'word')} in {_counted(figures.sentences, 'sentence')}"
    age = figures.reading_age
    return said if age is None else f"{said}, reading age {age}"


def _rows(whole: Figures, long: int) -> list[SummaryRow]:
    age = whole.reading_age
    return [
        SummaryRow("Reading age", "Too short to tell" if age is None else f"{age} years"),
        SummaryRow("Words", f"{whole.words:,}"),
        SummaryRow("Words in a sentence", f"{whole.words_per_sentence:.0f} on average"),
        SummaryRow(f"Sentences of more than {LONG_SENTENCE} words", str(long)),
    ]


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
