"""People who do the same thing at the same moment."""
