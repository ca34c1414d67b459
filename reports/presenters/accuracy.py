"""The chair's comments, for the chair and for those who answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from pages.shown import Link, SummaryRow, Task
from reports.models import AccuracyAnswer, AccuracyComment, AccuracyRound, Draft, Report
from reports.values import first_words, long_moment


@dataclass(frozen=True)
class ShownComment:
    """A comment of the chair, with what can be done to it."""

    reference: str
    title: str
    rows: Sequence[SummaryRow]
    change_url: str = ""
    leave_out_url: str = ""
    is_left_out: bool = False
    version: int = 0


def paragraph_title(draft: Draft, reference: str) -> str:
    """Where a paragraph stands, in words: by its number, or by how it begins."""
    found = draft.paragraph(reference)
    if found is None:
        return reference
    number = found["number"]
    name = f"Recommendation {number}" if str(number).startswith("R") else f"Paragraph {number}"
    return f"{name if number else first_words(found['text'])} in “{found['heading']}”"


def own_comments(
    accuracy_round: AccuracyRound,
    comments: Iterable[AccuracyComment],
    *,
    is_open: bool,
    answers: Mapping[str, AccuracyAnswer] | None = None,
) -> list[ShownComment]:
    """The chair's own comments, with what was answered to each where that may be read.

    Args:
        answers: by the comment's reference.
    """
    shown = []
    for comment in comments:
        where = [*accuracy_round.report.where, comment.reference]
        answer = (answers or {}).get(comment.reference)
        shown.append(
            ShownComment(
                reference=comment.reference,
                title=paragraph_title(accuracy_round.draft, comment.paragraph),
                rows=[*comment_rows(comment), *(chair_rows(answer) if answer else [])],
                change_url=reverse("reports:change_comment", args=where) if is_open else "",
                leave_out_url=reverse("reports:leave_out_comment", args=where) if is_open else "",
                is_left_out=comment.is_left_out,
                version=comment.version,
            )
        )
    return shown


def comment_rows(comment: AccuracyComment) -> list[SummaryRow]:
    """What a comment says."""
    return [
        SummaryRow("Kind", comment.kind_label),
        SummaryRow("What is wrong", comment.what_is_wrong, verbatim=True),
        SummaryRow("What it should say", comment.what_it_should_say, verbatim=True),
    ]


def comment_links(
    accuracy_round: AccuracyRound, comments: Iterable[AccuracyComment]
) -> dict[str, list[Link]]:
    """Links to the chair's own comments, by the paragraph's reference."""
    links: dict[str, list[Link]] = {}
    for comment in comments:
        where = [*accuracy_round.report.where, comment.reference]
        url = reverse("reports:change_comment", args=where)
        label = f"Your comment {comment.reference}"
        if comment.is_left_out:
            label += " (left out)"
        links.setdefault(comment.paragraph, []).append(Link(label, url))
    return links


def answer_tasks(
    report: Report, accuracy_round: AccuracyRound, comments: Iterable[AccuracyComment]
) -> list[Task]:
    """Each comment of the response, and whether it is answered."""
    tasks = []
    for comment in comments:
        answer = answer_to(comment)
        title = f"{comment.reference}: {paragraph_title(accuracy_round.draft, comment.paragraph)}"
        tasks.append(
            Task(
                title=title,
                status=f"{answer}".capitalize() if answer else "To be answered",
                url=reverse("reports:answer", args=[*report.where, comment.reference]),
                hint=comment.kind_label,
                colour="" if answer else "yellow",
            )
        )
    return tasks


def answer_to(comment: AccuracyComment) -> AccuracyAnswer | None:
    """The answer that the comment got, if it has one."""
    return getattr(comment, "answer", None)


def answers_to(comments: Iterable[AccuracyComment]) -> dict[str, AccuracyAnswer]:
    """The answers that these comments got, by the comment's reference."""
    found = {comment.reference: answer_to(comment) for comment in comments}
    return {reference: answer for reference, answer in found.items() if answer is not None}


def chair_rows(answer: AccuracyAnswer) -> list[SummaryRow]:
    """What the chair reads of an answer: it is the inspectorates' together, whoever wrote it."""
    return [
        SummaryRow("Answer", f"{answer}".capitalize()),
        SummaryRow("What was changed, or why not", answer.explanation, verbatim=True),
    ]


def answer_rows(answer: AccuracyAnswer) -> list[SummaryRow]:
    """What was answered, and by whom."""
    return [
        *chair_rows(answer),
        SummaryRow("By", f"{answer.by}, {answer.inspectorate}, {long_moment(answer.at)}"),
    ]


def receipt_rows(accuracy_round: AccuracyRound, kept: int, left_out: int) -> list[SummaryRow]:
    """What the chair keeps: that it was sent, when, and how much."""
    sent = long_moment(accuracy_round.returned_at) if accuracy_round.returned_at else ""
    rows = [
        SummaryRow("Returned", sent),
        SummaryRow("Returned by", str(accuracy_round.chair)),
        SummaryRow("Comments", str(kept)),
    ]
    if left_out:
        rows.append(SummaryRow("Left out", str(left_out)))
    return rows
