"""A form with one field of each kind, to look at."""

from crispy_forms.layout import Layout
from django.utils import timezone

from pages import fields
from pages.forms import Button, GovForm, OnceMixin
from pages.layout import Group, Words

_GRADES = [
    ("outstanding", "Outstanding"),
    ("good", "Good"),
    ("requires_improvement", "Requires improvement"),
    ("inadequate", "Inadequate"),
]


class GalleryForm(OnceMixin, GovForm):
    """Send it empty to see every error."""

    submit_label = "Check the form"
    cancel_url = "#"

    reference = fields.TextField(
        label="Reference", hint="For example, TC-04", missing="Enter a reference", width=10
    )
    seen = fields.LongTextField(label="What you saw", missing="Enter what you saw", limit=200)
    note = fields.LongTextField(label="Note (optional)", required=False, rows=2)
    observed_on = fields.DateField(
        label="Date observed",
        hint="For example, 27 3 2026",
        missing="Enter the date observed",
        not_after=timezone.localdate,
    )
    grade = fields.RadiosField(
        label="Grade",
        choices=_GRADES,
        missing="Select a grade",
        option_hints={"inadequate": "Children are harmed, or at risk of it."},
    )
    strength = fields.RadiosField(
        label="Strength or weakness",
        choices=[("strength", "Strength"), ("weakness", "Weakness"), ("neutral", "Neither")],
        missing="Select what it is",
        inline=True,
        small=True,
    )
    criteria = fields.CheckboxesField(
        label="Criteria",
        hint="Select all that it bears on",
        choices=[("a", "140112 ¶115a"), ("b", "140112 ¶115b")],
        missing="Select a criterion",
        small=True,
    )
    agency = fields.SelectField(
        label="Agency",
        choices=[("", "Choose an agency"), ("council", "Northmere Council")],
        missing="Select an agency",
    )
    days = fields.NumberField(label="Days", missing="Enter a number of days", min_value=1)
    email = fields.EmailField(label="Email address", missing="Enter an email address")
    password = fields.PasswordField(label="Password", missing="Enter your password")
    file = fields.FileField(label="Framework file", missing="Select a file", accept=".yaml,.yml")
    confirmed = fields.CheckboxField(
        label="I have read the draft",
        hint="You cannot comment again afterwards.",
        missing="Tick the box to say that you have read the draft",
    )

    def layout(self) -> Layout:
        """Two groups and the rest."""
        return Layout(
            Group("The evidence", "reference", "seen", "note", "observed_on"),
            Words("What follows is about the judgement."),
            Group("The judgement", "grade", "strength", "criteria", "agency", size="l"),
            Group("Everything else", "days", "email", "password", "file", "confirmed"),
        )

    def buttons(self) -> list[Button]:
        """The main button and one of each other style."""
        return [
            Button(self.submit_label),
            Button("Save and come back", name="later", style="secondary"),
            Button("Publish", name="publish", style="warning"),
        ]
