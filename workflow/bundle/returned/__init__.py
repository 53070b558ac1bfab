"""Returned papers: reads what comes back signed and finds the document, the person and the version it is of."""
