"""Reads what people and meters hand over (YAML, Excel, CSV, folders) into validated records and findings."""
