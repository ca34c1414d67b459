"""The screens for frameworks."""
