"""Projection: what a configuration would earn in a year without meters, as a range with its named assumptions."""
