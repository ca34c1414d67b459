"""Finding evidence by words and facts, among what somebody may see."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils import timezone

from frameworks.models import Criterion, Theme
from inspections.models.attachment import RevisionAttachment
from inspections.models.case import Case
from inspections.models.evidence import EvidenceCriterion, EvidenceRevision
from inspections.models.inspection import Inspection
from inspections.models.saved_search import SavedSearch
from inspections.models.sharing import EvidenceAudienceQuerySet
from inspections.models.strand import Strand, StrandParticipant
from inspections.models.tag import EvidenceTag, Tag
from inspections.models.team import Assignment
from inspections.values import Asked
from inspections.values.search import Attached, Search, Withdrawn, Words, searched
from organisations.models import Agency, Inspectorate

# Never in a name: what people type is cleaned of it.
_APART = "\x1f"


class LexemesField(models.Field):
    """What PostgreSQL's index of words holds. Elsewhere a text that stays empty."""

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"


class EvidenceWords(models.Model):
    """The words of one version of an item, as PostgreSQL's index finds them.

    The database's triggers write it, and `concord_find_evidence` alone reads it (see
    `inspections.wording`). On SQLite it stays empty: there the texts themselves are looked through.
    """

    application_rights = ("SELECT",)

    revision = models.OneToOneField(
        EvidenceRevision, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    words = LexemesField()

    class Meta:
        verbose_name_plural = "evidence words"

    def __str__(self) -> str:
        return str(self.revision_id)


def find_evidence(
    seen: EvidenceAudienceQuerySet, search: Search, asked: Asked, *, most: int, inspection: Any
) -> EvidenceAudienceQuerySet:
    """What a search finds, a page of it.

    Args:
        seen: what the person may see; a search never widens it.
        asked: which page.
        most: how many rows at most.
        inspection: its key, where the search is within one; None searches all of the person's.

    Returns:
        The newest first; for the page before an item, the nearest first.
    """
    rows = _narrowed(seen, search)
    if search.words:
        limit = most if search.is_words_alone else None
        rows = _with_words(rows, search, asked, most=limit, inspection=inspection)
    if asked.newer_than:
        return rows.newer_than(*asked.newer_than)[:most]
    if asked.older_than:
        return rows.older_than(*asked.older_than)[:most]
    return rows.newest_first()[:most]


# --- facts --------------------------------------------------------------------------------------


def _criteria(**which: Any) -> Q:
    return Q(Exists(EvidenceCriterion.objects.filter(revision=OuterRef("revision"), **which)))


def _on_theme(code: str) -> Q:
    return _criteria(criterion__in=Criterion.objects.on_theme(code))


def _attached() -> Q:
    return Q(Exists(RevisionAttachment.objects.filter(revision=OuterRef("revision"))))


def _one_of(which: Mapping[str, Callable[[], Q]]) -> Callable[[str], Q]:
    """By what a name stands for; one that stands for nothing finds nothing."""
    return lambda name: which[name]() if name in which else Q(pk__in=[])


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _until(day: date) -> datetime:
    # The last day of the calendar has no next one.
    return _start(day + timedelta(days=1)) if day < date.max else _start(day)


_FACTS: dict[str, Callable[[Any], Q]] = {
    "inspection": lambda value: Q(inspection__reference=value),
    "case": lambda value: Q(evidence__case__reference=value),
    "agency": lambda value: Q(revision__agency__code=value),
    "criterion": lambda value: _criteria(criterion__reference=value),
    "theme": _on_theme,
    "inspectorate": lambda value: Q(evidence__owner__code=value),
    "strand": lambda value: Q(evidence__strand__code=value),
    "source": lambda value: Q(revision__source=value),
    "strength": lambda value: Q(revision__strength=value),
    "voice": _one_of(
        {
            "yes": lambda: Q(revision__is_childs_voice=True),
            "no": lambda: Q(revision__is_childs_voice=False),
        }
    ),
    "confidence": lambda value: Q(revision__confidence=value),
    "author": lambda value: Q(evidence__author__email=value),
    "tag": lambda value: Q(Exists(EvidenceTag.objects.on_seen(value))),
    "attached": _one_of({Attached.YES: _attached, Attached.NO: lambda: ~_attached()}),
    "withdrawn": _one_of(
        {Withdrawn.TOO: Q, Withdrawn.ONLY: lambda: Q(evidence__withdrawn_at__isnull=False)}
    ),
    "observed_from": lambda day: Q(revision__observed_on__gte=day),
    "observed_to": lambda day: Q(revision__observed_on__lte=day),
    "recorded_from": lambda day: Q(recorded_at__gte=_start(day)),
    "recorded_to": lambda day: Q(recorded_at__lt=_until(day)),
}


def _narrowed(rows: EvidenceAudienceQuerySet, search: Search) -> EvidenceAudienceQuerySet:
    for name in search.narrowed_by():
        if name in _FACTS:
            rows = rows.filter(_FACTS[name](getattr(search, name)))
    if search.withdrawn == Withdrawn.LEFT_OUT:
        rows = rows.filter(evidence__withdrawn_at__isnull=True)
    return rows


# --- words --------------------------------------------------------------------------------------


def _with_words(
    rows: EvidenceAudienceQuerySet,
    search: Search,
    asked: Asked,
    *,
    most: int | None,
    inspection: Any,
) -> EvidenceAudienceQuerySet:
    words = search.words
    if connection.vendor != "postgresql":
        return rows.filter(_says(words))
    phrases, unwanted = words.patterns
    if search.withdrawn == Withdrawn.ONLY:
        most = None  # the function stops at a page of all, and these are some of them
    older_at, older_key = asked.older_than or (None, None)
    newer_at, newer_key = asked.newer_than or (None, None)
    found = RawSQL(
        "SELECT seen FROM concord_find_evidence(%s, %s::text[], %s::text[], %s, %s, %s,"
        " %s::uuid, %s, %s::uuid, %s)",
        (
            *(words.lexemes, phrases, unwanted, inspection),
            search.withdrawn != Withdrawn.LEFT_OUT,
            *(older_at, _text(older_key), newer_at, _text(newer_key), most),
        ),
    )
    return rows.filter(pk__in=found)


def _text(key: UUID | None) -> str | None:
    return str(key) if key else None


def _says(words: Words) -> Q:
    """The plain way: each text is looked through, by a function that SQLite calls."""

    def says(text: str | None, reference: str, names: str | None) -> bool:
        files = (names or "").split(_APART) if names else []
        return words.are_in(searched(text or "", reference, *files))

    connection.ensure_connection()
    # One name for each search: an older statement may still be reading with another's function.
    name = f"concord_says_{abs(hash(words))}"
    connection.connection.create_function(name, 3, says)
    files = RawSQL(
        "(SELECT group_concat(file.name, char(31)) FROM inspections_revisionattachment link"
        " JOIN inspections_attachment file ON file.id = link.attachment_id"
        ' WHERE link.revision_id = "inspections_evidenceaudience"."revision_id")',
        (),
    )
    said = models.Func(
        models.F("revision__text"),
        models.F("evidence__reference"),
        files,
        function=name,
        output_field=models.BooleanField(),
    )
    return Q(said)


# --- what a search may be narrowed by -------------------------------------------------------------

_FEW = models.Value(0)
Rows = list[tuple[str, str, str, int]]


def _choice(rows: models.QuerySet[Any], what: str, key: str, label: str, order: Any = _FEW) -> Any:
    texts = [Cast(models.F(name), models.TextField()) for name in (key, label)]
    kind = models.Value(what, output_field=models.TextField())
    return rows.order_by().values_list(kind, *texts, Cast(order, models.IntegerField()))


def narrowing_choices(member: Assignment, inspection: Inspection, person: Any) -> Rows:
    """By what the evidence of an inspection can be narrowed, and the person's saved searches.

    One query. Rows of fact, what addresses call it, its name and its order.
    """
    strands = Strand.objects.of(inspection)
    authors = Assignment.objects.of(inspection)
    bodies = StrandParticipant.objects.filter(strand__in=strands).distinct()
    agencies = Agency.objects.filter(areas=inspection.area_id)
    criteria = Criterion.objects.filter(area__strands__in=strands).distinct()
    themes = Theme.objects.all()
    saved = SavedSearch.objects.visible_to(person).within(inspection)
    parts = [
        _choice(Case.objects.of(inspection), "case", "reference", "reference"),
        _choice(agencies, "agency", "code", "name"),
        _choice(criteria, "criterion", "reference", "heading", models.F("order")),
        _choice(themes, "theme", "code", "title", models.F("order")),
        _choice(bodies, "inspectorate", "inspectorate__code", "inspectorate__short_name"),
        _choice(strands, "strand", "code", "title"),
        _choice(authors.distinct(), "author", "person__email", "person__name"),
        _choice(Tag.objects.for_member(member), "tag", "folded", "name"),
        _choice(saved, "saved", "reference", "name"),
    ]
    return list(parts[0].union(*parts[1:], all=True))


def narrowing_choices_everywhere(person: Any, day: date) -> Rows:
    """The same over all the person's inspections: what they have in common."""
    mine = Inspection.objects.filter(
        Exists(Assignment.objects.on(day).filter(inspection=OuterRef("pk"), person=person))
    )
    saved = SavedSearch.objects.visible_to(person).within(None)
    parts = [
        _choice(mine, "inspection", "reference", "area__name"),
        _choice(Theme.objects.all(), "theme", "code", "title", models.F("order")),
        _choice(Inspectorate.objects.all(), "inspectorate", "code", "short_name"),
        _choice(saved, "saved", "reference", "name"),
    ]
    return list(parts[0].union(*parts[1:], all=True))


# --- what a list of results shows -----------------------------------------------------------------

RESULT = (
    "evidence_id",
    "revision_id",
    "recorded_at",
    "pinned",
    "evidence__reference",
    "evidence__withdrawn_at",
    "evidence__case__reference",
    "evidence__owner__short_name",
    "evidence__author__name",
    "inspection__reference",
    "revision__version",
    "revision__text",
    "revision__source",
    "revision__strength",
    "revision__is_childs_voice",
    "revision__observed_on",
    "revision__agency__name",
)


def results_of(rows: EvidenceAudienceQuerySet) -> list[dict[str, Any]]:
    """What a list of results shows of each, as values: a page of objects costs twice as much."""
    if connection.vendor == "postgresql":
        rows = _found_first(rows)
    return list(rows.values(*RESULT))


def _found_first(rows: EvidenceAudienceQuerySet) -> EvidenceAudienceQuerySet:
    """The same rows, found before anything is joined to them that is only shown.

    Asked for both at once, PostgreSQL has more tables to join than it plans together, and begins
    with the wrong one: of a million items it read all.
    """
    keys = ArraySubquery(rows.values("pk"))
    found = models.Func(
        models.F("pk"),
        keys,
        arg_joiner=" = ANY(",
        template="%(expressions)s)",
        output_field=models.BooleanField(),
    )
    return rows.model._default_manager.filter(Q(found)).order_by(*rows.query.order_by)


def marks_of(
    found: list[dict[str, Any]], member: Assignment | None
) -> dict[UUID, dict[str, list[str]]]:
    """The criteria of each result and, for a member, the tags of the member's inspectorate.

    One query, whatever their number.
    """
    said = [one["revision_id"] for one in found]
    keys = [one["evidence_id"] for one in found]
    rows: Any = EvidenceCriterion.objects.filter(revision__in=said).values_list(
        "revision__evidence", models.Value("criterion"), "criterion__reference", "criterion__order"
    )
    if member is not None:
        tags = EvidenceTag.objects.standing().for_member(member).filter(evidence__in=keys)
        mine = tags.values_list("evidence", models.Value("tag"), "tag__name", models.Value(0))
        rows = rows.union(mine, all=True)
    marks: dict[UUID, dict[str, list[str]]] = {}
    for key, what, name, _order in sorted(rows, key=lambda row: (row[3], row[2])):
        marks.setdefault(key, {}).setdefault(what, []).append(name)
    return marks
