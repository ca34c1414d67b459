"""Invented people and an invented inspection, made through the same actions as everything else."""
