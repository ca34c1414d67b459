"""What every screen of an inspection begins with."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone

from inspections.forms.once import SentOnceForm
from inspections.models import Place, find_place, in_first_strand
from inspections.permissions import is_on_team
from inspections.presenters.head import head_of
from pages.page import Page
from records.actions import find_receipt, once
from records.errors import ActionRefused, Conflict, PermissionRefused
from records.models import Receipt
from records.permissions import Answer


class InspectionPage(Page):
    """A screen for the team of an inspection. To everybody else there is no such page.

    Attributes:
        strand: the code of the strand that the screen is about, if it is about one.
        is_drawn: the answer is most likely a page, and finds the inspection with what its head
            shows. Where it is most likely none (a save, an autosave), a page that has to be drawn
            all the same asks for that again.
    """

    strand = ""
    is_drawn = True

    def load(self, *args: Any, inspection: str, **kwargs: Any) -> None:
        self.about = inspection
        self.today = timezone.localdate(self.now)
        self.place = self.find_place(inspection, is_drawn=self.is_drawn)
        self.inspection = self.place.inspection
        self.member = self.place.member
        self.load_more(**kwargs)

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        """Find what else the address names."""

    def find_place(self, inspection: str, *, is_drawn: bool) -> Place:
        """Where this person stands in it.

        Raises:
            Http404: nowhere.
        """
        strand = self.strand
        place = find_place(self.actor, inspection, self.now, strand=strand, is_drawn=is_drawn)
        if place is None:
            raise Http404
        return place

    def find_own_strand(self) -> None:
        """Stand in a strand of one's own inspectorate, where it takes no part in the one asked."""
        if not self.place.takes_part:
            self.place = in_first_strand(self.place)

    def permission(self) -> Answer:
        return is_on_team(self.member)

    def render(self, context: Mapping[str, Any], *, status: int = 200) -> TemplateResponse:
        if not self.is_drawn:
            self.inspection = self.find_place(self.about, is_drawn=True).inspection
        return super().render({"head": head_of(self.inspection), **context}, status=status)

    def was_sent(self, form: SentOnceForm) -> bool:
        """Whether this very form did its work before.

        Its second arrival may be no valid choice any more: the person is on the team by then.
        """
        if "once" not in form.cleaned_data:
            return False
        return find_receipt(key=form.key, person=self.actor, content=form.sent()) is not None

    def refusal_of(
        self, form: SentOnceForm, act: str, do: Callable[[], str]
    ) -> ActionRefused | None:
        """Do what the form asks, once; a refusal comes back, so that what was typed stays.

        Raises:
            PermissionRefused: this person may not; there is nothing left to type.
            Conflict: somebody else was quicker; the page shows both.
        """
        try:
            self.once(form, act, do)
        except (PermissionRefused, Conflict):
            raise
        except ActionRefused as refusal:
            form.add_error(None, refusal.message)
            return refusal
        return None

    def once(self, form: SentOnceForm, act: str, do: Callable[[], str]) -> Receipt:
        """Do what the form asks, once, however often it arrives."""
        return once(
            key=form.key,
            by=self.actor,
            act=act,
            content=form.sent(),
            at=self.now,
            do=do,
            heard=form.heard,
        )
