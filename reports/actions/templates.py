"""Which version of a template a draft is made with, and what becomes of one that is withdrawn."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from organisations.models import User
from records.errors import ActionRefused
from records.values import clean_text
from reports.models import Draft, Report, TemplateWithdrawal
from reports.permissions import leader_of
from reports.rules import Problem
from reports.states import EDITABLE, OVER, SIGNING
from reports.values import REASON_LIMIT, short_date
from reports.values.templates import (
    KIND_OF_SCHEMA,
    VERSIONS,
    TemplateVersion,
    version_in_force,
    version_named,
)


def template_of_new(*, schema: int, day: date) -> TemplateVersion:
    """The version that a draft of this schema is made with on a day. One query.

    Where none is in force, the newest: a draft is written under a version that is withdrawn, and
    not signed, rather than not written.
    """
    kind = KIND_OF_SCHEMA[schema]
    withdrawn = TemplateWithdrawal.objects.numbers_of(kind)
    newest = max((one for one in VERSIONS if one.kind == kind), key=lambda one: one.number)
    return version_in_force(kind, day, withdrawn) or newest


def template_of(*, snapshot: Mapping[str, Any]) -> TemplateVersion:
    """The version that a frozen copy was made with; the first where it names none.

    Raises:
        KeyError: there is no version of that number.
    """
    said = snapshot.get("template") or {"kind": KIND_OF_SCHEMA[snapshot["schema"]], "number": 1}
    found = version_named(said["kind"], said["number"])
    if found is None:
        raise KeyError(said["number"])
    return found


def withdrawal_of(*, draft: Draft) -> TemplateWithdrawal | None:
    """The withdrawal of the version that a draft was made with, if it was withdrawn. One query."""
    version = template_of(snapshot=draft.snapshot)
    found: TemplateWithdrawal | None = TemplateWithdrawal.objects.of(version.kind, version.number)
    return found


def withdrawn_words(*, report: Report, draft: Draft, withdrawal: TemplateWithdrawal) -> str:
    """Why a draft does not go on as it is: its template’s version, since when and why, what next.

    Args:
        withdrawal: of the version that the draft was made with.
    """
    version = template_of(snapshot=draft.snapshot)
    now = template_of_new(schema=draft.snapshot["schema"], day=timezone.localdate())
    day = short_date(timezone.localdate(withdrawal.at))
    is_signed = report.state in SIGNING
    again = f"{capfirst(leader_of(report))} freezes the text again, with {now}."
    return (
        f"{capfirst(str(draft))} was made with {version} of the template of the {report.word}, "
        f"which was withdrawn on {day}: {withdrawal.reason} "
        f"{again if is_signed else f'The next draft is made with {now}.'} "
        "Nothing of the text is lost."
    )


def template_problems(*, report: Report) -> list[Problem]:
    """A draft that stands still and was made with a version that is withdrawn, as a line to settle.

    Two queries while the text stands still, and none while it can change.
    """
    draft = None if report.state in EDITABLE | OVER else report.drafts.newest()
    withdrawal = withdrawal_of(draft=draft) if draft else None
    if draft is None or withdrawal is None:
        return []
    is_signed = report.state in SIGNING
    url = reverse("reports:freeze_again", args=report.where) if is_signed else ""
    said = withdrawn_words(report=report, draft=draft, withdrawal=withdrawal)
    return [Problem(said, "problems", blocks=is_signed, url=url)]


def require_template_stands(*, report: Report, draft: Draft) -> None:
    """A draft is signed and goes on only while the version of its template is not withdrawn.

    Raises:
        ActionRefused: it is withdrawn; the sentence says why and what to do.
    """
    withdrawal = withdrawal_of(draft=draft)
    if withdrawal is not None:
        said = withdrawn_words(report=report, draft=draft, withdrawal=withdrawal)
        raise ActionRefused(f"{said} Nothing was changed.")


def drafts_on_withdrawn(*, kind: str, number: int) -> list[Draft]:
    """The newest draft of each document whose text stands still in it, where it was made with this.

    What is published keeps its version, and what is written is frozen anew anyway.
    """
    reports = Report.objects.exclude(state__in=[*EDITABLE, *OVER])
    reports = reports.select_related("inspection", "form", "strand__owner")
    newest = ((report, report.drafts.newest()) for report in reports.order_by("pk"))
    found = []
    for report, draft in newest:
        if draft is None:
            continue
        version = template_of(snapshot=draft.snapshot)
        if (version.kind, version.number) == (kind, number):
            draft.report = report
            found.append(draft)
    return found


def withdraw_template(
    *, kind: str, number: int, reason: str, by: User | None, at: datetime
) -> TemplateWithdrawal:
    """Let no draft be made with a version any more. What was published under it stays as it is.

    Args:
        by: None for the operator at the command line.

    Raises:
        ActionRefused: there is no such version, it was withdrawn already, no other of its kind is
            in force, or the reason is missing or too long.
    """
    version = version_named(kind, number)
    if version is None:
        raise ActionRefused(f"There is no version {number} of the template “{kind}”.")
    reason = clean_text(reason).strip()
    if not reason:
        raise ActionRefused("Say why the version is withdrawn. The reason stays on the record.")
    if len(reason) > REASON_LIMIT:
        raise ActionRefused(f"A reason has at most {REASON_LIMIT:,} characters.")
    withdrawn = TemplateWithdrawal.objects.numbers_of(kind)
    if number in withdrawn:
        raise ActionRefused(f"Version {number} of the template “{kind}” was withdrawn already.")
    if version_in_force(kind, timezone.localdate(at), {*withdrawn, number}) is None:
        raise ActionRefused(
            f"No other version of the template “{kind}” is in force: no document of the kind could "
            "be printed. Put the next version in force first. Nothing was changed."
        )
    row: TemplateWithdrawal = TemplateWithdrawal.objects.create(
        kind=kind, number=number, reason=reason, by=by, at=at
    )
    return row
