"""Rows that must never be lost."""

from records.models.append_only import AppendOnly
from records.models.audit import AuditEntry
from records.models.draft import Draft
from records.models.job import Job
from records.models.receipt import Receipt, SaveReceipt, receipt_models

__all__ = ["AppendOnly", "AuditEntry", "Draft", "Job", "Receipt", "SaveReceipt", "receipt_models"]
