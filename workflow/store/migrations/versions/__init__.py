"""The versions of the archive schema, in order."""
