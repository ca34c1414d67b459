"""What every page of judging begins with: the inspection, the reader, the judgement."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from inspections.models import Assignment, Inspection, find_place
from judgements.models import Judgement
from judgements.permissions import (
    judgement_of,
    may_read_judgement,
)
from judgements.presenters import (
    Reading,
)
from judgements.presenters.words import address
from organisations.models import User
from pages.page import Page
from records.errors import ActionRefused
from records.permissions import Answer


class InspectionPage(Page):
    """A page of an inspection's judgements, for its team. To everybody else it does not exist."""

    inspection: Inspection
    member: Assignment

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


class AreaPage(InspectionPage):
    """A page of one judgement."""

    judgement: Judgement

    def load(self, **kwargs: Any) -> None:
        """The judgement of the area, begun or not."""
        super().load(**kwargs)
        judgement = judgement_of(self.inspection, kwargs["area"])
        if judgement is None:
            raise Http404
        self.judgement = judgement
        self.reading = Reading(judgement, self.member)

    def done(self, sentence: str) -> HttpResponse:
        """Back to the judgement, which says what was done."""
        messages.success(self.request, sentence)
        return redirect(address(self.judgement))

    def back_address(self) -> str:
        """The page of the judgement, which shows how things stand now."""
        kwargs = self.kwargs
        return reverse("judgements:judgement", args=[kwargs["inspection"], kwargs["area"]])

    def refusal_response(self, refusal: ActionRefused, *, status: int) -> HttpResponse:
        """The sentence, and what the reader had written: a refusal loses no text."""
        names = ("rationale", "statement", "disagreement")
        context = {
            "message": refusal.message,
            "status": status,
            "back": self.back_address(),
            "written": [self.request.POST[name] for name in names if self.request.POST.get(name)],
        }
        return TemplateResponse(
            self.request, "judgements/refused.html", context, status=status
        ).render()
