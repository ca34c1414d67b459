"""Practice in the cases: evaluating it for an agency, and what the evaluations come to."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from inspections.actions import keeping
from inspections.actions import practice as acts
from inspections.forms.practice import PracticeForm, initial_of
from inspections.models import Case, PracticeEvaluation
from inspections.models.practice import (
    areas_to_evaluate,
    find_evaluable,
    items_on,
    relied_on,
    revisions_with_items,
    strands_to_evaluate,
)
from inspections.permissions.practice import may_evaluate_practice, may_withdraw_evaluation
from inspections.presenters.kept import Both, both, version_rows
from inspections.presenters.practice import (
    CASE_COLUMNS,
    cases_without,
    descriptors_of,
    evaluate_url,
    evaluation_facts,
    evaluation_url,
    of_case,
    of_inspection,
    relied_links,
    revision_text,
    sent_text,
)
from inspections.rules.practice import FEW
from inspections.values.typed import PRACTICE_DRAFT
from inspections.views.base import InspectionPage
from inspections.views.journey import InCase
from inspections.views.keeping import KeepingPage, WithdrawingPage
from records.permissions import Answer

MOST_ITEMS = 50


class PracticePage(InspectionPage):
    """What the evaluations come to, for each agency, and what is missing."""

    template_name = "inspections/practice.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The tables of all evaluations that this person may see."""
        rows = PracticeEvaluation.objects.visible_to(self.actor, self.today)
        found = list(rows.for_member(self.member).standing().for_page())
        cases = Case.objects.visible_to(self.actor, self.today).of(self.inspection)
        tracked = list(cases.for_page())
        areas = areas_to_evaluate(self.member)
        agencies = keeping.agencies_of(inspection=self.inspection)
        self.disclosed(*found)
        context = {
            "areas": of_inspection(areas, agencies, tracked, found),
            "evaluated": len(found),
            "cases": len(tracked),
            "looked_at": len({one.case_id for one in found}),
            "few": FEW,
            "without": cases_without(self.inspection, tracked, found),
        }
        return self.render(context)


class CasePracticePage(InCase):
    """What is concluded of practice in one case, and what can be evaluated."""

    template_name = "inspections/practice_case.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """A table for each area, a row for each agency."""
        rows = PracticeEvaluation.objects.visible_to(self.actor, self.today)
        found = rows.for_member(self.member).of_case(self.case).standing().for_page()
        evaluations = list(found)
        may_evaluate = may_evaluate_practice(self.member, self.inspection)
        self.disclosed(self.case, *evaluations)
        context = {
            "case": self.case,
            "columns": CASE_COLUMNS,
            "areas": of_case(
                self.inspection,
                self.case,
                strands_to_evaluate(self.member),
                keeping.agencies_of(inspection=self.inspection),
                evaluations,
                owner=self.member.inspectorate_id,
                may_evaluate=may_evaluate.allowed,
            ),
            "may_evaluate": may_evaluate,
        }
        return self.render(context)


class EvaluatePracticePage(InCase, KeepingPage):
    """An inspectorate's evaluation of one agency's practice: the first, or another version."""

    template_name = "inspections/practice_form.html"
    act = "evaluate practice"
    draft_kind = PRACTICE_DRAFT

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        super().load_more(*args, **kwargs)
        named = {name: self.kwargs[name] for name in ("strand", "area", "agency")}
        found = find_evaluable(self.member, **named)
        if found is None:
            raise Http404
        self.what = found
        rows = PracticeEvaluation.objects.visible_to(self.actor, self.today)
        self.standing = rows.at(
            case=self.case,
            agency=found.agency,
            area=found.area.code,
            owner=self.member.inspectorate_id,
        )

    def permission(self) -> Answer:
        return may_evaluate_practice(self.member, self.inspection)

    def form(self, data: Any = None) -> PracticeForm:
        """With the grades of the area, the evidence on the case, and what stands."""
        chosen = relied_on(self.standing) if self.standing else []
        rows = items_on(self.case, self.seen(), most=MOST_ITEMS, also=chosen)
        self.disclosed(*rows)
        initial = initial_of(self.standing, chosen) if self.standing else None
        return PracticeForm(data, grades=self.what.grades, rows=rows, initial=initial)

    def keep(self, form: PracticeForm) -> str:
        """Record it."""
        row = acts.evaluate_practice(
            case=self.case,
            strand=self.what.strand,
            area=self.what.area,
            agency=self.what.agency,
            version=form.cleaned_data["base"],
            content=form.content(),
            by=self.actor,
            at=self.now,
        )
        self.changed(row)
        return row.reference

    def done(self, result: str) -> HttpResponse:
        """Back to the case."""
        messages.success(self.request, f"Saved: {result}.")
        address = self.address("case_practice")
        return redirect(f"{address}#{self.what.strand.code}-{self.what.area.code}")

    def both_texts(self, form: PracticeForm, theirs: PracticeEvaluation) -> Both:
        """The two conclusions with their reasons."""
        self.disclosed(theirs)
        newest = theirs.revisions.select_related("by", "grade").latest("version")
        labels = dict(form.fields["conclusion"].choices)  # type: ignore[attr-defined]  # of choices
        facts = form.cleaned_data
        mine = sent_text(labels[facts["conclusion"]], facts["reasons"])
        return both(mine, revision_text(newest), newest)

    def more(self) -> dict[str, Any]:
        """What is evaluated, and the descriptors of the area."""
        return {
            "case": self.case,
            "what": self.what,
            "grades": descriptors_of(self.what.grades, self.what.descriptors),
            "back": self.address("case_practice"),
        }


class OneEvaluation(InCase):
    """A screen about one evaluation that this person may see."""

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        super().load_more(*args, **kwargs)
        rows = PracticeEvaluation.objects.visible_to(self.actor, self.today)
        seen = rows.for_member(self.member).of_case(self.case).for_page()
        found = seen.named(self.kwargs["evaluation"])
        if found is None:
            raise Http404
        self.row = found
        self.row.case, self.row.inspection = self.case, self.inspection

    @property
    def row_address(self) -> str:
        """The page of the evaluation."""
        return evaluation_url(self.inspection, self.row)


class EvaluationPage(OneEvaluation):
    """One evaluation: what it says, what it rests on, and how it read before."""

    template_name = "inspections/practice_evaluation.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The evaluation."""
        revisions, seen = revisions_with_items(self.row, self.seen())
        self.disclosed(self.row)
        context = {
            "case": self.case,
            "row": self.row,
            "facts": evaluation_facts(self.row),
            "relied": relied_links(self.inspection, revisions[0], seen),
            "versions": version_rows([(one, revision_text(one)) for one in revisions][1:]),
            "change_url": self.change_address(),
            "may_withdraw": may_withdraw_evaluation(
                self.member, self.inspection, self.row, self.actor
            ),
        }
        return self.render(context)

    def change_address(self) -> str:
        """Where the reader changes it; nowhere, if it is not theirs to change."""
        mine = self.row.owner_id == self.member.inspectorate_id and not self.row.withdrawn_at
        if not mine or not may_evaluate_practice(self.member, self.inspection).allowed:
            return ""
        row = self.row
        return evaluate_url(self.inspection, self.case, row.strand, row.area, row.agency)


class WithdrawEvaluationPage(OneEvaluation, WithdrawingPage):
    """An evaluation is withdrawn."""

    act = "withdraw evaluation"

    def permission(self) -> Answer:
        return may_withdraw_evaluation(self.member, self.inspection, self.row, self.actor)

    def keep(self, form: Any) -> str:
        """Withdraw it."""
        facts = form.cleaned_data
        acts.withdraw_evaluation(
            evaluation=self.row,
            version=facts["base"],
            why=facts["why"],
            by=self.actor,
            at=self.now,
        )
        self.changed(self.row)
        return str(self.row.reference)

    def done(self, result: str) -> HttpResponse:
        """Back to the evaluation, which says so."""
        messages.success(self.request, f"{result} is withdrawn.")
        return redirect(self.row_address)
