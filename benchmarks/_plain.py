"""The references of the page benchmarks: the same bare work in plain Django.

Django's default middleware, function views, `forms.Form`, the ORM, one template written out (the
same facts in the same design-system classes, dates and texts formatted by Django's own filters).
Each writes one audit row in the transaction of its work, as the product does.

The list reads the same rows of the same tables, so it must tell the database who reads. The saves
do the same work as well: they ask for the person's place on the team and the strand, read what a
note may bear on, and write note, version and links, or compare a draft's version and set it. They
write into tables of their own that have no trigger and no policy.
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
from django.db.models import F, Prefetch, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.backends.django import DjangoTemplates
from django.urls import path
from django.utils import timezone

from frameworks.models import Criterion
from inspections.models import (
    Assignment,
    EvidenceAudience,
    EvidenceCriterion,
    Inspection,
    Strand,
)
from inspections.values import (
    CONFIDENCE_LABELS,
    EVIDENCE_PAGE,
    JOINT_STRAND,
    SOURCE_LABELS,
    STRENGTH_LABELS,
    WORDING_LABELS,
)
from organisations.models import Inspectorate, User
from records.actor import set_actor
from records.models import AuditEntry


class PlainNote(models.Model):
    """What a note is about and whose it is, as `Evidence` keeps it."""

    id = models.UUIDField(primary_key=True)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="+")
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    case = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return str(self.pk)


class PlainVersion(models.Model):
    """What it says, as `EvidenceRevision` keeps it."""

    note = models.ForeignKey(PlainNote, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField(default=1)
    text = models.TextField()
    source = models.CharField(max_length=16)
    observed_on = models.DateField()
    agency = models.BigIntegerField(null=True)
    strength = models.CharField(max_length=10)
    is_childs_voice = models.BooleanField()
    confidence = models.CharField(max_length=10)
    wording = models.CharField(max_length=10)
    service = models.BigIntegerField(null=True)
    basis = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return str(self.pk)


class PlainLink(models.Model):
    """What it bears on, as `EvidenceCriterion` keeps it."""

    version = models.ForeignKey(PlainVersion, on_delete=models.PROTECT, related_name="links")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")

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


def _choices(labels: Any) -> list[tuple[str, str]]:
    return [(key.value, label) for key, label in labels.items()]


class NoteForm(forms.Form):
    """The fields of the evidence form, as Django has them."""

    once = forms.UUIDField()
    text = forms.CharField(widget=forms.Textarea, max_length=100_000)
    source = forms.ChoiceField(choices=_choices(SOURCE_LABELS))
    observed_on = forms.DateField()
    agency = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    strength = forms.ChoiceField(choices=_choices(STRENGTH_LABELS))
    case = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    criteria = forms.TypedMultipleChoiceField(coerce=int)
    is_childs_voice = forms.BooleanField(required=False)
    wording = forms.ChoiceField(choices=_choices(WORDING_LABELS))
    confidence = forms.ChoiceField(choices=_choices(CONFIDENCE_LABELS))
    service = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    basis = forms.CharField(required=False, max_length=2_000)

    def __init__(self, *args: Any, strand: Strand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version = strand.inspection.framework_version_id
        criteria = Criterion.objects.filter(version=version).values_list("pk", "reference")
        self.fields["criteria"].choices = list(criteria)  # type: ignore[attr-defined]  # a field of choices


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
<p><a class="govuk-link" href="{% url 'note' inspection.reference %}">Record evidence</a></p>
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


def _strand(request: HttpRequest, reference: str) -> tuple[Assignment, Strand]:
    """The person's place on the team, and the joint strand; nobody else comes further."""
    today = timezone.localdate()
    place = Assignment.objects.select_related("inspectorate").get(
        Q(ends_on=None) | Q(ends_on__gt=today),
        person=_person(request),
        inspection__reference=reference,
        starts_on__lte=today,
    )
    joint = Strand.objects.select_related("inspection", "power")
    return place, joint.get(inspection=place.inspection_id, code=JOINT_STRAND)


@login_required
@transaction.atomic
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """A valid form of somebody on the team makes a note, its version and its links."""
    set_actor(request.user)
    place, strand = _strand(request, reference)
    form = NoteForm(request.POST, strand=strand)
    if not form.is_valid():
        return HttpResponse(form.errors.as_json(), status=422)
    facts, now = dict(form.cleaned_data), timezone.now()
    row = PlainNote._default_manager.create(
        id=facts.pop("once"),
        inspection=strand.inspection,
        strand=strand,
        owner=place.inspectorate,
        author=_person(request),
        case=facts.pop("case"),
        recorded_at=now,
    )
    criteria = facts.pop("criteria")
    version = PlainVersion._default_manager.create(note=row, at=now, **facts)
    PlainLink._default_manager.bulk_create(
        PlainLink(version=version, criterion_id=key) for key in criteria
    )
    _audit(request, 302, changed=[f"note {row.pk}"])
    return redirect("/")


@login_required
@transaction.atomic
def draft(request: HttpRequest, reference: str, key: uuid.UUID) -> HttpResponse:
    """What is typed replaces what was typed, if that is what the page last heard of."""
    set_actor(request.user)
    _strand(request, reference)
    typed, now = json.loads(request.body), timezone.now()
    drafts = PlainDraft._default_manager
    if typed["version"] == 0:
        drafts.create(key=key, author=_person(request), content=typed["content"], at=now)
    else:
        saved = drafts.filter(key=key, author=_person(request), version=typed["version"]).update(
            content=typed["content"], version=F("version") + 1, at=now
        )
        if not saved:
            return JsonResponse({"message": "Another window saved later."}, status=409)
    _audit(request, 200, changed=[f"draft {key}"])
    return JsonResponse({"version": typed["version"] + 1, "saved_at": now.isoformat()})


urlpatterns = [
    path("notes/<str:reference>/", note_list, name="list"),
    path("notes/<str:reference>/<str:item>/", note_list, name="item"),
    path("notes/<str:reference>/record", note, name="note"),
    path("notes/<str:reference>/draft/<uuid:key>", draft, name="draft"),
    path("sign-out/", note_list, name="sign_out"),
]


def plain_addresses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The reference has addresses of its own, beside the product's in one process."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return get_response(request)

    return answer


_TABLES: tuple[type[models.Model], ...] = (PlainNote, PlainVersion, PlainLink, PlainDraft)


def make_tables() -> None:
    """The references' own tables, made by the owner and open to the application."""
    owned = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if owned:
            cursor.execute("SET ROLE NONE")
        with connection.schema_editor() as editor:
            for model in _TABLES:
                editor.create_model(model)
        if owned:
            for model in _TABLES:
                table = connection.ops.quote_name(model._meta.db_table)
                role = connection.ops.quote_name(settings.APPLICATION_ROLE)
                cursor.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO {role}")
            cursor.execute("RESET ROLE")
