"""Sets of questions for talking to children, families and practitioners."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('frameworks', '0003_every_framework'),
    ]

    operations = [
        migrations.CreateModel(
            name='QuestionSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('speaker', models.CharField(choices=[('child', 'A child or young person'), ('family', 'A parent or carer'), ('practitioner', 'A practitioner')], max_length=12)),
                ('note', models.TextField(blank=True, help_text='What to bear in mind while asking.')),
                ('order', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('text', models.CharField(max_length=250)),
                ('reference', models.CharField(max_length=60)),
                ('order', models.PositiveSmallIntegerField()),
                ('is_asked', models.BooleanField(default=True, help_text='The file still has it.')),
                ('question_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='frameworks.questionset')),
            ],
            options={
                'ordering': ['order'],
                'constraints': [models.UniqueConstraint(fields=('question_set', 'code'), name='question_code_once', violation_error_message='This set has a question with that code.')],
            },
        ),
    ]
