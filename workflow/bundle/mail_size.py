"""How large a message becomes once its attachments are written as mail carries them."""

from collections.abc import Iterable

# Base64 writes 57 bytes on a line of 76 signs and a line break; headers and boundaries come on top for each part.
_LINE_BYTES, _LINE_SIGNS = 57, 78
_PART_HEADERS = 400


def message_size(attachment_sizes: Iterable[int], text_bytes: int = 0) -> int:
    """Return the size of a message with attachments of these sizes, a little more rather than less."""
    parts = sum(-(-size // _LINE_BYTES) * _LINE_SIGNS + _PART_HEADERS for size in attachment_sizes)
    return parts + text_bytes * 3 // 2 + _PART_HEADERS
