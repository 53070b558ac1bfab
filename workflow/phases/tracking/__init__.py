"""The deadline tracker: every term of the law instantiated from a dossier's own dates."""
