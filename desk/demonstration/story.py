"""An invented inspection, told from the opening to the published letter.

Every step is an action that somebody of the cast does, in a transaction of their own, as on a page.
`fixtures/demo/inspection.yaml` has what they write.
"""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone

from desk.demonstration.casework import work_on_cases
from desk.demonstration.journeys import tell_journey
from desk.demonstration.people import cast, person
from desk.demonstration.sampling import select_sample
from desk.demonstration.searching import keep_order
from frameworks.models import FrameworkVersion
from inspections import actions as fieldwork
from inspections.models import Case, Evidence, Inspection, Strand
from inspections.rules import is_working_day
from inspections.values import Board, EvidenceContent, OfficeHolder, TeamRole
from judgements import actions as judging
from judgements.models import Judgement
from judgements.permissions import area_of
from judgements.rules import questions
from judgements.values import PositionContent, ProposalContent, SignatureContent, ViewContent
from organisations.models import Agency, LocalArea, User
from records.actor import acting_as

Tell = Callable[[str], None]
CHAIR_SINCE = date(2013, 9, 2)
MORNING = time(9)
STEP = timedelta(minutes=3)
_SELDOM_SAID = ("is_childs_voice", "confidence", "wording")


@cache
def script() -> dict[str, Any]:
    """What the people of the story write."""
    path = Path(settings.BASE_DIR) / "fixtures" / "demo" / "inspection.yaml"
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def monday_after(day: date) -> date:
    """The first Monday that is a working day, on or after a day."""
    monday = day + timedelta(days=-day.weekday() % 7)
    while not is_working_day(monday):
        monday += timedelta(days=7)
    return monday


class Story:
    """One inspection on its way. Each method is a chapter; the next needs the one before.

    Args:
        area: the code of the local area.
        begins: the moment of the first step; the clock runs on from there with each step.
        tell: is given a sentence for each step.
    """

    inspection_type = "integrated-lscb"

    def __init__(self, *, area: str, begins: datetime, tell: Tell) -> None:
        self.area = LocalArea.objects.get(code=area)
        self.clock = self.planned = begins
        self.tell = tell
        self.inspection: Inspection
        self.strand: Strand
        self.agencies: dict[str, Agency] = {}
        self.cases: dict[str, Case] = {}
        self.evidence: dict[str, Evidence] = {}

    # --- the voice ------------------------------------------------------------------------------

    def do(self, by: User, act: Callable[..., Any], **arguments: Any) -> Any:
        """Somebody does something; three minutes go by."""
        self.planned += STEP
        self.clock = min(self.clock + STEP, timezone.now())
        with acting_as(by):
            return act(**arguments, by=by, at=self.clock)

    def wait(self, *, days: int) -> None:
        """Days go by, those in which a chapter waited included, though never beyond today."""
        self.planned += timedelta(days=days)
        self._go_on(to=self.planned)

    def wait_until(self, day: date) -> None:
        """Time goes by until the morning of a day, though never beyond today."""
        morning = datetime.combine(day, MORNING, timezone.get_default_timezone())
        self._go_on(to=morning)

    def _go_on(self, *, to: datetime) -> None:
        self.clock = max(self.clock, min(to, timezone.now()))

    def words(self, text: str) -> str:
        """A sentence of the script, with the name of the area."""
        return text.replace("{area}", self.area.name).strip()

    def lead(self, code: str) -> User:
        """The lead of an inspectorate."""
        return person(cast()["inspectorates"][code]["leads"][0]["email"])

    @property
    def overall_lead(self) -> User:
        """Ofsted's lead, who opened it."""
        return self.lead("ofsted")

    @property
    def chair(self) -> User:
        """The chair of the board."""
        return person(cast()["chair"]["email"])

    # --- the chapters ---------------------------------------------------------------------------

    def open(self) -> None:
        """The overall lead opens the inspection and names the leads; each lead names a team."""
        version = FrameworkVersion.objects.in_force_on(self.clock.date()).get(
            framework__code="integrated"
        )
        holder = cast()["chair"]
        chair = OfficeHolder(holder["name"], holder["job_title"], CHAIR_SINCE, holder["email"])
        self.inspection = self.do(
            self.overall_lead,
            fieldwork.open_inspection,
            inspection_type=version.inspection_types.get(code=self.inspection_type),
            area=self.area,
            starts_on=monday_after(timezone.localdate(self.clock) + timedelta(days=10)),
            participants=list(cast()["inspectorates"]),
            board=Board(f"{self.area.name} Local Safeguarding Children Board", chair),
        )
        self.strand = self.inspection.strands.get(code="joint")
        self.tell(f"{self.overall_lead} opened {self.inspection}, with {holder['name']} as chair.")
        self._name_teams()
        self._add_agencies()

    def _name_teams(self) -> None:
        for code, people in cast()["inspectorates"].items():
            if code != "ofsted":
                self.do(
                    self.overall_lead,
                    fieldwork.name_lead,
                    inspection=self.inspection,
                    person=self.lead(code),
                )
            for facts in people["inspectors"]:
                role = TeamRole(facts["role"].replace(" ", "_"))
                self.do(
                    self.lead(code),
                    fieldwork.name_member,
                    inspection=self.inspection,
                    person=person(facts["email"]),
                    role=role,
                )
        self.tell(f"{self.inspection.assignments.count()} people of 5 inspectorates are named.")

    def _add_agencies(self) -> None:
        for facts in script()["agencies"]:
            own = cast()["agency_leader"]
            email = own["email"] if own["agency"] == facts["code"] else ""
            leader = OfficeHolder(facts["leader"], facts["title"], CHAIR_SINCE, email)
            self.agencies[facts["code"]] = self.do(
                self.overall_lead,
                fieldwork.add_agency,
                inspection=self.inspection,
                kind=facts["kind"],
                name=self.words(facts["name"]),
                leader=leader,
            )
        self.tell(f"{len(self.agencies)} agencies and their leaders are recorded.")

    def move(self, verb: str) -> None:
        """The overall lead moves the inspection to its next stage."""
        self.inspection = self.do(
            self.overall_lead, fieldwork.move_inspection, inspection=self.inspection, verb=verb
        )

    def notify(self) -> None:
        """Notice is given on its key date."""
        self.wait_until(self.inspection.key_dates.get(code="notification").on)
        self.move("notify")

    def record(self) -> None:
        """Fieldwork, from its first day on: cases, evidence."""
        self.wait_until(self.inspection.fieldwork_starts_on)
        self.move("start_fieldwork")
        for facts in script()["cases"]:
            facts = dict(facts)
            code = facts.pop("code")
            self.cases[code] = self.do(
                self.overall_lead, fieldwork.add_case, inspection=self.inspection, **facts
            )
        self.tell(
            f"{len(self.cases)} cases: {', '.join(str(case) for case in self.cases.values())}."
        )
        for facts in script()["evidence"]:
            self._record_one(facts)
        self.tell(f"{len(self.evidence)} items of evidence are recorded by five inspectorates.")
        tell_journey(self)
        work_on_cases(self)
        select_sample(self)
        keep_order(self)

    def _record_one(self, facts: dict[str, Any]) -> None:
        criteria = self.strand.judgement_areas.get().criteria
        numbers = [f"140112 ¶115{letter}" for letter in facts["criteria"]]
        agency = self.agencies.get(facts.get("agency", ""))
        case = self.cases.get(facts.get("case", ""))
        content = EvidenceContent(
            text=self.words(facts["text"]),
            source=facts["source"],
            observed_on=timezone.localdate(self.clock),
            agency=agency.pk if agency else None,
            strength=facts["strength"],
            criteria=tuple(criteria.filter(reference__in=numbers).values_list("pk", flat=True)),
            **{name: facts[name] for name in _SELDOM_SAID if name in facts},
        )
        self.evidence[facts["code"]] = self.do(
            person(facts["by"]),
            fieldwork.record_evidence,
            key=uuid.uuid4(),
            inspection=self.inspection,
            strand=self.strand,
            content=content,
            case=case.pk if case else None,
        )

    def open_positions(self) -> None:
        """The overall lead asks for positions; the first ones come in, unseen by the others."""
        self.do(self.overall_lead, judging.start, strand=self.strand)
        self.judgement = Judgement.objects.get(strand=self.strand)
        self.do(
            self.overall_lead,
            judging.open_positions,
            judgement=self.judgement,
            key=uuid.uuid4(),
        )
        self.tell("Positions are asked for; nobody reads another's until all are in.")

    def take_positions(self, *, but: tuple[str, ...] = ()) -> None:
        """Every lead records a position, save those of the inspectorates named in `but`."""
        for code, facts in script()["positions"].items():
            if code in but:
                continue
            content = PositionContent(
                grade=facts["grade"],
                rationale=facts["rationale"],
                evidence=tuple(str(self.evidence[one].pk) for one in facts["evidence"]),
            )
            self.do(
                self.lead(code),
                judging.record_position,
                judgement=self.judgement,
                inspectorate=code,
                content=content,
                key=uuid.uuid4(),
            )
        self.judgement.refresh_from_db()
        self.tell(f"The judgement is in the stage “{self.judgement.state_label}”.")

    def weigh(self) -> None:
        """An inspector says of each criterion whether it is met: a report asks that it was said."""
        facts = script()["views"]
        area = area_of(self.inspection, self.strand.judgement_areas.get().code)
        for letter, (met, note) in facts["criteria"].items():
            self.do(
                person(facts["by"]),
                judging.record_view,
                judgement=area,
                reference=f"140112 ¶115{letter}",
                content=ViewContent(met, note),
                key=uuid.uuid4(),
            )
        self.tell(f"Of {len(facts['criteria'])} criteria it is said whether they are met.")

    def agree(self) -> None:
        """One grade is proposed and signed by all; one signature carries a disagreement."""
        proposed = script()["proposal"]
        proposal = self.do(
            self.overall_lead,
            judging.propose,
            judgement=self.judgement,
            content=ProposalContent(
                grade=proposed["grade"],
                statement=proposed["statement"],
                answers=self._answers(),
                departures={},
            ),
            key=uuid.uuid4(),
        )
        for code in script()["positions"]:
            self.do(
                self.lead(code),
                judging.sign,
                judgement=self.judgement,
                inspectorate=code,
                content=SignatureContent(
                    content_hash=proposal.content_hash,
                    disagreement=proposed["dissent"].get(code, ""),
                    prints=True,
                ),
                key=uuid.uuid4(),
            )
        self.tell(
            f"The shared grade is {proposal.grade.title}, signed by five inspectorates on "
            f"{proposal.content_hash[:12]}…; one keeps a disagreement on the record."
        )

    def _answers(self) -> dict[str, bool]:
        asked = questions(
            [rule.as_value() for rule in self.judgement.limiting_rules()],
            self.judgement.area.code,
            self.judgement.facts({}),
        )
        return {one.code: True for one in asked}
