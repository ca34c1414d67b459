"""An answer is known by its question: a rule may ask several, and several rules may ask one.

Until now every answer was to the one question that its rule implies, which has the rule's code.
"""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from records.database import create_change_guard, drop_change_guard, refuse_changes

_TABLE = "judgements_recordedanswer"


def _open(_apps: Any, editor: Any) -> None:
    drop_change_guard(editor.connection, _TABLE)


def _close(_apps: Any, editor: Any) -> None:
    create_change_guard(editor.connection, _TABLE)


def _name_questions(apps: Any, _editor: Any) -> None:
    rules = apps.get_model("frameworks", "LimitingRule").objects.filter(pk=OuterRef("rule"))
    answers = apps.get_model("judgements", "RecordedAnswer").objects
    answers.update(code=Subquery(rules.values("code")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("frameworks", "0003_every_framework"),
        ("judgements", "0002_guards"),
    ]

    operations = [
        # The table is guarded again below; on SQLite each change here builds it anew, unguarded.
        migrations.RunPython(_open, _close),
        migrations.AddField(
            model_name="recordedanswer",
            name="code",
            field=models.SlugField(default="", max_length=60),
            preserve_default=False,
        ),
        migrations.RunPython(_name_questions, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="recordedanswer", name="answer_once"),
        migrations.AddConstraint(
            model_name="recordedanswer",
            constraint=models.UniqueConstraint(
                fields=["proposal", "code"],
                name="answer_once",
                violation_error_message="The question is answered already.",
            ),
        ),
        refuse_changes(_TABLE),
    ]
