"""The page on which evidence is recorded: its criteria in groups, its templates."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.forms import Form
from django.http import QueryDict

from inspections.values import SOURCE_LABELS, Choices, Source
from inspections.values.evidence import Recent
from inspections.values.evidence_templates import TEMPLATES
from pages.presenters import present

LATELY = "Chosen lately"


@dataclass(frozen=True)
class CriterionOption:
    """One criterion to tick; its themes and its statement help to find it."""

    id: str
    value: str
    label: str
    is_checked: bool
    themes: str = ""
    statement: str = ""


@dataclass(frozen=True)
class CriterionGroup:
    """Criteria of one judgement area, or those that were chosen lately."""

    title: str
    is_recent: bool = False
    options: list[CriterionOption] = field(default_factory=list)


@dataclass(frozen=True)
class TemplateLink:
    """Headings to begin a text with, for one source."""

    source: str
    label: str
    url: str
    text: str


def criterion_groups(
    form: Form, choices: Choices, recent: Recent, words: Mapping[int, tuple[str, str]]
) -> list[CriterionGroup]:
    """The criteria of a form, those that were chosen lately first, the others by judgement area."""
    lately = CriterionGroup(LATELY, is_recent=True)
    groups: dict[str, CriterionGroup] = {}
    for shown in present(form["criteria"]).options:
        key = int(shown.value)
        themes, statement = words.get(key, ("", ""))
        option = CriterionOption(
            shown.id, shown.value, shown.label, shown.checked, themes, statement
        )
        title = choices.criteria[key].group
        group = groups.setdefault(title, CriterionGroup(title))
        (lately if key in recent.criteria else group).options.append(option)
    return [group for group in (lately, *groups.values()) if group.options]


def template_links(query: QueryDict) -> list[TemplateLink]:
    """The templates, each with the address that opens the form with it; what was preset stays."""
    links = []
    for source in Source:
        kept = query.copy()
        kept["template"] = source.value
        kept.pop("draft", None)
        url = f"?{kept.urlencode()}"
        links.append(TemplateLink(source.value, SOURCE_LABELS[source], url, TEMPLATES[source]))
    return links
