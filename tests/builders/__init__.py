"""Builders of invented but well formed data for tests and examples."""
