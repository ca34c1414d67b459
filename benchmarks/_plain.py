"""The references of the page benchmarks: the same bare work in plain Django.

Django's default middleware, function views, `forms.Form`, the ORM, one template written out (the
same facts in the same design-system classes, dates and texts formatted by Django's own filters).
Each view signs nobody in and asks for no permission beyond `login_required`. Each writes one audit
row in the transaction of its work, as the product does, because the limits are meant against
references that do. The list reads the same rows of the same tables, so it must tell the database
who reads; the saves write one row of a table of their own (`PlainNote`, `PlainDraft`) that has no
trigger, no policy and no index but its key.
"""

import json
import uuid
from collections.abc import Callable
from functools import cache
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import connection, models, transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.backends.django import DjangoTemplates
from django.urls import path
from django.utils import timezone

from frameworks.models import Criterion
from inspections.models import EvidenceAudience, EvidenceCriterion, Inspection
from inspections.values import EVIDENCE_PAGE, SOURCE_LABELS, STRENGTH_LABELS
from organisations.models import User
from records.actor import set_actor
from records.models import AuditEntry


class PlainNote(models.Model):
    """One row of one table: what the reference of saving writes."""

    id = models.UUIDField(primary_key=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    text = models.TextField()
    source = models.CharField(max_length=16)
    observed_on = models.DateField()
    agency = models.BigIntegerField(null=True)
    strength = models.CharField(max_length=10)
    criteria = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return str(self.pk)


class PlainDraft(models.Model):
    """One row of one table: what the reference of autosaving writes again and again."""

    key = models.UUIDField(primary_key=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return str(self.pk)


class NoteForm(forms.Form):
    """The fields of the evidence form, as Django has them."""

    once = forms.UUIDField()
    text = forms.CharField(widget=forms.Textarea)
    source = forms.ChoiceField(choices=[(key.value, label) for key, label in SOURCE_LABELS.items()])
    observed_on = forms.DateField()
    agency = forms.IntegerField(required=False)
    strength = forms.ChoiceField(
        choices=[(key.value, label) for key, label in STRENGTH_LABELS.items()]
    )
    criteria = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteria"].choices = [(str(key), str(key)) for key in criteria_keys()]  # type: ignore[attr-defined]  # a field of choices


@cache
def criteria_keys() -> tuple[int, ...]:
    """The criteria that a note may name; read once."""
    return tuple(Criterion.objects.values_list("pk", flat=True))


PAGE = """<!DOCTYPE html>
<html lang="en-GB" class="govuk-template">
<head><meta charset="utf-8"><title>Evidence of {{ inspection.reference }} – Plain</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/plain.css"></head>
<body class="govuk-template__body">
<header class="govuk-template__header"><p>{{ user.name }}</p>
<form method="post" action="{% url 'sign_out' %}">{% csrf_token %}<button>Sign out</button></form>
<nav><ul>{% for label, address in navigation %}<li><a href="{{ address }}">{{ label }}</a></li>
{% endfor %}</ul></nav></header>
{% for message in messages %}<p>{{ message }}</p>{% endfor %}
<main class="govuk-main-wrapper"><span class="govuk-caption-l">{{ inspection.area.name }}</span>
<h1 class="govuk-heading-l">Evidence</h1>
<p><a class="govuk-link" href="{% url 'note' %}">Record evidence</a></p>
{% for row in rows %}
<article class="govuk-summary-card"><div class="govuk-summary-card__title-wrapper">
<h3 class="govuk-summary-card__title"><a class="govuk-link"
href="{% url 'item' inspection.reference row.evidence.reference %}">{{ row.evidence.reference }}</a>
</h3><strong class="govuk-tag govuk-tag--{% if row.revision.strength == 'strength' %}green
{% else %}orange{% endif %}">{{ row.revision.get_strength_display }}</strong></div>
<div class="govuk-summary-card__content">
<p class="govuk-body">{{ row.revision.text|truncatewords:60 }}</p>
<p class="govuk-body-s">{{ row.revision.get_source_display }} · observed
{{ row.revision.observed_on|date:"j F Y" }} · {% if row.evidence.case %}case
{{ row.evidence.case.reference }}{% else %}no case{% endif %} ·
{% if row.revision.agency %}{{ row.revision.agency.name }}{% else %}the partnership{% endif %} ·
{{ row.evidence.author }}, {{ row.evidence.owner.short_name }}</p>
<p class="govuk-body-s">Bears on {% for link in row.revision.criterion_links.all %}
{{ link.criterion.reference }}{% if not forloop.last %}, {% endif %}{% endfor %}</p>
</div></article>
{% endfor %}
<a href="?older={{ last.recorded_at.isoformat }}_{{ last.evidence_id.hex }}">Older</a>
</main><footer class="govuk-template__footer">Plain</footer></body></html>"""


@cache
def _page() -> Any:
    processors = (
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    )
    engine = DjangoTemplates(
        {
            "NAME": "plain",
            "DIRS": [],
            "APP_DIRS": False,
            "OPTIONS": {"context_processors": list(processors)},
        }
    )
    return engine.from_string(PAGE)


def _person(request: HttpRequest) -> User:
    """Whoever is signed in; `login_required` lets nobody else come here."""
    return cast(User, request.user)


def _audit(request: HttpRequest, status: int, **names: list[str]) -> None:
    AuditEntry.objects.create(
        person=_person(request),
        at=timezone.now(),
        route="plain",
        method=request.method or "",
        status=status,
        **names,
    )


@login_required
@transaction.atomic
def note_list(request: HttpRequest, reference: str) -> HttpResponse:
    """25 rows of an inspection, the newest first."""
    set_actor(request.user)
    inspection = Inspection.objects.select_related("area").get(reference=reference)
    links = EvidenceCriterion.objects.select_related("criterion")
    rows = (
        EvidenceAudience.objects.filter(
            inspection=inspection, inspectorate__memberships__person=_person(request)
        )
        .select_related("evidence__owner", "evidence__author", "evidence__case", "revision__agency")
        .prefetch_related(Prefetch("revision__criterion_links", queryset=links))
        .order_by("-recorded_at", "-evidence_id")[: EVIDENCE_PAGE + 1]
    )
    shown = list(rows)[:EVIDENCE_PAGE]
    context = {
        "inspection": inspection,
        "rows": shown,
        "last": shown[-1],
        "navigation": [("Home", "/"), ("Inspections", "/i/"), ("Frameworks", "/f/")],
    }
    response = HttpResponse(_page().render(context, request))
    _audit(request, 200, disclosed=[f"evidence {row.evidence.reference}" for row in shown])
    return response


@login_required
def note(request: HttpRequest) -> HttpResponse:
    """A valid form makes one row."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.errors.as_json(), status=422)
    facts = dict(form.cleaned_data)
    with transaction.atomic():
        row = PlainNote._default_manager.create(
            id=facts.pop("once"), author=request.user, at=timezone.now(), **facts
        )
        _audit(request, 302, changed=[f"note {row.pk}"])
    return redirect("/")


@login_required
def draft(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What is typed replaces what was typed."""
    content = json.loads(request.body)["content"]
    now = timezone.now()
    with transaction.atomic():
        PlainDraft._default_manager.bulk_create(
            [PlainDraft(key=key, author_id=request.user.pk, content=content, at=now)],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["content", "at"],
        )
        _audit(request, 200, changed=[f"draft {key}"])
    return JsonResponse({"saved_at": now.isoformat()})


urlpatterns = [
    path("notes/<str:reference>/", note_list, name="list"),
    path("notes/<str:reference>/<str:item>/", note_list, name="item"),
    path("note/", note, name="note"),
    path("draft/<uuid:key>/", draft, name="draft"),
    path("sign-out/", note, name="sign_out"),
]


def plain_addresses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The reference has addresses of its own, beside the product's in one process."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return get_response(request)

    return answer


def make_tables() -> None:
    """The reference's own two tables, made by the owner and open to the application."""
    owned = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if owned:
            cursor.execute("SET ROLE NONE")
        with connection.schema_editor() as editor:
            editor.create_model(PlainNote)
            editor.create_model(PlainDraft)
        if owned:
            for model in (PlainNote, PlainDraft):
                table = connection.ops.quote_name(model._meta.db_table)
                role = connection.ops.quote_name(settings.APPLICATION_ROLE)
                cursor.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO {role}")
            cursor.execute("RESET ROLE")
