"""What every page of judging begins with: the inspection, the reader, the judgement."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar, cast

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from inspections.models import Assignment, Inspection, find_place
from judgements.forms.shared import WHY
from judgements.models import Judgement
from judgements.permissions import (
    judgement_of,
    may_read_judgement,
)
from judgements.presenters import Reading
from judgements.presenters.acts import ActPresenter
from judgements.presenters.words import address
from organisations.models import User
from pages.forms import GovForm, TypedMixin
from pages.page import Page
from pages.typing import TypedHere
from records.actor import acting_as
from records.errors import ActionRefused
from records.permissions import Answer

Kept = TypeVar("Kept", bound=TypedMixin)
Sent = TypeVar("Sent", bound=GovForm)

Shown = TypeVar("Shown", bound=ActPresenter)


class InspectionPage(Page):
    """A page of an inspection's judgements, for its team. To everybody else it does not exist.

    Attributes:
        texts: the fields whose text a refusal shows again.
    """

    inspection: Inspection
    member: Assignment
    texts: tuple[str, ...] = ()

    def load(self, **kwargs: Any) -> None:
        """The inspection, and the reader's place on its team (reliability §4: others get 404)."""
        place = find_place(self.request.user, kwargs["inspection"], self.now)
        if place is None:
            raise Http404
        self.inspection, self.member = place.inspection, place.member
        self.member.person = self.person
        self.about = self.inspection.reference

    def permission(self) -> Answer:
        """Everybody on the team."""
        return may_read_judgement(self.member)

    @property
    def person(self) -> User:
        """Who is at the keyboard; the pages behind sign-in have nobody else."""
        return cast(User, self.request.user)

    def refusal_response(self, refusal: ActionRefused, *, status: int) -> HttpResponse:
        """The sentence, and what the reader had written: a refusal loses no text."""
        context = {
            "message": refusal.message,
            "status": status,
            "back": self.back_address(),
            "written": self.written(),
        }
        return TemplateResponse(
            self.request, "judgements/refused.html", context, status=status
        ).render()

    def written(self) -> list[str]:
        """What the reader had written into the form that was sent."""
        return self.texts_in(self.request.POST)

    def texts_in(self, content: Mapping[str, Any]) -> list[str]:
        """The texts among what was sent or typed, in the order of the form."""
        return [
            str(said)
            for name, said in content.items()
            if said and (name in self.texts or name.startswith(WHY))
        ]


class TypedActPage(TypedHere, InspectionPage, ABC):
    """A page whose form is kept as it is typed, until it is sent."""

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Keep what is typed, throw it away, or do what the form asks."""
        return self.typed_answer() or self.send(request)

    @abstractmethod
    def send(self, request: HttpRequest) -> HttpResponse:
        """Do what the form asks, or say what is wrong."""

    def kept(self, form: Kept) -> Kept:
        """The form, which says where it is kept; a new one begins with what was typed before."""
        draft = None if form.is_bound else self.typed_before()
        if draft is not None:
            form.go_on_with(draft)
        form.typing = self.typing(form, draft)
        return form

    def written(self) -> list[str]:
        """What was sent; of a page that cannot be opened now, what was typed into it before."""
        if self.request.method == "POST":
            return super().written()
        with acting_as(self.person):
            draft = self.typed_before()
        return self.texts_in(draft.content) if draft else []


class AreaPage(InspectionPage):
    """A page of one judgement.

    Attributes:
        route: the page of the judgement.
    """

    judgement: Judgement
    route = "judgement"
    texts: tuple[str, ...] = (
        *("rationale", "statement", "disagreement", "abstention", "text", "why", "decision"),
    )

    def load(self, **kwargs: Any) -> None:
        """The judgement of the area, begun or not."""
        super().load(**kwargs)
        judgement = self.find(kwargs["area"])
        if judgement is None:
            raise Http404
        self.judgement = judgement
        self.reading = self.read(judgement)

    def find(self, area: str) -> Judgement | None:
        """The judgement that the address names, among those that are made together."""
        return judgement_of(self.inspection, area)

    def read(self, judgement: Judgement) -> Reading:
        """What this reader may see of it."""
        return Reading(judgement, self.member)

    def done(self, sentence: str) -> HttpResponse:
        """Back to the judgement, which says what was done."""
        messages.success(self.request, sentence)
        return redirect(address(self.judgement))

    def back_address(self) -> str:
        """The page of the judgement, which shows how things stand now."""
        kwargs = self.kwargs
        return reverse(f"judgements:{self.route}", args=[kwargs["inspection"], kwargs["area"]])


class ActPage(AreaPage, ABC, Generic[Shown, Sent]):
    """A page that does one thing: it says what will happen, and does it when the form is sent.

    Attributes:
        presenter: says what will happen.
        form_class: what is sent.
    """

    presenter: type[Shown]
    form_class: type[Sent]

    @abstractmethod
    def act(self, form: Sent) -> tuple[Model, str]:
        """Do it: the row that it wrote or changed, and the sentence that says so."""

    def page(self) -> Shown:
        """What the page says."""
        return self.presenter(self.reading)

    def form(self, page: Shown, sent: QueryDict | None) -> Sent:
        """The form with what was sent, or as it begins."""
        return self.form_class(**page.stands_on) if sent is None else self.form_class(sent)

    def rows(self, page: Shown) -> Iterable[Model]:
        """What the page shows, for the audit entry."""
        return ()

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """What will happen, and the form."""
        page = self.page()
        context = page.context(self.form(page, None))
        self.disclosed(*self.rows(page))
        return self.render(context)

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Do it, or say what is wrong with what was sent."""
        page = self.page()
        form = self.form(page, request.POST)
        if not form.is_valid():
            return self.render(page.context(form), status=422)
        row, sentence = self.act(form)
        self.changed(row)
        return self.done(sentence)
