"""What a section is for: a study, the next steps; and whether it may be left out."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('frameworks', '0004_question_sets'),
    ]

    operations = [
        migrations.AddField(
            model_name='reportsection',
            name='is_optional',
            field=models.BooleanField(default=False, help_text='The report goes on without a word in it.'),
        ),
        migrations.AddField(
            model_name='reportsection',
            name='purpose',
            field=models.CharField(blank=True, choices=[('study_of_strength', 'study of strength'), ('study_of_improvement', 'study of improvement'), ('next_steps', 'next steps')], help_text='A study of one child, or the next steps; empty: what its kind says.', max_length=24),
        ),
        migrations.AddConstraint(
            model_name='reportsection',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['', 'study_of_strength', 'study_of_improvement', 'next_steps'])), name='report_section_purpose_known', violation_error_message='A section has a purpose that this service can set.'),
        ),
    ]
