"""The child's journey: the timeline, one event, and the evidence that is pinned to it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from inspections.actions import journey as acts
from inspections.actions import keeping
from inspections.forms.journey import ChangeEventForm, EventForm, PinForm, initial_of
from inspections.models import CaseEvent, EventPin, EvidenceAudience
from inspections.models.journey import pinnable_to, pinned_to
from inspections.permissions.journey import (
    may_change_event,
    may_record_event,
    may_withdraw_event,
)
from inspections.presenters.journey import (
    JOURNEY_COLUMNS,
    event_facts,
    event_url,
    journey_of,
    pinned_items,
    revision_text,
    sent_text,
)
from inspections.presenters.kept import Both, both, version_rows
from inspections.values.typed import EVENT_DRAFT
from inspections.views.cases import OneCasePage
from inspections.views.keeping import KeepingPage, WithdrawingPage
from records.permissions import Answer

PINNABLE = 50


class InCase(OneCasePage):
    """A screen about something in one case."""

    def seen(self) -> Any:
        """The evidence that this person's inspectorate may see."""
        rows = EvidenceAudience.objects.visible_to(self.actor, self.today)
        return rows.for_member(self.member).with_content()

    def address(self, name: str) -> str:
        """A screen of this case."""
        return reverse(f"inspections:{name}", args=[self.inspection.reference, self.case.reference])


class JourneyPage(InCase):
    """The timeline of a case, drawn and as a table."""

    template_name = "inspections/journey.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """All events that this person may see."""
        events = CaseEvent.objects.visible_to(self.actor, self.today).for_member(self.member)
        found = list(events.of_case(self.case).standing().for_page().by_time())
        pins = EventPin.objects.visible_to(self.actor, self.today).of_case(self.case)
        self.disclosed(self.case, *found)
        context = {
            "case": self.case,
            "journey": journey_of(self.inspection, self.case, found, pins.standing().counts()),
            "columns": JOURNEY_COLUMNS,
            "may_record": may_record_event(self.member, self.inspection),
        }
        return self.render(context)


class AddEventPage(InCase, KeepingPage):
    """Something that happened is recorded."""

    template_name = "inspections/journey_event_form.html"
    act = "add event"
    draft_kind = EVENT_DRAFT

    def permission(self) -> Answer:
        return may_record_event(self.member, self.inspection)

    def form(self, data: Any = None) -> EventForm:
        """With the agencies of the area and the parts in which the inspectorate records."""
        return EventForm(
            data,
            agencies=keeping.agencies_of(inspection=self.inspection),
            strands=keeping.strands_of(inspection=self.inspection, member=self.member),
            short_name=self.member.inspectorate.short_name,
        )

    def keep(self, form: EventForm) -> str:
        """Record it."""
        event = acts.record_event(
            case=self.case,
            strand=form.chosen_strand(),
            content=form.content(),
            by=self.actor,
            at=self.now,
        )
        self.changed(event)
        return event.reference

    def done(self, result: str) -> HttpResponse:
        """Back to the timeline, or to the next event."""
        messages.success(self.request, f"Saved: {result}.")
        return redirect(self.address("add_event" if "another" in self.request.POST else "journey"))

    def more(self) -> dict[str, Any]:
        """The case."""
        return {"case": self.case, "back": self.address("journey")}


class OneEvent(InCase):
    """A screen about one event that this person may see."""

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        super().load_more(*args, **kwargs)
        seen = CaseEvent.objects.visible_to(self.actor, self.today).for_member(self.member)
        found = seen.of_case(self.case).for_page().named(self.kwargs["event"])
        if found is None:
            raise Http404
        self.row = found
        self.row.case, self.row.inspection = self.case, self.inspection

    @property
    def row_address(self) -> str:
        """The page of the event."""
        return event_url(self.inspection, self.case, self.row)


class EventPage(OneEvent):
    """What happened, what is pinned to it, and how it read before."""

    template_name = "inspections/journey_event.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The event."""
        pinned = pinned_to(self.row, self.seen())
        self.disclosed(self.row, *pinned)
        revisions = self.row.revisions.select_related("by", "agency").order_by("-version")
        context = {
            "case": self.case,
            "row": self.row,
            "facts": event_facts(self.row),
            "versions": version_rows([(one, revision_text(one)) for one in revisions][1:]),
            "pinned": pinned_items(self.inspection, self.case, self.row, pinned),
            "may_change": may_change_event(self.member, self.inspection, self.row),
            "may_withdraw": may_withdraw_event(self.member, self.inspection, self.row, self.actor),
        }
        return self.render(context)


class ChangeEventPage(OneEvent, KeepingPage):
    """Another version of an event."""

    template_name = "inspections/journey_event_form.html"
    act = "change event"
    draft_kind = EVENT_DRAFT

    def permission(self) -> Answer:
        return may_change_event(self.member, self.inspection, self.row)

    def form(self, data: Any = None) -> ChangeEventForm:
        """The event as it reads now."""
        self.agencies = keeping.agencies_of(inspection=self.inspection)
        return ChangeEventForm(data, agencies=self.agencies, initial=initial_of(self.row))

    def keep(self, form: ChangeEventForm) -> str:
        """Save the version."""
        event = acts.change_event(
            event=self.row,
            version=form.cleaned_data["base"],
            content=form.content(),
            by=self.actor,
            at=self.now,
        )
        self.changed(event)
        return event.reference

    def done(self, result: str) -> HttpResponse:
        """Back to the event."""
        messages.success(self.request, f"Saved: {result}, a new version.")
        return redirect(self.row_address)

    def both_texts(self, form: ChangeEventForm, theirs: CaseEvent) -> Both:
        """The two versions."""
        self.disclosed(theirs)
        newest = theirs.revisions.select_related("by", "agency").latest("version")
        return both(sent_text(form.content(), self.agencies), revision_text(newest), newest)

    def more(self) -> dict[str, Any]:
        """The event."""
        return {"case": self.case, "row": self.row, "back": self.row_address}


class WithdrawEventPage(OneEvent, WithdrawingPage):
    """An event is taken off the journey."""

    act = "withdraw event"

    def permission(self) -> Answer:
        return may_withdraw_event(self.member, self.inspection, self.row, self.actor)

    def keep(self, form: Any) -> str:
        """Withdraw it."""
        facts = form.cleaned_data
        acts.withdraw_event(
            event=self.row, version=facts["base"], why=facts["why"], by=self.actor, at=self.now
        )
        self.changed(self.row)
        return str(self.row.reference)

    def done(self, result: str) -> HttpResponse:
        """Back to the event, which says so."""
        messages.success(self.request, f"{result} is withdrawn.")
        return redirect(self.row_address)


class PinEvidencePage(OneEvent, KeepingPage):
    """Evidence is pinned to an event."""

    template_name = "inspections/journey_pin.html"
    act = "pin evidence"

    def permission(self) -> Answer:
        return may_change_event(self.member, self.inspection, self.row)

    def form(self, data: Any = None) -> PinForm:
        """What was recorded on the case and is not pinned there."""
        self.rows = pinnable_to(self.row, self.seen(), most=PINNABLE)
        self.disclosed(*self.rows)
        return PinForm(data, rows=self.rows)

    def keep(self, form: PinForm) -> str:
        """Pin it."""
        pins = acts.pin_evidence(
            event=self.row,
            evidence=[*form.keys(), *self.by_reference(form)],
            by=self.actor,
            at=self.now,
        )
        self.changed(*(f"pin of {pin.evidence.reference} on {self.row.reference}" for pin in pins))
        return str(len(pins))

    def by_reference(self, form: PinForm) -> list[Any]:
        """The item that was named by its reference, of those that this person may see."""
        reference = form.cleaned_data["reference"].strip().upper()
        if not reference:
            return []
        found = self.seen().named(self.inspection, reference)
        return [found.evidence_id] if found else [acts.NOTHING]

    def done(self, result: str) -> HttpResponse:
        """Back to the event."""
        messages.success(self.request, f"Pinned: {result}.")
        return redirect(self.row_address)

    def more(self) -> dict[str, Any]:
        """The event."""
        return {
            "case": self.case,
            "row": self.row,
            "back": self.row_address,
            "is_cut": len(self.rows) == PINNABLE,
        }


class UnpinEvidencePage(OneEvent):
    """A pin is taken off."""

    http_method_names = ["post"]

    def permission(self) -> Answer:
        return may_change_event(self.member, self.inspection, self.row)

    def post(self, request: HttpRequest, *, evidence: str, **kwargs: Any) -> HttpResponse:
        """Take it off."""
        pins = EventPin.objects.visible_to(self.actor, self.today).of(self.row)
        pin = pins.standing().of_evidence(evidence)
        if pin is None:
            raise Http404
        pin.event = self.row
        acts.unpin_evidence(pin=pin, by=self.actor, at=self.now)
        self.changed(f"pin of {evidence} on {self.row.reference}")
        messages.success(request, f"{evidence} is not pinned here any more.")
        return redirect(self.row_address)
