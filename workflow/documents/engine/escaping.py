"""Escapes text for XML at the speed of C, with the same result in Python where the C function is not there."""

from collections.abc import Callable

_PAIRS = (("&", "&amp;"), (">", "&gt;"), ("<", "&lt;"), ("'", "&#39;"), ('"', "&#34;"))


def escape_in_python(text: str) -> str:
    """Escape the five characters of XML as markupsafe does."""
    for character, entity in _PAIRS:
        text = text.replace(character, entity)
    return text


def _fastest() -> Callable[[str], str]:
    try:
        # Private, but ten times as fast as building a Markup object for each value; a test compares the two.
        from markupsafe._speedups import _escape_inner  # noqa: PLC0415 - may be missing
    except ImportError:
        return escape_in_python
    return _escape_inner


escape: Callable[[str], str] = _fastest()


def escape_text_only(text: str) -> str:
    """Escape what a text between two tags may not hold, as lxml does."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
