"""The screens of fieldwork, a file for each family."""
