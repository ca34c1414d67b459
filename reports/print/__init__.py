"""The print side: what both ends of the press share, without Django's models and WeasyPrint."""
