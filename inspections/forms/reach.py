"""A service that the power may not reach: the page warns once, and asks for the basis."""

from typing import Any

from django import forms

from inspections.values.reach import warning_of
from organisations.models import Reach
from organisations.values import ReachVerdict


class AsksForBasis(forms.Form):
    """For a form with `service`, `basis` and `observed_on`.

    Where what is known of the power and the service is not that it reaches it, the form comes back
    once, with the source, and asks for the basis. Sent again it saves, with a basis or without: the
    inspector decides (140112 ¶55).
    """

    reach_noted = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, power: Any = None, **kwargs: Any) -> None:
        """Take the power that the evidence is recorded under."""
        super().__init__(*args, **kwargs)
        self._power = power

    def clean(self) -> dict[str, Any]:
        """Warn, where the page has not warned of this service before."""
        facts = super().clean() or self.cleaned_data
        service, day = facts.get("service"), facts.get("observed_on")
        if not service or not day or facts.get("basis") or self._power is None:
            return facts
        if facts.get("reach_noted") == str(service):
            return facts
        reach = Reach.objects.of(self._power, service, day)
        if reach is not None and reach.verdict != ReachVerdict.REACHES:
            self.add_error("basis", warning_of(reach.verdict, reach.source))
            data = self.data.copy()  # type: ignore[attr-defined]  # what was posted
            data["reach_noted"] = str(service)
            self.data = data
        return facts
