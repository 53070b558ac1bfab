"""The rules: pure functions from a dossier and the law to findings."""
