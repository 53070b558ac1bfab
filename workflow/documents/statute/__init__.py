"""Reads somebody else's statute or contract and finds the passages that carry what the GSE asks for."""
