"""A judgement of one inspectorate for the races, with two people for each of its three parts.

Two inspectors propose, the lead or the deputy decides, and two moderators have done neither.
"""

from collections import Counter
from collections.abc import Collection

from django.utils import timezone

from inspections.actions import name_member
from judgements.models import (
    GradeDecision,
    GradeModeration,
    JudgementEvent,
    Proposal,
    last_decision,
)
from judgements.states import GRADED, GradedState
from organisations.models import User
from records.actor import acting_as
from tests.factories.deputies import deputy_of
from tests.factories.inspections import member_factory
from tests.factories.single_agency import (
    PROTECTION,
    agreed_grade,
    assurer_of,
    decided_grade,
    grade_decided_by,
    grade_in,
    grade_moderated_by,
    grade_proposed_by,
    grade_reopened_by,
    graded_inspection,
    proposed_grade,
    returned_grade,
)
from tests.races.judging import Form, Judging, strand_anew
from tests.races.standing import steps_of, verbs_of, wrong_graded


class Single(Judging):
    """A graded area of CQC's own strand."""

    name = "single-agency"
    area = PROTECTION
    table = GRADED
    heeds = frozenset({"decide", "agree", "return"})

    def __init__(self) -> None:
        self.graded = graded_inspection()
        joint = self.graded.joint
        self.strand = joint.inspection.strands.get(code="cqc")
        inspector, deputy = member_factory("cqc"), member_factory("cqc")
        lead = self.graded.lead
        with acting_as(lead):
            name_member(
                inspection=joint.inspection,
                person=inspector,
                role="inspector",
                by=lead,
                at=timezone.now(),
            )
        deputy_of(joint, "cqc", deputy)
        self.inspectors: tuple[User, User] = (self.graded.inspector, inspector)
        self.leads: tuple[User, User] = (lead, deputy)
        self.moderators: tuple[User, User] = (self.graded.moderator, assurer_of(joint, "cqc"))

    # --- the stages -------------------------------------------------------------------------------

    def begin_anew(self) -> None:
        self.strand = strand_anew(self.strand)

    def bring_to_gathering(self, _awaited: Collection[int]) -> None:
        """Nobody has proposed."""

    def bring_to_proposed(self, _awaited: Collection[int]) -> None:
        """A grade is proposed."""
        proposed_grade(self.graded, area=self.area)

    def bring_to_decided(self, _awaited: Collection[int]) -> None:
        """The lead took it."""
        decided_grade(self.graded, area=self.area)

    def bring_to_returned(self, _awaited: Collection[int]) -> None:
        """A moderator returned it."""
        returned_grade(self.graded, area=self.area)

    def bring_to_agreed(self, _awaited: Collection[int]) -> None:
        """A moderator agreed."""
        agreed_grade(self.graded, area=self.area)

    # --- the transitions --------------------------------------------------------------------------

    def do_propose(self, form: Form) -> Proposal:
        """An inspector proposes another grade than stands."""
        grade = ("inadequate", "requires_improvement")[form.person]
        return grade_proposed_by(
            self.graded, grade, area=self.area, by=self.inspectors[form.person], key=form.key
        )

    def do_decide(self, form: Form) -> GradeDecision:
        """The lead takes the proposed grade, and the deputy decides another."""
        return grade_decided_by(
            self.graded,
            ("good", "inadequate")[form.person],
            area=self.area,
            by=self.leads[form.person],
            reasons="What T1 shows.",
            content_hash=form.stands_on,
            key=form.key,
        )

    def do_agree(self, form: Form) -> GradeModeration:
        """A moderator agrees."""
        return self._moderate(form, agrees=True)

    def do_return(self, form: Form) -> GradeModeration:
        """A moderator returns it."""
        return self._moderate(form, agrees=False)

    def _moderate(self, form: Form, *, agrees: bool) -> GradeModeration:
        return grade_moderated_by(
            self.graded,
            agrees=agrees,
            area=self.area,
            by=self.moderators[form.person],
            content_hash=form.stands_on,
            key=form.key,
        )

    def do_reopen(self, form: Form) -> JudgementEvent:
        """The lead reopens it."""
        return grade_reopened_by(
            self.graded, area=self.area, by=self.leads[form.person], key=form.key
        )

    # --- what came of it --------------------------------------------------------------------------

    def state(self) -> str:
        return grade_in(self.graded, self.area).state

    def on_page(self) -> str:
        judgement = grade_in(self.graded, self.area)
        decision = last_decision(judgement)
        if decision is not None and judgement.state == GradedState.DECIDED:
            return decision.content_hash
        current = judgement.current_proposal()
        return current.content_hash if current else ""

    def made(self) -> Counter[str]:
        return verbs_of(self.table, steps_of(grade_in(self.graded, self.area)))

    def wrong(self) -> list[str]:
        return wrong_graded(grade_in(self.graded, self.area))
