"""The second half of the story: the letter is written, checked, commented on and published."""

import uuid
from datetime import timedelta
from typing import Any

from celery import current_app
from django.utils import timezone

from desk.demonstration.people import cast, person
from desk.demonstration.story import Story, Tell, script
from frameworks.models import ReportSection
from inspections import actions as fieldwork
from inspections.models import Evidence
from organisations.models import LocalArea
from records import queue
from reports import actions as reporting
from reports.models import AccuracyComment, Paragraph, Publication
from reports.values import CommentContent, ParagraphContent

# How many days pass before each chapter: a summer's inspection, published in the autumn. Notice
# and fieldwork then wait for their key dates, within the days before positions are asked for.
SCHEDULE = (
    ("open", 0),
    ("notify", 2),
    ("record", 7),
    ("open_positions", 34),
    ("take_positions", 2),
    ("weigh", 0),
    ("agree", 2),
    ("write", 5),
    ("assure", 3),
    ("sign_off", 2),
    ("send_to_chair", 1),
    ("comment", 4),
    ("return_response", 3),
    ("answer", 5),
    ("sign_off", 2),
    ("publish", 3),
)


def told_until(last: str, *, area: str, tell: Tell) -> "ReleaseStory":
    """A story whose last chapter happens today.

    Args:
        last: the last chapter of SCHEDULE that is told.
        area: the name of the local area.
        tell: is given a sentence for each step.
    """
    chapters = SCHEDULE[: [name for name, _ in SCHEDULE].index(last) + 1]
    begins = timezone.now() - timedelta(days=sum(days for _, days in chapters), hours=2)
    story = ReleaseStory(area=LocalArea.objects.get(name=area).code, begins=begins, tell=tell)
    for name, days in chapters:
        story.wait(days=days)
        getattr(story, name)()
    return story


def run_due_jobs() -> None:
    """Do what is due, here and now: the same tasks that a worker runs."""
    current_app.loader.import_default_modules()
    queue.relay(
        at=timezone.now(), publish=lambda kind, reference: current_app.tasks[kind](reference)
    )


class ReleaseStory(Story):
    """A story that goes on to publication."""

    def write(self) -> None:
        """The overall lead writes the letter; its paragraphs name what they rest on."""
        self.do(
            self.overall_lead,
            fieldwork.move_inspection,
            inspection=self.inspection,
            verb="end_fieldwork",
        )
        self.report = self.do(
            self.overall_lead,
            reporting.open_report,
            inspection=self.inspection,
            document="joint-letter",
        )
        self.paragraphs: dict[tuple[str, int], Paragraph] = {}
        sections = {row.key: row for row in self.report.form.sections.all()}
        for key, texts in script()["report"].items():
            for index, facts in enumerate(texts):
                self.paragraphs[key, index] = self._write_one(sections[key], facts)
        self.tell(f"The letter has {len(self.paragraphs)} paragraphs and recommendations.")

    def _write_one(self, section: ReportSection, facts: dict[str, Any]) -> Paragraph:
        agency = self.agencies.get(facts.get("agency") or "")
        content = ParagraphContent(
            text=self.words(facts["text"]), agency=agency.pk if agency else None
        )
        paragraph: Paragraph = self.do(
            self.overall_lead,
            reporting.add_paragraph,
            report=self.report,
            section=section,
            content=content,
            key=uuid.uuid4(),
        )
        rests_on: list[Evidence] = [self.evidence[code] for code in facts["evidence"]]
        if rests_on:
            self.do(
                self.overall_lead,
                reporting.link_evidence,
                paragraph=paragraph,
                references=[item.reference for item in rests_on],
            )
        return paragraph

    def assure(self) -> None:
        """Ofsted's quality assurer reads it and lets it pass."""
        self.do(self.overall_lead, reporting.send_to_quality_assurance, report=self.report)
        self._refresh()
        people = cast()["inspectorates"]["ofsted"]["inspectors"]
        assurer = next(facts for facts in people if facts["role"] == "quality assurer")
        self.do(person(assurer["email"]), reporting.pass_quality_assurance, report=self.report)
        self._refresh()
        self.tell(f"{assurer['name']} of Ofsted quality-assured the draft.")

    def sign_off(self) -> None:
        """Every inspectorate signs the newest draft, on one hash."""
        draft = reporting.newest_draft(report=self.report)
        for code in script()["positions"]:
            self.do(
                self.lead(code),
                reporting.sign_off,
                report=self.report,
                content_hash=draft.content_hash,
            )
        self._refresh()
        self.tell(f"Five inspectorates signed {draft} off, on {draft.content_hash[:12]}….")

    def send_to_chair(self) -> None:
        """The chair gets the frozen draft, and a deadline counted from now."""
        self.round = self.do(self.overall_lead, reporting.send_to_chair, report=self.report)
        self._refresh()
        due = timezone.localtime(self.round.due_at)
        self.tell(f"The draft is with {self.chair}, until {due:%A %-d %B %Y at %H:%M}.")

    def comment(self) -> None:
        """The chair comments on paragraphs."""
        self.comments: dict[int, AccuracyComment] = {}
        for number, facts in enumerate(script()["comments"]):
            self.comments[number] = self.do(
                self.chair,
                reporting.add_comment,
                accuracy_round=self.round,
                paragraph=self.paragraphs[facts["section"], facts["index"]].reference,
                content=CommentContent(facts["kind"], facts["wrong"], facts["should_say"]),
                key=uuid.uuid4(),
            )
        self.tell(f"{self.chair} commented on {len(self.comments)} paragraphs.")

    def return_response(self) -> None:
        """The chair returns one response."""
        self.do(self.chair, reporting.return_response, accuracy_round=self.round, key=uuid.uuid4())
        self._refresh()
        self.tell(f"{self.chair} returned one response, before the deadline.")

    def answer(self) -> None:
        """Each comment is answered; the accepted ones change the text."""
        for number, facts in enumerate(script()["comments"]):
            paragraph = self.paragraphs[facts["section"], facts["index"]]
            paragraph.refresh_from_db()
            content = reporting.AnswerContent(
                is_accepted=facts["accepted"],
                explanation=facts["answer"],
                text=_corrected(paragraph.text, facts) if facts["accepted"] else "",
                version=paragraph.version,
            )
            self.do(
                self.overall_lead,
                reporting.answer_comment,
                comment=self.comments[number],
                content=content,
            )
        self.do(self.overall_lead, reporting.finish_answers, report=self.report)
        self._refresh()
        accepted = sum(facts["accepted"] for facts in script()["comments"])
        self.tell(
            f"{accepted} comments are accepted and change the text; the others have a reason."
        )

    publication: Publication

    def publish(self) -> None:
        """Proposed by the overall lead, printed, confirmed by another inspectorate's lead."""
        draft = reporting.newest_draft(report=self.report)
        self.do(
            self.overall_lead,
            reporting.propose_publication,
            report=self.report,
            content_hash=draft.content_hash,
        )
        run_due_jobs()
        self.publication = self.do(
            self.lead("cqc"),
            reporting.confirm_publication,
            report=self.report,
            content_hash=draft.content_hash,
        )
        # The large print of it.
        run_due_jobs()
        self.tell(
            f"{self.publication} is published: {self.publication.artefact.pages} pages, "
            f"SHA-256 {self.publication.pdf_sha256}."
        )

    def _refresh(self) -> None:
        self.report.refresh_from_db()


def _corrected(text: str, facts: dict[str, Any]) -> str:
    """The paragraph with the chair's words: whole, or the last sentence of it."""
    said: str = facts["should_say"]
    if facts["kind"] == "typographical":
        return said
    return f"{text.rsplit('. ', 1)[0]}. {said}"
