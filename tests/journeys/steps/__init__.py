"""What people do and notice, chapter by chapter: given, when, then."""
