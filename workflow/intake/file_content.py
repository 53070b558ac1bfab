"""Tells by its first bytes what a file is, whatever its name says."""

# The mark at the head of each format, the extensions that go with it, and what messages call it.
_MARKS: tuple[tuple[bytes, frozenset[str], str], ...] = (
    (b"%PDF", frozenset({".pdf"}), "un PDF"),
    (b"\xff\xd8\xff", frozenset({".jpg", ".jpeg"}), "una foto JPEG"),
    (b"\x89PNG\r\n\x1a\n", frozenset({".png"}), "un'immagine PNG"),
    (b"II*\0", frozenset({".tif", ".tiff"}), "un'immagine TIFF"),
    (b"MM\0*", frozenset({".tif", ".tiff"}), "un'immagine TIFF"),
    (b"GIF8", frozenset({".gif"}), "un'immagine GIF"),
    (b"PK\x03\x04", frozenset({".docx", ".xlsx", ".xlsm", ".odt", ".ods", ".zip", ".pptx"}), "un documento compresso"),
    (b"\xd0\xcf\x11\xe0", frozenset({".doc", ".xls", ".msg"}), "un vecchio documento di Office"),
    (b"MZ", frozenset({".exe"}), "un programma"),
    (b"{\\rtf", frozenset({".rtf", ".doc"}), "un testo RTF"),
)
_CHECKED = frozenset[str]().union(*(extensions for _, extensions, _ in _MARKS))
# A PDF may have a few bytes before its mark.
HEAD_BYTES = 1024


def contradiction(head: bytes, extension: str) -> str | None:
    """Return what a file is if its name says otherwise; "" if it is just not what the name says; None if it agrees."""
    suffix = extension.lower()
    if suffix == ".pdf" and b"%PDF" in head:
        return None
    found = next(((extensions, name) for mark, extensions, name in _MARKS if head.startswith(mark)), None)
    if found is None:
        return "" if suffix in _CHECKED else None
    extensions, name = found
    return None if suffix in extensions or suffix == ".p7m" or suffix not in _CHECKED else name
