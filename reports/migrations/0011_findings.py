"""Findings and recommendations as things of their own, numbered for good within an inspection."""

from collections.abc import Iterator
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from records.database import refuse_changes, row_level_security

_RECOMMENDING = ("priority_action", "improvement")
_OVER = ("published", "superseded", "withdrawn")

# --- the recommendations that are there ---------------------------------------------------------


def _number(apps: Any, editor: Any) -> None:
    """Every recommendation of a document becomes one of its inspection.

    It keeps its number where that is free. Where two documents of one inspection count from R1
    each, what was published keeps its numbers, then what was frozen or sent on, then the rest in
    the order in which it was begun. One that has to take another number has the next free one; a
    document that nobody has read outside says that number from now on, every other one says what
    it said, and the new number when it is written anew.
    """
    report_model = apps.get_model("reports", "Report")
    rows = report_model.objects.filter(paragraphs__number__startswith="R").distinct()
    for inspection in sorted({one.inspection_id for one in rows}):
        _number_inspection(apps, inspection)
    # PostgreSQL changes no table while a check of these rows waits for the end.
    editor.connection.check_constraints()


def _number_inspection(apps: Any, inspection: int) -> None:
    reports = apps.get_model("reports", "Report").objects.filter(inspection=inspection)
    found = sorted(reports.select_related("strand", "form"), key=_first_published)
    numbers = {one: _numbers(one) for one in found}
    last = max((number for each in numbers.values() for number in each), default=0)
    taken: set[int] = set()
    ranks = _is_ranked(apps, found)
    for report in found:
        for paragraph in _recommendations(report):
            number = int(paragraph.number[1:])
            if number in taken:
                last = number = last + 1
            taken.add(number)
            _become(apps, report, paragraph, number, ranks)
    apps.get_model("reports", "FindingCount").objects.create(
        inspection_id=inspection, weaknesses=last
    )


def _first_published(report: Any) -> tuple[int, int]:
    if report.state in _OVER:
        return (0, report.pk)
    return (1 if _was_read(report) else 2, report.pk)


def _was_read(report: Any) -> bool:
    """Whether somebody besides its writers may have read its numbers."""
    return report.state != "drafting" or report.drafts.exists()


def _numbers(report: Any) -> list[int]:
    """Every number that the document ever gave."""
    rows = report.paragraphs.filter(number__startswith="R")
    given = [int(one) for one in (label[1:] for label in rows.values_list("number", flat=True))]
    return [*given, report.recommendations_made]


def _recommendations(report: Any) -> Iterator[Any]:
    rows = report.paragraphs.filter(number__startswith="R").select_related("section")
    return iter(sorted(rows, key=lambda one: int(one.number[1:])))


def _is_ranked(apps: Any, reports: list[Any]) -> bool:
    """Whether the framework has a list for what is urgent beside the other one."""
    sections = apps.get_model("frameworks", "ReportSection").objects.filter(
        form__inspection_type__in={one.form.inspection_type_id for one in reports}
    )
    return set(_RECOMMENDING) <= set(sections.values_list("kind", flat=True))


def _become(apps: Any, report: Any, paragraph: Any, number: int, is_ranked: bool) -> None:
    revisions = list(paragraph.revisions.order_by("version"))
    first = revisions[0]
    rank = paragraph.section.kind if is_ranked and paragraph.section.kind in _RECOMMENDING else ""
    why = "It was taken out of its document." if paragraph.is_removed else ""
    finding = apps.get_model("reports", "Finding").objects.create(
        inspection_id=report.inspection_id,
        strand_id=report.strand_id,
        owner_id=report.strand.owner_id if report.strand else None,
        kind="weakness",
        number=number,
        text=paragraph.text,
        agency_id=paragraph.agency_id,
        rank=rank,
        version=paragraph.version,
        is_withdrawn=paragraph.is_removed,
        recorded_by_id=first.by_id,
        recorded_at=first.at,
    )
    apps.get_model("reports", "FindingRevision").objects.bulk_create(
        apps.get_model("reports", "FindingRevision")(
            finding=finding,
            version=one.version,
            text=one.text,
            agency_id=one.agency_id,
            rank=rank,
            is_withdrawn=one.is_removed,
            why=why if one.is_removed else "",
            by_id=one.by_id,
            at=one.at,
        )
        for one in revisions
    )
    paragraph.finding = finding
    if not _was_read(report):
        paragraph.number = f"R{number}"
    paragraph.save(update_fields=["finding", "number"])
    _rest(apps, report, paragraph, finding)


def _rest(apps: Any, report: Any, paragraph: Any, finding: Any) -> None:
    """What the paragraph rested on, the finding rests on, in every document that uses it."""
    links = list(paragraph.evidence_links.all())
    apps.get_model("reports", "FindingEvidence").objects.bulk_create(
        apps.get_model("reports", "FindingEvidence")(
            finding=finding,
            revision_id=one.revision_id,
            linked_by_id=one.linked_by_id,
            linked_at=one.linked_at,
        )
        for one in links
    )
    use = apps.get_model("inspections", "EvidenceUse")
    name = f"{report.inspection.reference} R{finding.number}"
    use.objects.bulk_create(
        use(
            revision_id=one.revision_id,
            kind="numbered finding",
            used_in=name,
            by_id=one.linked_by_id,
            at=one.linked_at,
        )
        for one in links
    )
    slug = _slug(report.form)
    words = f"{report.inspection.reference} {paragraph.reference}"
    said = (words if slug == "joint-letter" else f"{words}, {slug}")[:60]
    use.objects.filter(kind="paragraph", used_in=said).delete()
    paragraph.evidence_links.all().delete()


def _slug(form: Any) -> str:
    kind = form.kind.replace("_", "-")
    return kind if form.strand in {"", "joint"} else f"{kind}-{form.strand}"


# --- who reads them -----------------------------------------------------------------------------

_TODAY = "(now() AT TIME ZONE 'Europe/London')::date"
_TEAM = f"""SELECT 1 FROM inspections_assignment team
    WHERE team.person_id = concord_actor()
    AND team.inspection_id = reports_finding.inspection_id
    AND team.starts_on <= {_TODAY} AND (team.ends_on IS NULL OR team.ends_on >= {_TODAY})
    AND (reports_finding.owner_id IS NULL OR team.inspectorate_id = reports_finding.owner_id)"""
_LEADS = f"EXISTS ({_TEAM} AND team.role IN ('overall_lead', 'lead'))"
_SIGNED_OFF = (
    "('with_chair', 'answering', 'final_agreement', 'published', 'superseded', 'withdrawn')"
)
# As `Report.objects.visible_to` has it; and the chair, whom the draft has reached.
_IN_DOCUMENT = f"""EXISTS (
    SELECT 1 FROM reports_paragraph used
    JOIN reports_report told ON told.id = used.report_id
    JOIN frameworks_reportform form ON form.id = told.form_id
    LEFT JOIN inspections_strand strand ON strand.id = told.strand_id
    WHERE used.finding_id = reports_finding.id AND NOT used.is_removed AND (
        EXISTS (
            SELECT 1 FROM inspections_assignment team
            WHERE team.person_id = concord_actor() AND team.inspection_id = told.inspection_id
            AND team.starts_on <= {_TODAY} AND (team.ends_on IS NULL OR team.ends_on >= {_TODAY})
            AND (
                strand.owner_id IS NULL OR strand.owner_id = team.inspectorate_id
                OR (told.state <> 'drafting' AND team.role = 'quality_assurer'
                    AND team.inspectorate_id = form.quality_assured_by_id)
                OR (told.state IN {_SIGNED_OFF} AND team.role IN ('overall_lead', 'lead'))
            )
        )
        OR told.state IN {_SIGNED_OFF} AND EXISTS (
            SELECT 1 FROM inspections_inspectionaccess door
            WHERE door.person_id = concord_actor() AND door.inspection_id = told.inspection_id
            AND door.opens = 'draft' AND door.opens_at <= clock_timestamp()
            AND (door.closes_at IS NULL OR door.closes_at > clock_timestamp())
        )
    )
)"""
_READ = f"EXISTS ({_TEAM}) OR {_IN_DOCUMENT}"
_OF_FINDING = """EXISTS (
    SELECT 1 FROM reports_finding said WHERE said.id = {table}.finding_id
)"""


class Migration(migrations.Migration):

    dependencies = [
        ('frameworks', '0004_question_sets'),
        ('inspections', '0015_deputies'),
        ('organisations', '0003_imprint'),
        ('reports', '0010_writing_together'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FindingCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strengths', models.PositiveIntegerField(default=0)),
                ('weaknesses', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='FindingEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('linked_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'finding evidence',
            },
        ),
        migrations.CreateModel(
            name='FindingRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('rank', models.CharField(blank=True, max_length=20)),
                ('area', models.SlugField(blank=True, max_length=60)),
                ('criterion', models.CharField(blank=True, max_length=80)),
                ('is_withdrawn', models.BooleanField(default=False)),
                ('why', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['version'],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('strength', 'strength'), ('weakness', 'weakness')], max_length=10)),
                ('number', models.PositiveIntegerField(help_text='Counts within the inspection and the kind.')),
                ('text', models.TextField()),
                ('rank', models.CharField(blank=True, choices=[('priority_action', 'priority_action'), ('improvement', 'improvement')], help_text='Empty: not ranked, or the framework ranks none.', max_length=20)),
                ('area', models.SlugField(blank=True, max_length=60)),
                ('criterion', models.CharField(blank=True, max_length=80)),
                ('version', models.PositiveIntegerField(default=1)),
                ('is_withdrawn', models.BooleanField(default=False)),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(blank=True, help_text='To whom it is attributed; empty: the partnership.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.agency')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='inspections.inspection')),
                ('owner', models.ForeignKey(blank=True, help_text='The one inspectorate whose finding it is; empty: found together.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('strand', models.ForeignKey(blank=True, help_text='In whose part it was found; empty: the whole inspection’s.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='inspections.strand')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.AddField(
            model_name='paragraph',
            name='finding',
            field=models.ForeignKey(blank=True, help_text='Whose words it has; empty: its own.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='reports.finding'),
        ),
        migrations.AddConstraint(
            model_name='paragraph',
            constraint=models.UniqueConstraint(fields=('report', 'finding'), name='paragraph_finding_once', violation_error_message='The document uses that finding already.'),
        ),
        migrations.AddField(
            model_name='findingcount',
            name='inspection',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='finding_count', to='inspections.inspection'),
        ),
        migrations.AddField(
            model_name='findingevidence',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence_links', to='reports.finding'),
        ),
        migrations.AddField(
            model_name='findingevidence',
            name='linked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='findingevidence',
            name='revision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.evidencerevision'),
        ),
        migrations.AddField(
            model_name='findingrevision',
            name='agency',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.agency'),
        ),
        migrations.AddField(
            model_name='findingrevision',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='findingrevision',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='reports.finding'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.UniqueConstraint(fields=('inspection', 'kind', 'number'), name='report_finding_number_once', violation_error_message='The inspection has a finding with that number.'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='report_finding_has_text', violation_error_message='A finding says something.'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['strength', 'weakness'])), name='report_finding_kind_known', violation_error_message='A finding is a strength or a weakness.'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('rank__in', ['', 'priority_action', 'improvement'])), name='report_finding_rank_known', violation_error_message='A recommendation has a rank that the framework names.'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'strength'), _negated=True), ('rank', ''), _connector='OR'), name='report_finding_strength_unranked', violation_error_message='A strength asks for nothing, and has no rank.'),
        ),
        migrations.AddConstraint(
            model_name='findingevidence',
            constraint=models.UniqueConstraint(fields=('finding', 'revision'), name='report_finding_evidence_once', violation_error_message='The finding rests on this already.'),
        ),
        migrations.AddConstraint(
            model_name='findingrevision',
            constraint=models.UniqueConstraint(fields=('finding', 'version'), name='report_finding_revision_once', violation_error_message='This version was saved already.'),
        ),
        migrations.AddConstraint(
            model_name='findingrevision',
            constraint=models.CheckConstraint(condition=models.Q(('is_withdrawn', False), models.Q(('why', ''), _negated=True), _connector='OR'), name='report_finding_withdrawn_with_reason', violation_error_message='Say why the finding is withdrawn.'),
        ),
        migrations.RunPython(_number, migrations.RunPython.noop),
        refuse_changes("reports_findingrevision"),
        row_level_security(
            "reports_finding",
            select=_READ,
            insert=f"recorded_by_id = concord_actor() AND {_LEADS}",
            update=_LEADS,
        ),
        row_level_security(
            "reports_findingrevision",
            select=_OF_FINDING.format(table="reports_findingrevision"),
            insert="by_id = concord_actor() AND "
            + _OF_FINDING.format(table="reports_findingrevision"),
        ),
        row_level_security(
            "reports_findingevidence",
            select=_OF_FINDING.format(table="reports_findingevidence"),
            insert="linked_by_id = concord_actor() AND "
            + _OF_FINDING.format(table="reports_findingevidence"),
            delete=_OF_FINDING.format(table="reports_findingevidence"),
        ),
    ]
