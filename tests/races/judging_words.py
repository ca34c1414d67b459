"""An evaluation in words for the races: the overall lead completes it, or the deputy."""

from collections import Counter
from collections.abc import Collection

from judgements.actions import against_completing
from judgements.models import NarrativeEvaluation, NarrativeFinding
from judgements.states import EVALUATION
from organisations.models import User
from records.actor import acting_as
from tests.factories.deputies import deputy_of
from tests.factories.inspections import member_factory
from tests.factories.narrative import (
    area_in_words,
    complete_by,
    complete_evaluation_of,
    evaluation_in,
    ready_evaluation,
    reopened_by,
    withdrawn_by,
)
from tests.factories.single_agency import graded_inspection
from tests.races.judging import Form, Judging, strand_anew
from tests.races.standing import steps_of, verbs_of, wrong_in_words


class InWords(Judging):
    """The area of a joint strand that has no grade."""

    name = "in words"
    table = EVALUATION

    def __init__(self) -> None:
        self.joint = graded_inspection().joint
        area_in_words(self.joint.strand)
        deputy = member_factory("ofsted")
        deputy_of(self.joint, "ofsted", deputy)
        self.overall: tuple[User, User] = (self.joint.overall_lead, deputy)

    def begin_anew(self) -> None:
        self.joint.strand = strand_anew(self.joint.strand)

    def bring_to_open(self, _awaited: Collection[int]) -> None:
        """Every criterion is considered."""
        ready_evaluation(self.joint)

    def bring_to_complete(self, _awaited: Collection[int]) -> None:
        """The overall lead has said so."""
        complete_evaluation_of(self.joint)

    def do_complete(self, form: Form) -> NarrativeEvaluation:
        """Somebody who leads completes it."""
        return complete_by(self.joint, self.overall[form.person], key=form.key)

    def do_reopen(self, form: Form) -> NarrativeEvaluation:
        """Somebody who leads opens it again."""
        return reopened_by(self.joint, self.overall[form.person], key=form.key)

    def do_withdraw(self, _form: Form) -> NarrativeFinding:
        """Its inspector withdraws the only finding; that is no transition."""
        inspector = self.joint.inspectors["ofsted"]
        with acting_as(inspector):
            finding = evaluation_in(self.joint).findings.get()
        return withdrawn_by(finding, inspector)

    def state(self) -> str:
        return evaluation_in(self.joint).state

    def on_page(self) -> str:
        return ""

    def made(self) -> Counter[str]:
        return verbs_of(self.table, steps_of(evaluation_in(self.joint)))

    def speaks_against(self, verb: str, page: str) -> bool:
        evaluation = evaluation_in(self.joint)
        if verb == "withdraw":
            return evaluation.is_complete
        with acting_as(self.joint.overall_lead):
            missing = against_completing(evaluation=evaluation)
        return super().speaks_against(verb, page) or (verb == "complete" and bool(missing))

    def wrong(self) -> list[str]:
        return wrong_in_words(evaluation_in(self.joint), self.joint.overall_lead)
