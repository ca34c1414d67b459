"""Of what a combined document was built; what was built only grows."""

import django.db.models.deletion
from django.db import migrations, models

from records.database import refuse_changes


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0007_documents'),
    ]

    operations = [
        migrations.CreateModel(
            name='CombinedPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('content_hash', models.CharField(max_length=64)),
                ('build', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='reports.draft')),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='built_into', to='reports.draft')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('build', 'position'), name='combined_part_position_once', violation_error_message='Another part stands in this place.'), models.UniqueConstraint(fields=('build', 'part'), name='combined_part_once', violation_error_message='This draft is a part already.'), models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='combined_part_counted', violation_error_message='Parts are counted from one.')],
            },
        ),
        refuse_changes("reports_combinedpart"),
    ]
