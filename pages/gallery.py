"""Every component, as it looks, for those who build pages with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from pages.differences import differences
from pages.gallery_form import GalleryForm
from pages.page import Page
from pages.shown import Cell, Column, Link, SummaryRow, Task, steps


@dataclass(frozen=True)
class Example:
    """One component with what it is given."""

    name: str
    given: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    @property
    def template(self) -> str:
        """Its template."""
        return f"components/{self.name}.html"


_ROWS = [
    SummaryRow("Local area", "Northmere", url="#"),
    SummaryRow("Stage", "Fieldwork", colour="blue"),
    SummaryRow("Purpose", "First line\nSecond line", verbatim=True),
]
_STAGES = ["Notice", "Fieldwork", "Judgement", "Draft", "Factual accuracy", "Publication"]

EXAMPLES: tuple[Example, ...] = (
    Example(
        "stage_track",
        {
            "label": "Stages of the inspection",
            "steps": steps(
                _STAGES, current=1, details=["Monday 2 November 2026", "3 working days left"]
            ),
        },
    ),
    Example("summary_list", {"rows": _ROWS}),
    Example("summary_list", {"rows": _ROWS, "title": "Northmere"}, "As a card"),
    Example(
        "task_list",
        {
            "tasks": [
                Task("Record your position", "Due Thursday", url="#", colour="yellow"),
                Task("Name your team", "Done", url="#"),
                Task("Sign the judgement", "Cannot start yet", hint="Two positions are missing"),
            ]
        },
    ),
    Example("tag", {"text": "Agreed", "colour": "green"}),
    Example(
        "table",
        {
            "caption": "Evidence by agency",
            "columns": [Column("Agency"), Column("Strand"), Column("Items", numeric=True)],
            "rows": [
                [Cell("Northmere Council", url="#"), Cell("Joint"), Cell("12", numeric=True)],
                [
                    Cell("Northmere Police", hint="Since May"),
                    Cell("Thin", colour="orange"),
                    Cell("3", numeric=True),
                ],
            ],
            "row_headers": True,
        },
    ),
    Example(
        "cell",
        {"cell": Cell("One cell", hint="A table draws its cells with this")},
    ),
    Example(
        "pagination",
        {"newer_url": "#", "older_url": "#", "shown": "25 items, the newest first. Drafts apart."},
    ),
    Example("notification_banner", {"text": "The position is recorded.", "id": "note"}),
    Example(
        "notification_banner",
        {"text": "The letter is published.", "success": True, "id": "good"},
        "For what went well; it is read out",
    ),
    Example("messages", {"messages": []}, "Shows the messages of the request; here there are none"),
    Example("inset", {"text": "The framework asks for this in paragraph 115."}),
    Example("warning", {"text": "You cannot undo this."}),
    Example("details", {"summary": "What is a tracked case?", "text": "A case followed through."}),
    Example("back_link", {"url": "#"}),
    Example(
        "breadcrumbs",
        {"links": [Link("Home", "#"), Link("Northmere", "#")], "current": "Evidence"},
    ),
    Example(
        "comparison",
        {
            "left_title": "Yours",
            "left_note": "Typed at 14:03",
            "left_text": "The chair holds\npartners to account.",
            "right_title": "Alex Moreau’s",
            "right_note": "Saved at 14:02",
            "right_text": "The chair asks partners to account.",
        },
    ),
    Example(
        "differences",
        {"pieces": differences("The chair asks partners.", "The chair holds partners to account.")},
    ),
    Example("save_state", {"text": "Saved 14:03", "state": "saved"}),
    Example(
        "save_state",
        {"text": "Not saved: no answer from the server – trying again", "state": "retrying"},
    ),
    Example(
        "job_progress", {"state": "failed", "title": "The letter", "reason": "it took too long"}
    ),
    Example(
        "empty_state",
        {
            "title": "No evidence yet",
            "text": "Start with what you saw today.",
            "url": "#",
            "action": "Record evidence",
        },
    ),
    Example(
        "receipt",
        {
            "title": "Your response is with the inspectorates",
            "text": "Keep this page, or print it.",
            "rows": [SummaryRow("Sent", "Monday 7 December 2026 at 14:03")],
            "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        },
    ),
    Example("button_form", {"url": "#", "label": "Try again", "kind": "secondary"}),
    Example("header", {"product": "Concord", "person": None}),
    Example("navigation", {"navigation": [("Home", "#", True), ("People", "#", False)]}),
    Example("demonstration"),
    Example("footer", {"product": "Concord"}),
)


class GalleryPage(Page):
    """The components, in the demonstration and for developers; elsewhere there is no such page."""

    template_name = "pages/gallery.html"

    def load(self, **kwargs: Any) -> None:
        if not (settings.DEMONSTRATION or settings.DEBUG):
            raise Http404

    def get(self, request: HttpRequest) -> HttpResponse:
        """All of them, and a form with one field of each kind."""
        return self.render({"examples": EXAMPLES, "form": GalleryForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """The same form with what is wrong in it. It never saves anything."""
        form = GalleryForm(request.POST, request.FILES)
        form.is_valid()
        return self.render({"examples": EXAMPLES, "form": form})
