"""From a file to a version of a framework: read it, check it, say what changes, store it."""
