"""How grades were given over many inspections, for those who belong to an inspectorate."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from frameworks.models import FrameworkVersion
from judgements.forms.outcomes import OutcomesForm
from judgements.models import RecordedOutcome, own_outcomes, own_versions
from judgements.permissions.outcomes import may_read_outcomes
from judgements.presenters.judged import judged_by
from judgements.presenters.outcomes import (
    LIST_COLUMNS,
    PAGE,
    OutcomesPresenter,
    Paging,
    listed_versions,
)
from judgements.rules.consistency import Seen
from judgements.values.outcomes import OutcomesAsked
from pages.page import Page


class OutcomesPage(Page):
    """The frameworks that have outcomes. To whoever may not read them it does not exist."""

    template_name = "judgements/outcomes.html"
    http_method_names = ["get", "head"]

    def load(self, **kwargs: Any) -> None:
        """Whether the reader belongs to an inspectorate."""
        self.day = timezone.localdate(self.now)
        if not may_read_outcomes(self.actor, self.day).allowed:
            raise Http404

    def get(self, request: HttpRequest) -> TemplateResponse:
        """The list."""
        rows = listed_versions(
            FrameworkVersion.objects.visible_to(self.actor).by_title(),
            RecordedOutcome.objects.visible_to(self.actor, self.day).by_version(),
            own_versions(self.actor, self.day),
        )
        return self.render({"columns": LIST_COLUMNS, "rows": rows})


class VersionOutcomesPage(OutcomesPage):
    """The outcomes of one framework's version, held against each other and against its rules."""

    template_name = "judgements/version_outcomes.html"

    def load(self, **kwargs: Any) -> None:
        """The version, among those that the reader may read."""
        super().load()
        versions = FrameworkVersion.objects.visible_to(self.actor)
        visible = versions.named(kwargs["framework"], kwargs["version"])
        self.version: FrameworkVersion = get_object_or_404(visible.with_rules())
        self.about = self.version.record_name

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The page; where the filter cannot be read, the form alone."""
        form = OutcomesForm(request.GET)
        context: dict[str, Any] = {"version": self.version, "form": form}
        if not form.is_valid():
            return self.render(context, status=422)
        asked = form.asked()
        shown = self._shown(asked)
        rows = RecordedOutcome.objects.visible_to(self.actor, self.day).within(self.version, asked)
        context |= {"page": shown, "asked": asked}
        for name, listed, show in (
            ("outcomes", rows, shown.outcomes),
            ("departures", rows.with_patterns(shown.departing), shown.departures),
            ("outliers", rows.with_patterns(shown.standing_out), shown.outliers),
        ):
            at = Paging.of(name, request.GET)
            context[name] = show(listed.page(after=at.after, size=PAGE + 1), at)
        self.disclosed(self.version)
        return self.render(context)

    def _shown(self, asked: OutcomesAsked) -> OutcomesPresenter:
        """What is asked for, among all that the reader may see."""
        rows = RecordedOutcome.objects.visible_to(self.actor, self.day)
        every = own_outcomes(self.actor, self.day, version=self.version.pk)
        own = [one for one in every if one.is_asked_for(asked)]
        among = rows.within(self.version, OutcomesAsked()).counted()
        recorded = among if asked.is_all else rows.within(self.version, asked).counted()
        self.disclosed(*(f"agreed grades {one.reference}" for one in own))
        return OutcomesPresenter(
            judged_by(self.version),
            recorded=recorded,
            own=own,
            among=[*among, *(Seen(one.grades, 1) for one in every)],
        )
