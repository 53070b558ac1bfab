"""The state machine over the six phases; the only importer of transitions."""
