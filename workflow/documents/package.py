"""Reads and writes the zip of a Word file so that equal parts give equal bytes."""

import io
import zipfile
from collections.abc import Mapping

CONTENT_TYPES = "[Content_Types].xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_FILE_MODE = 0o100644 << 16


def read_package(content: bytes) -> dict[str, bytes]:
    """Return the parts of a Word file by name; raises zipfile.BadZipFile for anything else."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def write_package(parts: Mapping[str, bytes]) -> bytes:
    """Zip the parts with fixed dates and a fixed order, the content types first as the format asks."""
    target = io.BytesIO()
    names = sorted(parts, key=lambda name: (name != CONTENT_TYPES, not name.startswith("_rels/"), name))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = _FILE_MODE
            archive.writestr(entry, parts[name])
    return target.getvalue()
