"""The screens of judging, a file for each family."""
