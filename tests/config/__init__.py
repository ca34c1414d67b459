"""Tests of settings, addresses and entry points."""
