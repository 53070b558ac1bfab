"""Measurements side by side: ratios, not absolute times; run by `./dev bench`, never by the tests.

One file for each benchmark, with a `section()`; `__main__.py` names them all.
"""
