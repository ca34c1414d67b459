"""Sample selection: what was asked of whom, the lists that came, and who is listed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from inspections.actions import samples as acting
from inspections.forms.samples import (
    CloseRequestForm,
    RequestListForm,
    SplitForm,
    WithdrawListForm,
)
from inspections.models import (
    AgencyList,
    Draw,
    KeyReading,
    ListedSubject,
    ListRequest,
    ListUpload,
)
from inspections.permissions.samples import may_read_key, may_select_sample
from inspections.presenters import samples as shown
from inspections.presenters.samples_draw import DRAW_COLUMNS, draws_shown
from inspections.views.base import InspectionPage
from records.permissions import Answer


class SamplePage(InspectionPage):
    """A screen on which the sample is selected."""

    def permission(self) -> Answer:
        return may_select_sample(self.member, self.inspection)

    def find(self, model: Any, reference: str) -> Any:
        """A row of this inspection by its reference; absent and hidden are the same."""
        rows = model.objects.visible_to(self.actor, self.today).of(self.inspection)
        found = rows.named(reference)
        if found is None:
            raise Http404
        return found


class SamplesPage(InspectionPage):
    """Requests, lists and draws."""

    template_name = "inspections/samples.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """All of them, and what this person has not finished."""
        requests = ListRequest.objects.visible_to(self.actor, self.today).of(self.inspection)
        lists = AgencyList.objects.visible_to(self.actor, self.today).of(self.inspection)
        draws = Draw.objects.visible_to(self.actor, self.today).of(self.inspection)
        uploads = ListUpload.objects.visible_to(self.actor).of(self.inspection).for_list()
        may_select = may_select_sample(self.member, self.inspection)
        requests, lists = list(requests.for_list()), list(lists.for_list())
        draws = list(draws.for_list())
        self.disclosed(*requests, *lists, *draws)
        context = {
            "may_select": may_select,
            "request_columns": shown.REQUEST_COLUMNS,
            "requests": shown.requests_shown(
                self.inspection, requests, self.today, may_close=may_select.allowed
            ),
            "list_columns": shown.LIST_COLUMNS,
            "lists": shown.lists_shown(self.inspection, lists),
            "upload_columns": shown.UPLOAD_COLUMNS,
            "uploads": shown.uploads_shown(self.inspection, list(uploads)),
            "draw_columns": DRAW_COLUMNS,
            "draws": draws_shown(self.inspection, draws),
        }
        return self.render(context)


class RequestListPage(SamplePage):
    """What is asked of whom."""

    template_name = "inspections/sample_request.html"

    def form(self, data: Any = None) -> RequestListForm:
        """The form, with the agencies of the area."""
        return RequestListForm(data, agencies=list(self.inspection.area.agencies.all()))

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The empty form."""
        return self.render({"form": self.form()})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Record it, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render({"form": form}, status=422)

        def do() -> str:
            made = acting.request_list(
                inspection=self.inspection,
                agency=form.chosen_agency(),
                cohort=form.cleaned_data["cohort"],
                asked_for=form.cleaned_data["asked_for"],
                wanted_by=form.cleaned_data["wanted_by"],
                by=self.actor,
                at=self.now,
            )
            self.changed(made)
            return made.reference

        self.once(form, "request list", do)
        messages.success(request, "The request is recorded.")
        return redirect("inspections:samples", self.inspection.reference)


class CloseRequestPage(SamplePage):
    """A request that is answered without a list, or not wanted any more."""

    template_name = "inspections/sample_close.html"

    def load_more(self, *args: Any, list_request: str, **kwargs: Any) -> None:
        self.asked = self.find(ListRequest, list_request)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The empty form."""
        self.disclosed(self.asked)
        return self.render({"form": CloseRequestForm(), "asked": self.asked})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Close it, or say what is missing."""
        form = CloseRequestForm(request.POST)
        if not form.is_valid():
            self.disclosed(self.asked)
            return self.render({"form": form, "asked": self.asked}, status=422)

        def do() -> str:
            acting.close_request(
                request=self.asked,
                how=form.cleaned_data["how"],
                what_came=form.cleaned_data["what_came"],
                by=self.actor,
                at=self.now,
            )
            self.changed(self.asked)
            return self.asked.reference

        self.once(form, "close request", do)
        messages.success(request, "The request is closed.")
        return redirect("inspections:samples", self.inspection.reference)


class AgencyListPage(SamplePage):
    """An accepted list: who is on it, by reference."""

    template_name = "inspections/sample_list.html"
    http_method_names = ["get", "head"]

    def permission(self) -> Answer:
        return InspectionPage.permission(self)

    def load_more(self, *args: Any, agency_list: str, **kwargs: Any) -> None:
        rows = AgencyList.objects.visible_to(self.actor, self.today).of(self.inspection)
        self.list = rows.for_page().named(agency_list)
        if self.list is None:
            raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """A page of those who are on it."""
        subjects = ListedSubject.objects.visible_to(self.actor, self.today).of(self.inspection)
        rows, after = subjects.on_list(self.list).page(request.GET.get("after", ""))
        self.disclosed(self.list)
        context = {
            "list": self.list,
            "facts": shown.list_facts(self.list),
            "columns": shown.SUBJECT_COLUMNS,
            "rows": shown.subjects_shown(self.inspection, rows),
            "after": after,
            "withdrawn": hasattr(self.list, "withdrawal"),
            "may_select": may_select_sample(self.member, self.inspection),
        }
        return self.render(context)


class WithdrawListPage(SamplePage):
    """A list that is not drawn from any more."""

    template_name = "inspections/sample_withdraw.html"

    def load_more(self, *args: Any, agency_list: str, **kwargs: Any) -> None:
        self.list = self.find(AgencyList, agency_list)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The empty form."""
        return self.render({"form": WithdrawListForm(), "list": self.list})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Withdraw it, or ask for the reason."""
        form = WithdrawListForm(request.POST)
        if not form.is_valid():
            return self.render({"form": form, "list": self.list}, status=422)

        def do() -> str:
            acting.withdraw_list(
                agency_list=self.list, why=form.cleaned_data["why"], by=self.actor, at=self.now
            )
            self.changed(self.list)
            return self.list.reference

        self.once(form, "withdraw list", do)
        messages.success(request, f"List {self.list.reference} is withdrawn.")
        return redirect("inspections:agency_list", self.inspection.reference, self.list.reference)


class RecognisedPage(SamplePage):
    """Those who stand on several lists, by reference and agencies."""

    template_name = "inspections/sample_recognised.html"
    http_method_names = ["get", "head"]

    def permission(self) -> Answer:
        return InspectionPage.permission(self)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """A page of them."""
        subjects = ListedSubject.objects.visible_to(self.actor, self.today).of(self.inspection)
        rows, after = subjects.recognised().page(request.GET.get("after", ""))
        self.disclosed(*rows)
        context = {
            "columns": shown.SUBJECT_COLUMNS,
            "rows": shown.subjects_shown(self.inspection, rows),
            "after": after,
        }
        return self.render(context)


class SubjectPage(SamplePage):
    """One who is listed: what each list says, and who read who it is."""

    template_name = "inspections/sample_subject.html"
    http_method_names = ["get", "head"]

    def permission(self) -> Answer:
        return InspectionPage.permission(self)

    def load_more(self, *args: Any, subject: str, **kwargs: Any) -> None:
        rows = ListedSubject.objects.visible_to(self.actor, self.today).of(self.inspection)
        self.subject = rows.with_listings().named(subject)
        if self.subject is None:
            raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What is known of them without a name."""
        readings = KeyReading.objects.visible_to(self.actor, self.today).of_subject(self.subject)
        listings = list(self.subject.listings.all())
        self.disclosed(self.subject)
        context = {
            "subject": self.subject,
            "cards": shown.listing_cards(listings),
            "may_split": may_select_sample(self.member, self.inspection).allowed
            and len(listings) > 1,
            "may_read_key": may_read_key(self.member),
            "reading_columns": shown.READING_COLUMNS,
            "readings": shown.readings_shown(list(readings.for_page())),
        }
        return self.render(context)


class SplitSubjectPage(SamplePage):
    """Two children who were taken for one."""

    template_name = "inspections/sample_split.html"

    def load_more(self, *args: Any, subject: str, agency_list: str, **kwargs: Any) -> None:
        self.subject = self.find(ListedSubject, subject)
        self.list = self.find(AgencyList, agency_list)

    def page(self, form: SplitForm, *, status: int = 200) -> TemplateResponse:
        """The form."""
        context = {"form": form, "subject": self.subject, "list": self.list}
        return self.render(context, status=status)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The empty form."""
        return self.page(SplitForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Split them, or ask for the reason."""
        form = SplitForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)

        def do() -> str:
            other = acting.split_subject(
                subject=self.subject,
                agency_list=self.list,
                why=form.cleaned_data["why"],
                by=self.actor,
                at=self.now,
            )
            self.changed(self.subject, other)
            return other.reference

        receipt = self.once(form, "split subject", do)
        messages.success(request, f"What this list says is about {receipt.result} now.")
        return redirect("inspections:subject", self.inspection.reference, receipt.result)
