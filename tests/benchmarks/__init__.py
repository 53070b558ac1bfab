"""Measurements side by side: ratios, not absolute times; run by `./dev bench`, never by the tests."""
