"""Large print of what is printed: the same HTML and so the same tags, under a larger stylesheet."""

import hashlib
import json
from dataclasses import replace
from functools import cache

from reports.print.jobs import PrintJob
from reports.print.letter import FOLDER

STYLESHEET = "reports/pdf/large.css"


def large_job(job: PrintJob) -> PrintJob:
    """Return the job in large print."""
    return replace(job, css=f"{job.css}\n{_css()}")


def large_key(key: str) -> str:
    """Return the render key of the large print of what is printed under this key."""
    return hashlib.sha256(json.dumps(["large print", key, _css()]).encode()).hexdigest()


@cache
def _css() -> str:
    return (FOLDER / STYLESHEET).read_text()
