"""An inspection whose inspectorates work under powers of their own, and share what they find.

`fixtures/demo/sharing.yaml` has the words, `fixtures/demo/reports.yaml` those of their reports.
"""

import uuid
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from desk.demonstration.people import person
from desk.demonstration.story import Story, Tell
from inspections import actions as fieldwork
from inspections.actions.attachments import change_files
from inspections.actions.intelligence import (
    receive_intelligence,
    say_outcome,
    send_intelligence,
)
from inspections.actions.reading import note_reading
from inspections.actions.sharing import share_with_several
from inspections.models import EvidenceAudience
from inspections.values import EvidenceContent
from inspections.values.intelligence import IntelligenceContent
from organisations.models import Inspectorate, LocalArea
from records.actor import acting_as
from reports import actions as reporting
from reports.models import Finding, Report
from reports.values import ParagraphContent
from reports.values.findings import FindingContent, FindingKind
from reports.values.remarks import EntryKind, PenHolder, RemarkContent, SuggestionContent

APART = "Herefordshire"


@cache
def sharing() -> dict[str, Any]:
    """What is recorded, shared and told."""
    path = Path(settings.BASE_DIR) / "fixtures" / "demo" / "sharing.yaml"
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


@cache
def reports() -> list[dict[str, Any]]:
    """What single inspectorates have written, and what binds it together."""
    path = Path(settings.BASE_DIR) / "fixtures" / "demo" / "reports.yaml"
    found: list[dict[str, Any]] = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)["reports"]
    return found


def work_apart(*, tell: Tell) -> "ApartStory":
    """Fieldwork in several strands: two items shared, one file, two pieces of intelligence."""
    begins = timezone.now() - timedelta(days=45)
    area = LocalArea.objects.get(name=APART).code
    story = ApartStory(area=area, begins=begins, tell=tell)
    story.open()
    story.notify()
    story.wait_until(story.inspection.fieldwork_starts_on)
    story.move("start_fieldwork")
    story.record_apart()
    story.share()
    story.tell_others()
    story.write_reports()
    return story


class ApartStory(Story):
    """An integrated inspection: a strand for each inspectorate, and a joint one."""

    inspection_type = "integrated"

    def record_apart(self) -> None:
        """Each records in the strand of its own inspectorate; one item has a file."""
        for facts in sharing()["evidence"]:
            by = person(facts["by"])
            item = self.do(
                by,
                fieldwork.record_evidence,
                key=uuid.uuid4(),
                inspection=self.inspection,
                strand=self.inspection.strands.select_related("power").get(code=facts["strand"]),
                content=EvidenceContent(
                    text=self.words(facts["text"]),
                    source=facts["source"],
                    observed_on=timezone.localdate(self.clock),
                    agency=None,
                    strength=facts["strength"],
                    criteria=(),
                ),
                case=None,
            )
            if "file" in facts:
                file = facts["file"]
                sent = SimpleUploadedFile(file["name"], file["content"].encode())
                item = self.do(
                    by, change_files, evidence=item, key=uuid.uuid4(), version=1, uploads=[sent]
                )
            self.evidence[facts["code"]] = item

    def share(self) -> None:
        """A version goes to several inspectorates at once; one of them has opened it."""
        for facts in sharing()["shares"]:
            item = self.evidence[facts["item"]]
            with_whom = Inspectorate.objects.filter(code__in=facts["with"])
            self.do(
                person(facts["by"]),
                share_with_several,
                evidence=item,
                inspectorates=list(with_whom),
                purpose=facts["purpose"],
            )
            if "opened_by" in facts:
                reader = person(facts["opened_by"])
                with acting_as(reader):
                    seen = EvidenceAudience.objects.visible_to(reader).filter(evidence=item)
                    row = seen.for_item().get()
                self.do(reader, note_reading, row=row)
        self.tell(f"{len(sharing()['shares'])} items are shared between inspectorates.")

    def tell_others(self) -> None:
        """One piece of intelligence has led to something, one waits for its receipt."""
        for facts in sharing()["intelligence"]:
            told = self.do(
                person(facts["by"]),
                send_intelligence,
                key=uuid.uuid4(),
                inspection=self.inspection,
                content=IntelligenceContent(
                    kind=facts["kind"],
                    receiver=facts["to"],
                    power=self.strand.power_id,
                    purpose=self.words(facts["purpose"]),
                    text=self.words(facts["text"]),
                ),
            )
            if "received_by" in facts:
                lead = person(facts["received_by"])
                self.do(lead, receive_intelligence, intelligence=told)
                self.do(
                    lead,
                    say_outcome,
                    intelligence=told,
                    kind=facts["outcome"],
                    text=facts["led_to"],
                )
        self.tell(f"{len(sharing()['intelligence'])} pieces of intelligence are sent.")

    def write_reports(self) -> None:
        """Two inspectorates have begun their own reports, which rest on evidence.

        The overall lead has begun the document that binds all of them together.
        """
        for facts in reports():
            lead = self.lead(facts["by"])
            report = self.do(
                lead,
                reporting.open_report,
                inspection=self.inspection,
                document=facts["document"],
            )
            sections = {row.key: row for row in report.form.sections.all()}
            for one in facts["paragraphs"]:
                paragraph = self.do(
                    lead,
                    reporting.add_paragraph,
                    report=report,
                    section=sections[one["section"]],
                    content=ParagraphContent(text=self.words(one["text"])),
                    key=uuid.uuid4(),
                )
                items = [self.evidence[code].reference for code in one.get("rests_on", [])]
                if items:
                    self.do(lead, reporting.link_evidence, paragraph=paragraph, references=items)
            self.tell(f"{report.form.title}: {len(facts['paragraphs'])} paragraphs, in drafting.")
            self.find(report, facts)
            self.discuss(report, facts)

    def find(self, report: Report, facts: dict[str, Any]) -> None:
        """Its lead records what was found, uses some of it in the report, and withdraws one."""
        sections = {row.key: row for row in report.form.sections.all()}
        for one in facts.get("findings", []):
            finding = self.do(
                self.lead(facts["by"]),
                reporting.record_finding,
                inspection=self.inspection,
                strand=report.strand,
                kind=FindingKind(one["kind"]),
                content=FindingContent(self.words(one["text"])),
                rank="",
                key=uuid.uuid4(),
            )
            self._rest_finding(finding, facts["by"], one.get("rests_on", []))
            if section := one.get("used_in"):
                self.do(
                    self.lead(facts["by"]),
                    reporting.use_finding,
                    report=report,
                    section=sections[section],
                    finding=finding,
                    key=uuid.uuid4(),
                )
            if why := one.get("withdrawn"):
                self.do(
                    self.lead(facts["by"]),
                    reporting.withdraw_finding,
                    finding=finding,
                    version=finding.version,
                    why=why,
                    key=uuid.uuid4(),
                )

    def _rest_finding(self, finding: Finding, code: str, items: list[str]) -> None:
        if items:
            references = [self.evidence[one].reference for one in items]
            self.do(
                self.lead(code), reporting.link_to_finding, finding=finding, references=references
            )

    def discuss(self, report: Report, facts: dict[str, Any]) -> None:
        """Others of the inspectorate remark on the draft and suggest a wording."""
        for one in facts.get("remarks", []):
            remark = self.do(
                person(one["by"]),
                reporting.make_remark,
                paragraph=report.paragraphs.get(reference=one["paragraph"]),
                content=RemarkContent(self.words(one["text"]), 1),
                key=uuid.uuid4(),
            )
            for entry in one.get("entries", []):
                self.do(
                    person(entry["by"]),
                    reporting.enter_on_remark,
                    remark=remark,
                    kind=EntryKind(entry["kind"]),
                    text=entry["text"],
                    key=uuid.uuid4(),
                )
        for one in facts.get("suggestions", []):
            paragraph = report.paragraphs.get(reference=one["paragraph"])
            self.do(
                person(one["by"]),
                reporting.suggest,
                paragraph=paragraph,
                content=SuggestionContent(
                    paragraph.text.replace(one["instead_of"], one["text"]), one["why"], 1
                ),
                key=uuid.uuid4(),
            )
        for section, email in facts.get("pens", {}).items():
            place = self.inspection.assignments.get(person__email=email, ends_on=None)
            self.do(
                self.lead(facts["by"]),
                reporting.move_pen,
                report=report,
                section=section,
                to=PenHolder(place.person_id, place.inspectorate_id),
                seen=0,
            )
