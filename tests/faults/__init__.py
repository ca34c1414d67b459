"""Machines that stop in the middle."""
