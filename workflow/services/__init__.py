"""The use cases, one per file: they gather, call the core, and apply."""
