"""The shape that GAUDÌ codes share: parts joined by underscores."""

import re

from workflow.domain.identifiers.cell_text import bare


def compact(text: str) -> str:
    """Return the code in capitals with one underscore between its parts, whatever separator was typed."""
    joined = re.sub(r"[\s.\-–—−]", "_", text)
    return re.sub(r"_+", "_", bare(joined, keep="_")).strip("_")
