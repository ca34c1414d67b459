"""Adding cases, and changing what is known of them. The history of each is kept."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.db.models.functions import Length
from django.utils import timezone

from inspections.models import Case, CaseRevision, Inspection
from inspections.permissions import assignment_of, may_add_case, may_change_case
from inspections.rules.cases import wrong_in
from inspections.values import (
    CASE_PREFIXES,
    AgeBand,
    CaseFacts,
    CaseFlag,
    CaseKind,
    CaseOffers,
    Cohort,
    Subject,
)
from organisations.models import Agency, LocalArea, User
from records.actions import save_if_version
from records.errors import ActionRefused, AlreadySent, Conflict
from records.permissions import require
from records.values import clean_text, content_hash

_SENT_BEFORE = (
    "This form was sent before with other content. The first one was saved; open it to change it."
)


def add_case(
    *,
    inspection: Inspection,
    kind: str,
    age_band: str,
    cohort: str,
    by: User,
    at: datetime,
    **others: Any,
) -> Case:
    """Add a case; its reference is made here: T1 for a tracked one, S1 sampled, A1 joint audit.

    Args:
        others: what else is known of it, as fields of `CaseFacts`.

    Raises:
        PermissionRefused: the person does not add cases, or not at this stage.
        ActionRefused: the facts do not fit together, or not this inspection.
    """
    facts = CaseFacts(age_band=age_band, cohort=cohort, **others)
    # The row first, so that two cases added at once get two numbers.
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(may_add_case(assignment_of(by, inspection, timezone.localdate(at)), inspection))
    _check(inspection, kind, facts)
    case = Case(
        inspection=inspection,
        reference=_next_reference(inspection, CaseKind(kind)),
        kind=kind,
        added_by=by,
        added_at=at,
        **_columns(facts),
    )
    case.save(force_insert=True)
    case.agencies.set(facts.agencies)
    _add_revision(case, facts, "", key=uuid4(), by=by, at=at)
    return case


def change_case(
    *, case: Case, key: UUID, version: int, facts: CaseFacts, why: str, by: User, at: datetime
) -> Case:
    """Save what is known of a case now, if it is still at the version that was on the page.

    Raises:
        PermissionRefused: the person does not change cases, or not at this stage.
        ActionRefused: the facts do not fit together, or not this inspection.
        Conflict: somebody else changed it meanwhile.
        AlreadySent: the key was used before with other content.
    """
    inspection = case.inspection
    require(may_change_case(assignment_of(by, inspection, timezone.localdate(at)), inspection))
    _check(inspection, case.kind, facts)
    why = clean_text(why).strip()
    if _was_sent(case, facts, why, key=key, by=by):
        return case
    try:
        with transaction.atomic():
            rows = Case.objects.open_for_change().filter(pk=case.pk)
            case.version = save_if_version(rows, version=version, **_columns(facts))
            case.agencies.set(facts.agencies)
            _add_revision(case, facts, why, key=key, by=by, at=at)
    except Conflict:
        # The other one may have been this very form, sent twice at once.
        if not _was_sent(case, facts, why, key=key, by=by):
            raise
    except IntegrityError as error:
        raise AlreadySent(_SENT_BEFORE) from error
    return case


def case_offers(*, inspection: Inspection) -> CaseOffers:
    """What a case of this inspection may name: agencies of the area, all areas, the topic."""
    agencies = Agency.objects.filter(areas=inspection.area_id).values_list("pk", "name")
    topic = inspection.topic
    return CaseOffers(
        agencies=dict(agencies),
        areas=dict(LocalArea.objects.values_list("pk", "name")),
        home=inspection.area_id,
        topic=topic.title if topic else "",
    )


def _check(inspection: Inspection, kind: str, facts: CaseFacts) -> None:
    chosen = ((facts.subject, Subject), (facts.age_band, AgeBand), (facts.cohort, Cohort))
    is_known = all(one in set(kinds) for one, kinds in chosen) and set(facts.flags) <= set(CaseFlag)
    if not is_known:
        raise ActionRefused("Choose the subject, age, cohort and flags from those that there are.")
    wrong = wrong_in(kind, facts)
    if wrong:
        raise ActionRefused(wrong.says)
    if facts.in_deep_dive and not inspection.deep_dive:
        raise ActionRefused("This inspection has no deep dive.")
    named = {*facts.agencies, *((facts.listed_by,) if facts.listed_by else ())}
    if named - _agencies_of(inspection, named):
        raise ActionRefused("An agency is not one of this area. Choose the agencies again.")
    areas = {one for one in (facts.lives_in, facts.placed_by) if one}
    if areas and LocalArea.objects.filter(pk__in=areas).count() != len(areas):
        raise ActionRefused("There is no such local area. Choose it again.")


def _agencies_of(inspection: Inspection, keys: set[int]) -> set[int]:
    if not keys:
        return set()
    rows = Agency.objects.filter(areas=inspection.area_id, pk__in=keys)
    return set(rows.values_list("pk", flat=True))


def _columns(facts: CaseFacts) -> dict[str, Any]:
    return {
        "subject": facts.subject,
        "adults_part": facts.adults_part,
        "listed_by_id": facts.listed_by,
        "point": facts.point,
        "age_band": facts.age_band,
        "cohort": facts.cohort,
        "in_deep_dive": facts.in_deep_dive,
        "lives_in_id": facts.lives_in,
        "placed_by_id": facts.placed_by,
        **{flag.value: flag.value in facts.flags for flag in CaseFlag},
    }


def _add_revision(
    case: Case, facts: CaseFacts, why: str, *, key: UUID, by: User, at: datetime
) -> None:
    CaseRevision.objects.create(
        key=key,
        person=by,
        content_hash=content_hash(_sent(case, facts, why)),
        at=at,
        case=case,
        version=case.version,
        facts=facts.as_data(),
        why=why,
    )


def _sent(case: Case, facts: CaseFacts, why: str) -> dict[str, Any]:
    return {**facts.as_data(), "case": case.pk, "why": why}


def _was_sent(case: Case, facts: CaseFacts, why: str, *, key: UUID, by: User) -> bool:
    """Whether this very form did its work before.

    Raises:
        AlreadySent: the key was used with other content.
    """
    receipt = CaseRevision.objects.filter(key=key).first()
    if receipt is None:
        return False
    if not receipt.proves(person=by, content=_sent(case, facts, why)):
        raise AlreadySent(_SENT_BEFORE)
    return True


def _next_reference(inspection: Inspection, kind: CaseKind) -> str:
    same_kind = Case.objects.of(inspection).filter(kind=kind)
    longest = same_kind.aggregate(digits=Max(Length("reference")))["digits"]
    if longest is None:
        return f"{CASE_PREFIXES[kind]}1"
    last = same_kind.annotate(digits=Length("reference")).filter(digits=longest)
    highest = last.aggregate(reference=Max("reference"))["reference"]
    return f"{CASE_PREFIXES[kind]}{int(highest[1:]) + 1}"
