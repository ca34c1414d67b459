"""One world in which everybody stands somewhere, for the tests that send every request as everyone.

A situation is an inspection at a stage, with what its addresses name. The same fifteen people
are asked in each; see `desk.authorisation.ACTORS`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from frameworks.actions import keep_upload, propose_in_force
from frameworks.models import KeyDateRule
from inspections.actions import (
    change_evidence,
    end_assignment,
    name_member,
    share_evidence,
    withdraw_share,
)
from inspections.actions.intelligence import (
    name_reader,
    receive_intelligence,
    withdraw_intelligence,
)
from inspections.actions.places import record_partnership
from inspections.actions.samples_draw import next_in_reserve
from inspections.models import Assignment, Evidence, ListedSubject, Strand
from inspections.values import Board, OfficeHolder
from organisations.models import Inspectorate, Office, User
from organisations.values import OfficeKind
from records.actions import queue_job, save_draft
from records.actor import acting_as
from records.values import content_hash
from reports.actions import guarded_now, link_evidence, record_statement, watermark_of
from reports.models import AccuracyRound, Draft, Report, TemplateWithdrawal
from reports.values.statement import STATEMENT_STEP, StatementContent
from tests.factories.attachments import attached
from tests.factories.cases import worked_case
from tests.factories.combined import bound_at
from tests.factories.deputies import deputy_of
from tests.factories.discussion import remark_of, suggestion_of
from tests.factories.findings import finding_of, resting_on, withdrawn
from tests.factories.formats import format_request_of, large_print_of
from tests.factories.frameworks import draft_factory, framework_content
from tests.factories.inspections import (
    JointInspection,
    case_of,
    content_of,
    evidence_by,
    inspection_at,
    member_factory,
    single_strand,
)
from tests.factories.intelligence import intelligence_by
from tests.factories.joint_audit import (
    asked_audit,
    closed_concern,
    concern_of,
    enter,
    returned_audit,
)
from tests.factories.journeys import kept_names
from tests.factories.judgements import (
    agreed_judgement,
    escalated_judgement,
    opened_judgement,
    proposed_judgement,
    revealed_judgement,
    senior_of,
)
from tests.factories.letters import recorded_letter
from tests.factories.meetings import minuted_meeting
from tests.factories.narrative import (
    area_in_words,
    complete_evaluation_of,
    open_evaluation,
    own_in_words,
    ready_evaluation,
)
from tests.factories.organisations import AdminFactory, UserFactory
from tests.factories.reports import Told, comment_of, paragraph_of, printed, report_at
from tests.factories.samples import list_of, request_of, sample_of, upload_of
from tests.factories.search import pack_by, saved_by, tagging_by
from tests.factories.sheets import sheet_printed_for
from tests.factories.single_agency import (
    OWN,
    GradedInspection,
    agreed_grade_in_own,
    cqc_grades,
    decided_grade_in_own,
    grade_in_own,
    ofsted_grades,
    proposed_grade_in_own,
    returned_grade_in_own,
)
from tests.factories.statements import content_for

Named = dict[str, Any]
ADDRESS = "/inspections/"


@dataclass
class Situation:
    """A moment of an inspection.

    `named` is what the addresses name, by the name of the part; `by_route` is what one route names
    otherwise. `people` are those who stand there, by actor. `twins` are actors who have their
    relation to another inspection at the same stage.
    """

    named: Named = field(default_factory=dict)
    by_route: dict[str, Named] = field(default_factory=dict)
    people: dict[str, User | None] = field(default_factory=dict)
    twins: dict[str, "Situation"] = field(default_factory=dict)
    body: Named = field(default_factory=dict)

    def for_actor(self, actor: str) -> "Situation":
        """The situation in which this actor is asked."""
        return self.twins.get(actor, self)

    def naming(self, **changes: Any) -> "Situation":
        """The same with something else named."""
        return Situation(
            {**self.named, **changes}, self.by_route, self.people, self.twins, self.body
        )


class World:
    """Every situation, made when it is first asked for."""

    def __init__(self) -> None:
        # Everything is made before anything is asked: requests are rolled back, this is not.
        self.admin = AdminFactory()
        self.fieldwork = inspection_at("fieldwork")
        self.elsewhere = report_at("with_chair")
        self.inspector_off = member_factory("ofsted")
        self.lead_off = self.elsewhere.lead
        letter = recorded_letter()
        large_print_of(letter)
        self.letter = letter.slug
        self._sessions: dict[int, str] = {}
        self.situations: dict[str, Situation] = {}
        for make in (
            _fieldwork,
            _stages,
            _strands,
            _intelligence,
            _cases,
            _audits,
            _concerns,
            _samples,
            _judgements,
            _own_grades,
            _evaluations,
            _leading,
            _reports,
            _frameworks,
            _people,
        ):
            self.situations.update(make(self))

    def people(self, joint: JointInspection) -> dict[str, User | None]:
        """Who is who in this inspection."""
        return {
            "outsider": None,
            "admin": self.admin,
            "chair": joint.chair,
            "chair elsewhere": self.elsewhere.chair,
            "former chair": former_chair(joint),
            "inspector": joint.inspectors["ofsted"],
            "other inspector": joint.inspectors["cqc"],
            "quality assurer": joint.quality_assurer,
            "other lead": joint.leads["cqc"],
            "overall lead": joint.overall_lead,
            "inspector off": self.inspector_off,
            "lead off": self.lead_off,
            "left team": left_team(joint),
            "local leader": local_leader(joint),
            "local leader elsewhere": local_leader(self.elsewhere.joint),
        }

    def client(self, person: User | None) -> Client:
        """A browser, signed in as this person; each time as fresh as the last."""
        browser = Client()
        if person is None:
            return browser
        if person.pk not in self._sessions:
            first = Client()
            first.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
            self._sessions[person.pk] = first.cookies[settings.SESSION_COOKIE_NAME].value
        browser.cookies[settings.SESSION_COOKIE_NAME] = self._sessions[person.pk]
        return browser

    def sign_everybody_in(self) -> None:
        """Make every session now, before the requests that are undone."""
        for situation in self.situations.values():
            for one in (situation, *situation.twins.values()):
                for person in one.people.values():
                    self.client(person)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens in here has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def former_chair(joint: JointInspection) -> User:
    """Somebody who chaired this partnership for a year before the chair did."""
    person: User = UserFactory()
    Office.objects.create(
        partnership=joint.inspection.partnership,
        kind=OfficeKind.CHAIR,
        title="Independent chair",
        holder_name=person.name,
        person=person,
        starts_on=date(2012, 4, 1),
        ends_on=date(2013, 3, 31),
    )
    return person


def left_team(joint: JointInspection) -> User:
    """An inspector whose work on this inspection ended yesterday."""
    person = member_factory("ofsted")
    at = timezone.now()
    lead = joint.overall_lead
    named = name_member(
        inspection=joint.inspection, person=person, role="inspector", by=lead, at=at
    )
    # Named a week ago; the action that names people dates from today.
    Assignment.objects.filter(pk=named.pk).update(starts_on=timezone.localdate() - timedelta(7))
    yesterday = timezone.localdate() - timedelta(days=1)
    end_assignment(assignment=named, last_day=yesterday, by=lead, at=at)
    return person


def local_leader(joint: JointInspection) -> User:
    """Who leads the health services of the area, with an account; the same one each time."""
    office = Office.objects.get(agency=joint.agencies[1], ends_on=None)
    if office.person is None:
        office.person = UserFactory(name=office.holder_name)
        office.save()
    found: User = office.person
    return found


# --- inspections --------------------------------------------------------------------------------


def situation(world: World, joint: JointInspection, **named: Any) -> Situation:
    """An inspection that takes evidence, with an item and a case."""
    # Only an inspection under way takes them; at the other stages the addresses name nothing.
    item = (
        evidence_by(joint, joint.inspectors["ofsted"]) if joint.inspection.state in _OPEN else None
    )
    usual = {
        "inspection": joint.reference,
        "evidence": item.reference if item else "E-0000-0000",
        "case": case_of(joint).reference if item else "T1",
        "other": "S1",
        "kind": "siblings",
        "step": 1,
        "person": joint.inspectors["cqc"].email,
        "inspectorate": "cqc",
        "area": "lscb",
        "strand": "joint",
        "key": uuid4(),
        "job": uuid4(),
        "section": "key_findings",
        "paragraph": "P1",
        "comment": "C1",
        "finding": "R1",
        "remark": 1,
        "suggestion": 1,
        "held": "H-0000-0000",
        "concern": "SC-0000-0000",
        "deputising": 0,
        "meeting": 1,
        "attachment": "F-0000-0000",
        "intelligence": "I-0000-0000",
        "saved": uuid4(),
        "pack": uuid4(),
        "number": 1,
        "document": "joint-letter",
    }
    by_route = {
        f"published:{name}": {"reference": joint.reference, "version": 1}
        for name in (
            "publication",
            "pdf",
            "version",
            "version_pdf",
            "large_print",
            "make_large_print",
            "text",
            "ask_format",
        )
    }
    for name in (
        "recorded",
        "recorded_pdf",
        "recorded_large_print",
        "make_recorded_large_print",
        "recorded_text",
        "ask_recorded_format",
    ):
        by_route[f"published:{name}"] = {"letter": world.letter}
    kept = kept_names(joint, usual["case"], item, "ofsted") if item else _NOTHING_KEPT
    return Situation({**usual, **kept, **named}, by_route, world.people(joint))


_OPEN = ("notified", "fieldwork", "reporting")
_NOTHING_KEPT = {
    "event": "J-0000-0000",
    "evaluation": "V-0000-0000",
    "conversation": "Q-0000-0000",
    "question_set": "family",
    "agency": "none",
}


def _fieldwork(world: World) -> dict[str, Situation]:
    joint = world.fieldwork
    usual = situation(world, joint)
    note = note_of(joint, joint.inspectors["ofsted"])
    job = queue_job(
        kind="reports.tell_chair",
        key="a job of the overall lead",
        arguments={},
        by=joint.overall_lead,
        at=timezone.now(),
    )
    usual.by_route["inspections:discard_note"] = {"key": note}
    usual.by_route["pages:job"] = {"reference": job.reference}
    usual.by_route["reports:reasoning_pdf"] = {"job": sheet_printed_for(joint)}
    inspector = joint.inspectors["ofsted"]
    usual.named |= {"saved": saved_by(joint, inspector), "pack": pack_by(joint, inspector)}
    tagged = usual.naming()
    tagged.body = {"once": tagging_by(joint, inspector, evidence_by(joint, inspector))}
    return {
        "": usual,
        "fieldwork": usual,
        "evidence tagged": tagged,
        "of a lead": usual.naming(person=joint.leads["hmic"].email),
        "of the overall lead": usual.naming(person=joint.overall_lead.email),
        "of an inspector of another inspectorate": usual,
    }


def note_of(joint: JointInspection, person: User) -> UUID:
    """The key of a note that this person began to type."""
    key = uuid4()
    with acting_as(person):
        save_draft(
            by=person,
            receipt=key,
            kind="evidence",
            about=f"{joint.reference}/joint",
            base_version=0,
            version=0,
            content={"text": "Half a sentence"},
            at=timezone.now(),
        )
    return key


def _stages(world: World) -> dict[str, Situation]:
    at_stage = {name: situation(world, inspection_at(name)) for name in ("planned", "suspended")}
    # What was recorded while it was open is there when it is closed.
    joint = inspection_at("reporting")
    closed = situation(world, joint)
    type(joint.inspection).objects.filter(pk=joint.inspection.pk).update(state="closed")
    return {**at_stage, "closed": closed}


def _cases(world: World) -> dict[str, Situation]:
    joint = inspection_at("fieldwork")
    case = worked_case(joint)
    return {"case worked on": situation(world, joint, case=case.reference)}


def _strands(world: World) -> dict[str, Situation]:
    joint = inspection_at("fieldwork")
    usual = situation(world, joint)
    own = {code: single_strand(joint, code) for code in ("ofsted", "cqc")}

    def with_item(code: str) -> tuple[Evidence, Situation]:
        item = item_in(joint, code, own[code])
        (file,) = attached(item, joint.inspectors[code])
        return item, usual.naming(evidence=item.reference, attachment=file.reference)

    item, of_cqc = with_item("cqc")
    of_cqc = of_cqc.naming(
        strand="cqc", **kept_names(joint, usual.named["case"], item, "cqc", own["cqc"])
    )
    shared, with_share = with_item("ofsted")
    share(shared, "cqc", by=joint.inspectors["ofsted"])
    withdrawn, without_share = with_item("ofsted")
    taken_back = share(withdrawn, "cqc", by=joint.inspectors["ofsted"])
    with acting_as(joint.inspectors["ofsted"]):
        withdraw_share(share=taken_back, by=joint.inspectors["ofsted"], at=timezone.now())
    second = second_version(joint, evidence_by(joint, joint.inspectors["ofsted"]))
    shared_second, with_second = with_item("ofsted")
    second_version(joint, shared_second)
    share(shared_second, "cqc", by=joint.inspectors["ofsted"])
    return {
        "second version": usual.naming(evidence=second.reference),
        "second version shared with CQC": with_second,
        "joint strand": usual,
        "Ofsted’s own strand": with_item("ofsted")[1].naming(strand="ofsted"),
        "CQC’s own strand": of_cqc,
        "shared with CQC": with_share,
        "share withdrawn": without_share,
    }


def second_version(joint: JointInspection, item: Evidence) -> Evidence:
    """The item, after its author has changed it once."""
    author = joint.inspectors["ofsted"]
    with acting_as(author):
        row = Evidence.objects.select_related("inspection", "strand").get(pk=item.pk)
        return change_evidence(
            evidence=row,
            key=uuid4(),
            version=row.version,
            content=content_of(joint, text="Otherwise."),
            by=author,
            at=timezone.now(),
        )


def _intelligence(world: World) -> dict[str, Situation]:
    """What Ofsted's inspector told CQC, at each step of its way."""

    def told(step: str) -> Situation:
        joint = inspection_at("fieldwork")
        sender, lead = joint.inspectors["ofsted"], joint.leads["cqc"]
        one = intelligence_by(joint, sender)
        at = timezone.now()
        with acting_as(sender if step == "withdrawn" else lead):
            if step == "withdrawn":
                withdraw_intelligence(intelligence=one, why="A mistake.", by=sender, at=at)
            if step == "received":
                receive_intelligence(intelligence=one, by=lead, at=at)
                name_reader(intelligence=one, person=joint.inspectors["cqc"], by=lead, at=at)
        return situation(world, joint, intelligence=one.reference)

    return {f"intelligence {step}": told(step) for step in ("sent", "received", "withdrawn")}


def item_in(joint: JointInspection, code: str, strand: Strand, **changes: Any) -> Evidence:
    """An item in an inspectorate's own strand."""
    return evidence_by(joint, joint.inspectors[code], strand=strand, **changes)


def share(item: Evidence, code: str, *, by: User) -> Any:
    """The item is shared with an inspectorate, as it reads now."""
    with acting_as(by):
        return share_evidence(
            evidence=item,
            inspectorate=Inspectorate.objects.get(code=code),
            purpose="To see both sides.",
            by=by,
            at=timezone.now(),
        )


def _audits(world: World) -> dict[str, Situation]:
    asked, returned = asked_audit(inspection_at("notified")), asked_audit()
    enter(asked, asked.leader)
    returned_audit(returned)
    return {
        name: situation(world, one.joint, case=one.cases[0].reference)
        for name, one in (("audit asked", asked), ("audit returned", returned))
    }


def _concerns(world: World) -> dict[str, Situation]:
    found = {}
    for name, make in (("concern raised", concern_of), ("concern closed", closed_concern)):
        joint = inspection_at("fieldwork")
        told = {"concern": make(joint).reference, "person": local_leader(joint).email}
        found[name] = situation(world, joint, **told)
    return found


# --- judgements and reports ---------------------------------------------------------------------


def _samples(world: World) -> dict[str, Situation]:
    return {
        "with a sample": _sample(world, "fieldwork"),
        "with a sample, closed": _sample(world, "closed"),
    }


def _sample(world: World, state: str) -> Situation:
    """A list asked for, two that came, one half way in, and a sample drawn from them."""
    joint = inspection_at("fieldwork")
    asked = request_of(joint)
    came = list_of(joint, rows=8)
    police = list_of(joint, rows=1, agency=joint.agencies[2])
    upload = upload_of(joint, first=50)
    drawn = sample_of(joint, [came, police], size=2, reserves=2)
    both = ListedSubject.objects.of(joint.inspection).recognised().get()
    place = drawn.places.get(is_reserve=False, position=1)
    exchange = next_in_reserve(drawn=drawn, place=place)
    found = situation(
        world,
        joint,
        list_request=asked.reference,
        upload=upload.reference,
        agency_list=police.reference,
        subject=both.reference,
        draw=drawn.reference,
    )
    found.by_route["inspections:substitute_case"] = {"case": str(place.case)}
    found.body = {"reason": "To ask for the records.", "into": exchange.into if exchange else ""}
    if state != "fieldwork":
        type(joint.inspection).objects.filter(pk=joint.inspection.pk).update(state=state)
    return found


def _judgements(world: World) -> dict[str, Situation]:
    makers: dict[str, Callable[[JointInspection], Any]] = {
        "positions open": opened_judgement,
        "positions revealed": revealed_judgement,
        "grade proposed": proposed_judgement,
        "grade agreed": agreed_judgement,
        "escalated": escalated_judgement,
    }
    found = {}
    for name, make in makers.items():
        joint = inspection_at("fieldwork")
        make(joint)
        # Nobody can be asked for a decision who is not named.
        senior_of(joint, "ofsted")
        found[name] = situation(world, joint)
    return found


def _own_grades(world: World) -> dict[str, Situation]:
    """A graded area in Ofsted's own strand, at each step of its way."""
    makers: dict[str, Callable[[GradedInspection], Any]] = {
        "own grade": grade_in_own,
        "own grade proposed": proposed_grade_in_own,
        "own grade decided": decided_grade_in_own,
        "own grade returned": returned_grade_in_own,
        "own grade agreed": agreed_grade_in_own,
    }
    found = {}
    for name, make in makers.items():
        graded = ofsted_grades(inspection_at("fieldwork"))
        make(graded)
        found[name] = situation(world, graded.joint, area=OWN)
    return found


def _evaluations(world: World) -> dict[str, Situation]:
    makers: dict[str, Callable[[JointInspection], Any]] = {
        "evaluation open": open_evaluation,
        "nothing left to consider": ready_evaluation,
        "evaluation complete": complete_evaluation_of,
    }
    found = {}
    for name, make in makers.items():
        joint = inspection_at("fieldwork")
        found[name] = situation(world, joint, area="front_door")
        area_in_words(joint.strand)
        make(joint)
        author = joint.inspectors["ofsted"]
        found[name].body = {
            "kind": "strength",
            "text": "Calls are answered.",
            "criterion": "front_door ¶1",
            "agency": "partnership",
            "evidence": str(evidence_by(joint, author).pk),
            "base": 1,
        }
    own_in_words(joint)
    found["evaluation of CQC alone"] = found[name].naming(area="youth")
    return found


def _leading(world: World) -> dict[str, Situation]:
    joint = inspection_at("fieldwork")
    deputy_of(joint, "hmic")
    found = situation(world, joint, deputising=1, meeting=minuted_meeting(joint).number)
    return {"deputy named": found, "meeting minuted": found}


def _reports(world: World) -> dict[str, Situation]:
    drafting = _drafting(world)
    found = {
        "drafting": drafting,
        "text held": _text_held(world),
        "with the chair": _with_chair(world),
        "window closed": _window_closed(world),
        "combined document built": _combined(world),
    }
    for name, stage in (
        ("quality assurance", "quality_assurance"),
        ("agreement", "agreement"),
        ("signed by all", "signed"),
        ("answering", "answering"),
        ("final agreement", "final_signed"),
        ("publication proposed", "proposed"),
        ("published", "published"),
    ):
        told = report_at(stage)
        printed(told.draft, watermark_of(draft=told.draft))
        printed(told.draft)
        if name in {"quality assurance", "agreement"}:
            _discuss(told)
        found[name] = _told(world, told)
    published = told.report.publications.get()
    large_print_of(published)
    asked = format_request_of(published)
    found["published"].by_route["published:format_request"] = {"number": asked.number}
    found |= _findings(world)
    found["answering"].twins["former chair"] = _after_office(world, "answering")
    found["template withdrawn"] = _template_withdrawn(world)
    _with_statement(drafting)
    return found


def _with_statement(drafting: Situation) -> None:
    """From here on, letters of the test framework have next steps; that in drafting is answered.

    Last of all: no other letter could leave drafting any more.
    """
    report = Report.objects.get(inspection__reference=drafting.named["inspection"])
    lead = drafting.people["overall lead"]
    assert lead is not None
    report.form.sections.filter(key="next_steps").update(purpose="next_steps")
    KeyDateRule.objects.create(
        inspection_type=report.form.inspection_type,
        code=STATEMENT_STEP,
        title="Statement",
        order=99,
        after="publication",
        working_days=70,
        is_own_setting=True,
    )
    content = StatementContent(None, (), drafting.body["inspectorate"], "first@ofsted.example")
    with acting_as(lead):
        record_statement(
            report=report, content=content, version=0, key=uuid4(), by=lead, at=timezone.now()
        )


def _template_withdrawn(world: World) -> Situation:
    """The draft that is to be signed was made with a version of its template that is withdrawn."""
    told = report_at("agreement")
    old = {"kind": "letter", "number": 1, "in_force_from": "2015-10-01"}
    snapshot = {**told.draft.snapshot, "template": old}
    Draft.objects.create(
        report=told.report,
        number=told.draft.number + 1,
        snapshot=snapshot,
        content_hash=content_hash(snapshot),
        made_by=told.lead,
        made_at=timezone.now(),
    )
    TemplateWithdrawal.objects.create(
        kind="letter", number=1, reason="A heading was lost.", at=timezone.now()
    )
    return _told(world, told)


def _findings(world: World) -> dict[str, Situation]:
    """Found together and not used yet, withdrawn, and found by CQC alone."""
    told = report_at("drafting")
    recorded = _told(world, told)
    item = recorded.named["evidence"]
    resting_on(finding_of(told.joint), item)
    recorded.named["finding"] = "R3"
    recorded.body |= {"finding": "R3", "evidence": item, "kind": "weakness", "part": "joint"}
    recorded.body |= {"rank": "none", "agency": "", "area": "", "criterion": ""}
    gone = inspection_at("fieldwork")
    withdrawn(finding_of(gone))
    alone = inspection_at("fieldwork")
    finding_of(alone, strand=single_strand(alone, "cqc"), by=alone.leads["cqc"])
    found = {
        "finding recorded": recorded,
        "finding withdrawn": situation(world, gone),
        "finding of CQC alone": situation(world, alone),
        "finding, with the chair": _told(world, report_at("with_chair")),
    }
    for one in found.values():
        one.by_route["reports:use_finding"] = {"section": "improvement"}
        one.body = {**recorded.body, "base": 2 if one is found["finding withdrawn"] else 1}
    return found


def _combined(world: World) -> Situation:
    """The summary and CQC's report bound together; the PDF of the whole is there."""
    bound = bound_at("built", cqc_grades(inspection_at("fieldwork")))
    printed(bound.build, watermark_of(draft=bound.build))
    number = bound.build.number
    return situation(world, bound.graded.joint, document="combined", number=number)


def _told(world: World, told: Told) -> Situation:
    draft = told.report.drafts.newest()
    found = situation(world, told.joint, number=draft.number if draft else 1)
    found.body = {
        "content_hash": draft.content_hash if draft else "0" * 64,
        "base": 1,
        "decision": "refused",
        "kind": "inaccurate",
        "what_is_wrong": "The board meets six times a year.",
        "what_it_should_say": "Six times a year.",
        "explanation": "The minutes say otherwise.",
        "text": "What the paragraph says.",
        "writer": "partnership",
        "inspectorate": content_for(told).inspectorate,
        "send_to": "others@ofsted.example",
    }
    return found


def _discuss(told: Told) -> None:
    """The other inspector made a remark and a suggestion while the text could change."""
    stage = told.now().state
    rows = Report.objects.filter(pk=told.report.pk)
    rows.update(state="drafting")
    remark_of(told)
    suggestion_of(told)
    rows.update(state=stage)
    told.now()


def _drafting(world: World) -> Situation:
    told = report_at("drafting")
    _discuss(told)
    found = _told(world, told)
    with acting_as(told.lead):
        link_evidence(
            paragraph=told.paragraph("P1"),
            references=[found.named["evidence"]],
            by=told.lead,
            at=timezone.now(),
        )
    found.body["evidence"] = found.named["evidence"]
    return found


def _text_held(world: World) -> Situation:
    told = report_at("drafting")
    paragraph_of(told, text="It says 999 000 0018 in the file.")
    found = _told(world, told)
    with acting_as(told.lead):
        [held] = guarded_now(report=told.report, at=timezone.now()).open
    found.named["held"] = held.reference
    return found


def _with_chair(world: World) -> Situation:
    told = report_at("with_chair")
    comment_of(told, "P1")
    printed(told.draft, watermark_of(draft=told.draft))
    found = _told(world, told)
    found.twins["former chair"] = _after_office(world, "with_chair")
    return found


def _after_office(world: World, stage: str) -> Situation:
    """The draft is with somebody whose office has ended since."""
    told = report_at(stage)
    if stage == "with_chair":
        comment_of(told, "P1")
    successor = OfficeHolder("Ash Weir", "Independent chair", timezone.localdate(), "")
    board = Board(name=told.joint.inspection.partnership.name, chair=successor)
    record_partnership(
        area=told.joint.inspection.area, board=board, by=told.lead, at=timezone.now()
    )
    found = _told(world, told)
    found.people["former chair"] = told.chair
    return found


def _window_closed(world: World) -> Situation:
    told = report_at("with_chair")
    comment_of(told, "P1")
    printed(told.draft, watermark_of(draft=told.draft))
    month, moment = timedelta(days=30), timedelta(seconds=5)
    now = timezone.now()
    rows = AccuracyRound.objects.filter(report=told.report)
    rows.update(sent_at=now - month, due_at=now - moment)
    return _told(world, told)


# --- what belongs to no inspection --------------------------------------------------------------


def _frameworks(world: World) -> dict[str, Situation]:
    people = world.situations["fieldwork"].people
    in_force = world.fieldwork.inspection.framework_version

    def version(row: Any, **body: Any) -> Situation:
        named = {"framework": row.framework.code, "version": row.version, "theme": "leadership"}
        return Situation(named, people=people, body={"seen": row.file_hash, **body})

    draft, other, own = (
        draft_factory(version=name) for name in ("2026-draft", "2026-other", "2026-own")
    )
    for row, by in ((other, AdminFactory()), (own, world.admin)):
        propose_in_force(
            version=row,
            on=timezone.localdate() + timedelta(days=1),
            seen=row.file_hash,
            by=by,
            at=timezone.now(),
        )
    content = framework_content(version="2027")
    uploads = [
        keep_upload(content=content, name="new.yaml", by=by, at=timezone.now())
        for by in (world.admin, AdminFactory())
    ]
    return {
        "framework draft": version(draft),
        "proposed by another admin": version(other),
        "proposed by this admin": version(own),
        "framework in force": version(in_force),
        "own file": Situation({"reference": uploads[0].reference}, people=people),
        "another admin’s file": Situation({"reference": uploads[1].reference}, people=people),
    }


def _people(world: World) -> dict[str, Situation]:
    people = world.situations["fieldwork"].people
    membership = {
        "inspectorate": "ofsted",
        "role": "inspector",
        "starts_on_day": "1",
        "starts_on_month": "4",
        "starts_on_year": "2026",
    }
    other, own = UserFactory(), world.admin
    member = member_factory("ofsted")
    found = {
        "another person": Situation({"email": other.email}, people=people, body=membership),
        "own account": Situation({"email": own.email}, people=people, body=membership),
    }
    found["another person"].by_route["organisations:end_membership"] = {"email": member.email}
    return found


class Sent:
    """What a form sends unless its situation says more."""

    @cached_property
    def usual(self) -> Named:
        """Enough for the forms that only confirm."""
        return {"once": uuid4(), "why": "A reason."}
