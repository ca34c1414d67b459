"""The Celery application. It carries jobs; records.Job is where a job is written down."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("concord")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["records", "inspections", "judgements", "reports"])
# Without this, a worker in a thread of the web process finds no task (NotRegistered), silently.
app.set_default()
