"""Examines a Word template that a studio made: tags, names, clauses, formatting, leftovers, other people's data."""
