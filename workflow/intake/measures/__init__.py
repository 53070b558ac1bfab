"""Reads meter files and market prices, one module per format, into hours of known meters and zones."""
