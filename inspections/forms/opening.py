"""Opening an inspection: first which one and where, then its details."""

from datetime import date, datetime
from typing import Any

from crispy_forms.layout import Layout
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils import timezone

from frameworks.models import FrameworkVersion, InspectionType
from frameworks.values import DeepDiveTopic
from inspections.actions import find_holder
from inspections.forms.once import SentOnceForm
from inspections.rules import is_working_day
from inspections.values import Board, OfficeHolder
from organisations.models import LocalArea, Membership, Office
from organisations.values import OfficeKind
from pages import fields
from pages.forms import GovForm
from pages.layout import Group
from records.errors import ActionRefused


class ChooseTypeForm(GovForm):
    """The first step: what is inspected, and where. The page writes it out, by framework.

    It is sent with GET: what was chosen stands in the address of the second step.
    """

    with_form_tag = False

    area = fields.SelectField(label="Local area", missing="Select the local area")
    type = fields.RadiosField(label="Type of inspection", missing="Select the type of inspection")

    def __init__(self, *args: Any, types: list[InspectionType], **kwargs: Any) -> None:
        """Take the types that this person may open."""
        super().__init__(*args, **kwargs)
        self.types = {type_key(kind): kind for kind in types}
        areas = LocalArea.objects.values_list("code", "name")
        _choose(self, "type", [(key, kind.title) for key, kind in self.types.items()])
        _choose(self, "area", [("", "Choose a local area"), *areas])
        if len(types) == 1:
            self.fields["type"].initial = type_key(types[0])

    def kind(self) -> InspectionType:
        """The type that was chosen."""
        return self.types[self.cleaned_data["type"]]

    def local_area(self) -> LocalArea:
        """The area that was chosen."""
        return LocalArea.objects.get(code=self.cleaned_data["area"])


class OpenInspectionForm(SentOnceForm):
    """The second step: from when, by whom, on what in depth, and whose partnership it is.

    It asks only what the chosen type leaves open.
    """

    submit_label = "Open the inspection"

    starts_on = fields.DateField(
        label="First day of fieldwork",
        hint="A working day, for example 30 11 2026. The other key dates are counted from it.",
        missing="Enter the first day of fieldwork",
    )
    deep_dive = fields.SelectField(
        label="Topic of the deep dive", missing="Select the topic of the deep dive"
    )
    participants = fields.CheckboxesField(
        label="Participating inspectorates", missing="Select the inspectorates that take part"
    )
    board = fields.TextField(
        label="Name of the partnership", missing="Enter the name of the partnership", max_length=160
    )
    chair_name = fields.TextField(
        label="Chair’s name", missing="Enter the chair’s name", max_length=120
    )
    chair_title = fields.TextField(
        label="Chair’s title",
        hint="As the letter will say it.",
        missing="Enter the chair’s title",
        initial="Independent chair",
        max_length=120,
    )
    chair_email = fields.EmailField(
        label="Email address of the chair’s account (optional)",
        hint="With an account the chair can comment on the draft here.",
        required=False,
    )
    chair_since = fields.DateField(
        label="In office since",
        missing="Enter the day since which the chair is in office",
        not_after=timezone.localdate,
    )

    def __init__(
        self, *args: Any, kind: InspectionType, area: LocalArea, at: datetime, **kwargs: Any
    ) -> None:
        """Take the type and the area that were chosen; `at` is the moment of the request."""
        initial = {**_standing_board(area), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.kind, self.area, self.at = kind, area, at
        self.bodies = list(kind.participants.all())
        self._ask_topic()
        self._ask_participants()

    def _ask_topic(self) -> None:
        if not self.kind.has_deep_dive:
            del self.fields["deep_dive"]
            return
        topics = self.kind.version.deep_dive_topics()
        chosen = [(one.code, _topic_label(one)) for one in topics if one.round]
        others = [(one.code, one.title) for one in topics if not one.round]
        groups = [("Chosen for a round", chosen), ("Not chosen for a round", others)]
        _choose(self, "deep_dive", [("", "Choose a topic"), *(one for one in groups if one[1])])

    def _ask_participants(self) -> None:
        if len(self.bodies) == 1:
            del self.fields["participants"]
            return
        optional = {one.inspectorate: one for one in self.kind.optional_participants()}
        _choose(self, "participants", [(one.code, one.name) for one in self.bodies])
        self.fields["participants"].initial = [
            one.code for one in self.bodies if one.code not in optional
        ]
        self.fields["participants"].option_hints = {  # type: ignore[attr-defined] # a field of ours
            code: f"{one.condition} ({one.source})" for code, one in optional.items()
        }

    def layout(self) -> Layout:
        """What is left open, whose partnership."""
        asked = ("starts_on", "deep_dive", "participants")
        return Layout(
            "once",
            Group("The inspection", *(name for name in asked if name in self.fields)),
            Group(
                "The partnership and its chair",
                *("board", "chair_name", "chair_title", "chair_email", "chair_since"),
            ),
        )

    def clean_starts_on(self) -> date:
        """A day on which people work."""
        day: date = self.cleaned_data["starts_on"]
        if not is_working_day(day):
            raise ValidationError("First day of fieldwork must be a working day")
        return day

    def clean_chair_email(self) -> str:
        """An account that may hold the office."""
        email: str = self.cleaned_data["chair_email"]
        if email:
            try:
                find_holder(email=email, at=self.at)
            except ActionRefused as refusal:
                raise ValidationError(refusal.message) from refusal
        return email

    def details(self) -> dict[str, Any]:
        """What the action takes."""
        facts = self.cleaned_data
        chair = OfficeHolder(
            name=facts["chair_name"],
            title=facts["chair_title"],
            since=facts["chair_since"],
            email=facts["chair_email"],
        )
        return {
            "inspection_type": self.kind,
            "area": self.area,
            "starts_on": facts["starts_on"],
            "participants": facts.get("participants") or [one.code for one in self.bodies],
            "deep_dive": facts.get("deep_dive", ""),
            "board": Board(name=facts["board"], chair=chair),
        }

    def sent(self) -> dict[str, list[str]]:
        """What was sent; the address says the type and the area."""
        return {**super().sent(), "type": [type_key(self.kind)], "area": [self.area.code]}


def type_key(kind: InspectionType) -> str:
    """How an address names a type: its framework and its code, for two frameworks may share one."""
    return f"{kind.version.framework.code}.{kind.code}"


def types_to_open(membership: Membership | None, day: date) -> list[InspectionType]:
    """The types in force on that day that the person's inspectorate leads, by framework."""
    if membership is None:
        return []
    in_force = FrameworkVersion.objects.in_force_on(day)
    rows = InspectionType.objects.filter(version__in=in_force, led_by=membership.inspectorate)
    return list(
        rows.select_related("version__framework", "power", "led_by")
        .prefetch_related("participants", "key_dates")
        .order_by("version__framework__title", "version", "order")
    )


def _choose(form: GovForm, name: str, choices: list[Any]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined] # a field of choices


def _topic_label(topic: DeepDiveTopic) -> str:
    return f"{topic.title} ({topic.round})"


def _standing_board(area: LocalArea) -> dict[str, Any]:
    """What is recorded of the area's partnership and its chair."""
    chairs = Office.objects.filter(kind=OfficeKind.CHAIR, ends_on=None).select_related("person")
    held = Prefetch("offices", queryset=chairs)
    board = area.partnerships.filter(ends_on=None).prefetch_related(held).first()
    if board is None:
        return {}
    facts: dict[str, Any] = {"board": board.name}
    for chair in board.offices.all():
        facts["chair_name"], facts["chair_title"] = chair.holder_name, chair.title
        facts["chair_email"] = chair.person.email if chair.person else ""
        facts["chair_since"] = chair.starts_on
    return facts
