"""Rows that must never be lost."""

from records.models.append_only import AppendOnly
from records.models.audit import AuditEntry
from records.models.draft import Draft
from records.models.job import Job
from records.models.prepared import Prepared, insert_rows, update_rows
from records.models.receipt import Receipt, SaveReceipt, receipt_models

__all__ = [
    "AppendOnly",
    "AuditEntry",
    "Draft",
    "Job",
    "Prepared",
    "Receipt",
    "SaveReceipt",
    "insert_rows",
    "receipt_models",
    "update_rows",
]
