"""Forms of records that have versions: what somebody had open, and in which part it is kept."""

from collections.abc import Sequence
from typing import Any

from django.forms import HiddenInput

from inspections.forms.once import SentOnceForm
from inspections.models import Strand
from pages import fields
from pages.forms import LastingMixin, TypedMixin


class LastingForm(LastingMixin, SentOnceForm):
    """A form that comes back with what was typed, whatever the answer was."""

    with_form_tag = False


class KeptForm(TypedMixin, LastingForm):
    """A record, or another version of it. `base` is the version that was open, 0 for a new one."""

    base = fields.NumberField(min_value=0, initial=0, widget=HiddenInput)

    def sent(self) -> dict[str, list[str]]:
        """What was sent, without how often it was kept as it was typed."""
        return {name: said for name, said in super().sent().items() if name != "version"}


class InStrandForm(KeptForm):
    """A new record: it says in which part of the inspection it is kept, and so who sees it."""

    strand = fields.RadiosField(label="Who sees it", missing="Select who sees it", small=True)

    def __init__(
        self, *args: Any, strands: Sequence[Strand], short_name: str, **kwargs: Any
    ) -> None:
        """Take the parts in which the person's inspectorate records.

        Args:
            short_name: of that inspectorate.
        """
        super().__init__(*args, **kwargs)
        self.strands = {one.code: one for one in strands}
        field = self.fields["strand"]
        field.choices = [  # type: ignore[attr-defined]  # a field of choices
            (one.code, "The whole joint team" if one.is_joint else f"{short_name} alone")
            for one in strands
        ]
        field.option_hints = {  # type: ignore[attr-defined]  # one of ours
            one.code: one.title for one in strands
        }
        field.initial = next(iter(self.strands), "")

    def chosen_strand(self) -> Strand:
        """The part that was chosen."""
        return self.strands[self.cleaned_data["strand"]]


class WithdrawForm(LastingForm):
    """Why a record is withdrawn, and at which version."""

    submit_label = "Withdraw it"
    submit_style = "warning"
    base = fields.NumberField(min_value=1, widget=HiddenInput)
    why = fields.LongTextField(
        label="Why it is withdrawn",
        hint="It stays to be read by those who could read it, with this reason.",
        missing="Enter why it is withdrawn",
        rows=3,
        limit=1_000,
    )


def key_of(text: str) -> int | None:
    """The key that was chosen from a list, None for none."""
    return int(text) if text else None


def case_choices(cases: Sequence[Any]) -> list[tuple[Any, str]]:
    """The cases to choose from."""
    return [("", "No case"), *((one.pk, one.reference) for one in cases)]


def agency_choices(agencies: Sequence[Any]) -> list[tuple[Any, str]]:
    """The agencies to choose from."""
    return [("", "The partnership as a whole"), *((one.pk, one.name) for one in agencies)]
