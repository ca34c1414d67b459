"""What an area rests on, and a criterion of it with the views of the team."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from frameworks.models import Criterion
from judgements import actions
from judgements.forms import ViewForm
from judgements.forms.criterion_views import NEXT
from judgements.models import Judgement
from judgements.permissions import area_of, may_read_judgement, may_record_view
from judgements.presenters import AreaPresenter, CriterionPresenter, Reading
from judgements.views.base import InspectionPage
from records.errors import ActionRefused
from records.permissions import Answer


class AnyAreaPage(InspectionPage):
    """A page of an area of any strand, whoever answers it."""

    judgement: Judgement

    def load(self, **kwargs: Any) -> None:
        """The area in its strand."""
        super().load(**kwargs)
        judgement = area_of(self.inspection, kwargs["area"])
        if judgement is None:
            raise Http404
        self.judgement = judgement
        self.reading = Reading(judgement, self.member)


class ReadAreaPage(AnyAreaPage):
    """Descriptors, criteria with their evidence and views, rules and practice; nothing to do."""

    template_name = "judgements/area.html"

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The page."""
        return self.render({"page": AreaPresenter(self.reading, self.inspection)})


class CriterionPage(AnyAreaPage):
    """The evidence for and against one criterion, and what the team thinks of it."""

    template_name = "judgements/criterion.html"
    criterion: Criterion

    def load(self, **kwargs: Any) -> None:
        """The criterion, by its place in the area."""
        super().load(**kwargs)
        found = [one for one in self.reading.criteria if one.order == kwargs["number"]]
        if not found:
            raise Http404
        self.criterion = found[0]

    def permission(self) -> Answer:
        """The whole team reads it; whoever inspects in the strand says what they think."""
        if self.request.method == "POST":
            return may_record_view(self.member, self.inspection, self.judgement.strand)
        return may_read_judgement(self.member)

    @property
    def page(self) -> CriterionPresenter:
        """What the page shows."""
        return CriterionPresenter(self.reading, self.criterion, self.inspection)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Two columns, the views, and the form that begins with the reader's own."""
        page = self.page
        return self.shown(page, ViewForm(initial=page.given))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Record the reader's own view, and go on."""
        page = self.page
        form = ViewForm(request.POST)
        if not form.is_valid():
            return self.shown(page, form, status=422)
        view = actions.record_view(
            judgement=self.judgement,
            reference=self.criterion.reference,
            content=form.content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        self.changed(view)
        messages.success(request, f"Your view on {self.criterion.reference} is recorded.")
        return redirect(page.next if NEXT in request.POST else page.area.url)

    def shown(
        self, page: CriterionPresenter, form: ViewForm, *, status: int = 200
    ) -> TemplateResponse:
        """The page with this form; every item and view that is shown goes into the audit entry."""
        self.disclosed(*page.items, *page.rows_of_views)
        return self.render({"page": page, "form": form}, status=status)

    def refusal_response(self, refusal: ActionRefused, *, status: int) -> HttpResponse:
        """The sentence, and the note that the reader had written."""
        context = {
            "message": refusal.message,
            "status": status,
            "back": self.request.path,
            "written": [note for note in [self.request.POST.get("note", "")] if note],
        }
        return TemplateResponse(
            self.request, "judgements/refused.html", context, status=status
        ).render()
