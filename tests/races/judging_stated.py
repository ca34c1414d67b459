"""A grade of one inspectorate for the races, in a strand whose report waits for its sign-offs.

The report is that of the joint strand, in which CQC grades one area by itself. A sign-off is a step
of the report's, and reopening one of the judgement's: both can be taken while the grade is agreed.
"""

from collections.abc import Collection

from judgements.models import ResultSigned
from records.actor import acting_as
from reports.models import SignOff
from tests.factories.reports import Told, report_at, signature_of
from tests.factories.single_agency import CHILDREN, grade_in
from tests.races.judging import Form
from tests.races.judging_single import Single
from tests.races.standing import wrong_signed

# Who signs the report off: another inspectorate's lead, or the one who may reopen the grade.
SIGNING = ("hmic", "cqc")


class Stated(Single):
    """CQC's area of the joint strand, and the report of that strand."""

    name = "single-agency, in a report"
    area = CHILDREN
    told: Told

    def begin_anew(self) -> None:
        # In an inspection of its own: an inspection has one document of each form.
        super().__init__()

    def bring_to_agreed(self, awaited: Collection[int]) -> None:
        """A moderator agreed; the report is frozen, and nobody has signed it off."""
        super().bring_to_agreed(awaited)
        self.told = report_at("agreement", self.graded.joint)

    def do_sign_off(self, form: Form) -> SignOff:
        """A lead signs the report off."""
        code = SIGNING[form.person]
        with acting_as(self.told.joint.leads[code]):
            return signature_of(self.told, code)

    def is_barred(self, verb: str) -> bool:
        """A signed report that states the grade keeps it from being reopened."""
        return verb == "reopen" and self._is_held()

    def wrong(self) -> list[str]:
        with acting_as(self.told.lead):
            sign_offs = SignOff.objects.filter(draft__report=self.told.report).count()
        return [
            *super().wrong(),
            *wrong_signed(self.state(), is_held=self._is_held(), sign_offs=sign_offs),
        ]

    def _is_held(self) -> bool:
        judgement = grade_in(self.graded, self.area)
        newest = ResultSigned.objects.filter(proposal__judgement=judgement).last()
        return newest is not None and newest.is_signed
