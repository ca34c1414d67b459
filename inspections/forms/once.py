"""A form that is sent once, and knows what was sent."""

from uuid import UUID

from django.http import QueryDict

from pages.forms import GovForm, OnceMixin
from records.values import NO_DRAFT, HeardOfDraft

_NOT_CONTENT = {"csrfmiddlewaretoken", "once", "waiting"}


class SentOnceForm(OnceMixin, GovForm):
    """A short form whose second arrival finds the receipt of its first."""

    @property
    def key(self) -> UUID:
        """The key of this sending."""
        key: UUID = self.cleaned_data["once"]
        return key

    @property
    def heard(self) -> HeardOfDraft:
        """What the page knew of its draft; a short form has none."""
        return NO_DRAFT

    def sent(self) -> dict[str, list[str]]:
        """What was sent, as plain data for the receipt."""
        data = self.data
        if not isinstance(data, QueryDict):
            raise TypeError("Only a form that was sent knows what was sent.")
        return {name: data.getlist(name) for name in sorted(data) if name not in _NOT_CONTENT}
