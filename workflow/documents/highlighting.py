"""The clean copy of a document: the same text without the highlighted passages that the upload asks for."""

from workflow.documents.compiled import DOCUMENT_PART
from workflow.documents.package import read_package, write_package
from workflow.documents.wordml import parse_part, serialise_part, tag


def without_highlight(content: bytes) -> bytes:
    """Return the Word file with no highlighting, every word unchanged."""
    parts = read_package(content)
    root = parse_part(parts[DOCUMENT_PART])
    for name in ("w:highlight", "w:shd"):
        for mark in [*root.iter(tag(name))]:
            parent = mark.getparent()
            if parent is not None and parent.tag == tag("w:rPr"):
                parent.remove(mark)
    parts[DOCUMENT_PART] = serialise_part(root)
    return write_package(parts)
