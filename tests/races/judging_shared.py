"""A shared judgement for the races: each act by the lead, or by the lead's deputy.

Of three inspectorates Ofsted never waits; person 0 is the lead of HMIC, person 1 that of CQC.
"""

from collections import Counter
from collections.abc import Collection

from django.utils import timezone

from inspections.actions import end_assignment, name_lead
from inspections.permissions import assignment_of
from judgements.models import (
    Escalation,
    Position,
    PositionReceived,
    PositionRound,
    Proposal,
    Reopening,
    Signature,
)
from judgements.permissions import open_escalation
from judgements.states import JUDGEMENT
from organisations.models import User
from records.actor import acting_as
from tests.factories.deputies import day, deputy_of, place_of
from tests.factories.inspections import member_factory
from tests.factories.judgements import (
    escalation_of,
    hash_that_stands,
    judgement_in,
    open_round,
    outcome_of,
    position_of,
    proposal_of,
    reopening_of,
    senior_of,
    signature_of,
)
from tests.factories.single_agency import graded_inspection
from tests.races.judging import Form, Judging, strand_anew
from tests.races.standing import steps_of, verbs_of, wrong_shared

WAITING = ("hmic", "cqc")
# How often somebody looks while two others record their positions.
LOOKS = 5


class Shared(Judging):
    """The judgement that Ofsted, CQC and HMIC make together."""

    name = "shared"
    table = JUDGEMENT
    heeds = frozenset({"agree", "escalate", "reopen"})
    awaits = frozenset({"reveal", "agree"})

    def __init__(self) -> None:
        self.joint = graded_inspection().joint
        deputy = member_factory("ofsted")
        deputy_of(self.joint, "ofsted", deputy)
        self.overall: tuple[User, User] = (self.joint.overall_lead, deputy)
        for code in self.joint.leads:
            senior_of(self.joint, code)

    # --- the stages -------------------------------------------------------------------------------

    def begin_anew(self) -> None:
        self.joint.strand = strand_anew(self.joint.strand)
        for code, lead in self.joint.leads.items():
            if assignment_of(lead, self.joint.inspection, day()) is None:
                self._name_lead(code)

    def _name_lead(self, code: str) -> None:
        """Another one: theirs was taken off the team."""
        lead, by = member_factory(code, "lead"), self.joint.overall_lead
        with acting_as(by):
            name_lead(inspection=self.joint.inspection, person=lead, by=by, at=timezone.now())
        self.joint.leads[code] = lead

    def bring_to_gathering(self, _awaited: Collection[int]) -> None:
        """Nobody has opened a round."""

    def bring_to_positions_open(self, awaited: Collection[int]) -> None:
        """All positions but those that are awaited are in."""
        open_round(self.joint)
        for code in self._codes_but(awaited):
            position_of(self.joint, code)

    def bring_to_revealed(self, _awaited: Collection[int]) -> None:
        """All positions are in."""
        self.bring_to_positions_open(())

    def bring_to_proposed(self, awaited: Collection[int]) -> None:
        """All but those that are awaited have signed; where nobody is awaited, nobody has."""
        self.bring_to_revealed(())
        proposal_of(self.joint)
        for code in self._codes_but(awaited) if awaited else ():
            signature_of(self.joint, code)

    def bring_to_agreed(self, _awaited: Collection[int]) -> None:
        """All have signed."""
        self.bring_to_proposed(())
        for code in self.joint.leads:
            signature_of(self.joint, code)

    def bring_to_escalated(self, _awaited: Collection[int]) -> None:
        """The senior people were asked, and have decided."""
        self.bring_to_proposed(())
        escalation_of(self.joint)
        outcome_of(self.joint)

    def _codes_but(self, awaited: Collection[int]) -> list[str]:
        waiting = {WAITING[person] for person in awaited}
        return [code for code in self.joint.leads if code not in waiting]

    # --- the transitions --------------------------------------------------------------------------

    def do_open_positions(self, form: Form) -> PositionRound:
        """The overall lead opens a round."""
        return open_round(self.joint, by=self.overall[form.person], key=form.key)

    def do_reveal(self, form: Form) -> Position:
        """A lead records the position that is awaited."""
        return position_of(self.joint, WAITING[form.person], key=form.key)

    def do_propose(self, form: Form) -> Proposal:
        """The overall lead proposes another grade than stands."""
        grades = ("inadequate", "requires_improvement")
        return proposal_of(
            self.joint, grade=grades[form.person], by=self.overall[form.person], key=form.key
        )

    def do_agree(self, form: Form) -> Signature:
        """A lead gives the signature that is awaited."""
        code = WAITING[form.person]
        return signature_of(self.joint, code, content_hash=form.stands_on, key=form.key)

    def do_reopen(self, form: Form) -> Reopening:
        """The overall lead opens it again."""
        by = self.overall[form.person]
        return reopening_of(self.joint, content_hash=form.stands_on, key=form.key, by=by)

    def do_escalate(self, form: Form) -> Escalation:
        """The overall lead asks the senior people."""
        by = self.overall[form.person]
        return escalation_of(self.joint, content_hash=form.stands_on, key=form.key, by=by)

    # --- what is no transition, and happens meanwhile ---------------------------------------------

    def do_leave(self, form: Form) -> None:
        """The overall lead takes a lead off the team."""
        code, by = WAITING[form.person], self.joint.overall_lead
        with acting_as(by):
            place = place_of(self.joint, self.joint.leads[code])
            end_assignment(assignment=place, last_day=day(-1), by=by, at=timezone.now())

    def do_look(self, _form: Form) -> None:
        """Ofsted's lead reads the positions, over and over.

        Raises:
            AssertionError: some, but not all of the others' are to be seen.
        """
        lead = self.joint.overall_lead
        for _ in range(LOOKS):
            with acting_as(lead):
                rows = Position.objects.visible_to(lead).filter(
                    round__judgement=judgement_in(self.joint)
                )
                seen = set(rows.values_list("inspectorate__code", flat=True))
            if seen not in ({"ofsted"}, set(self.joint.leads)):
                raise AssertionError(f"Ofsted's lead sees the positions of {sorted(seen)}.")

    # --- what came of it --------------------------------------------------------------------------

    def state(self) -> str:
        return judgement_in(self.joint).state

    def on_page(self) -> str:
        return hash_that_stands(self.joint)

    def made(self) -> Counter[str]:
        judgement = judgement_in(self.joint)
        if not judgement.is_begun:
            return Counter()
        made = verbs_of(self.table, steps_of(judgement))
        # Several acts make one step: it is their own rows that are counted.
        made["reveal"] = PositionReceived.objects.filter(round__judgement=judgement).count()
        made["agree"] = Signature.objects.filter(proposal__judgement=judgement).count()
        return made

    def speaks_against(self, verb: str, page: str) -> bool:
        # Nothing is proposed while the senior people are asked.
        is_asked = open_escalation(judgement_in(self.joint)) is not None
        return super().speaks_against(verb, page) or (verb == "propose" and is_asked)

    def wrong(self) -> list[str]:
        return wrong_shared(judgement_in(self.joint), self.joint.leads.values())
