"""What the pages of fieldwork show, in words."""
