"""Keeps the files to hand over under the size that a portal or a mailbox takes: divides what can be, tells the rest."""

from pathlib import Path

import pikepdf

from workflow.bundle.attachment_inspection import inspect_attachment
from workflow.bundle.bundle_findings import TOO_LARGE, bundle_finding
from workflow.bundle.exports.profile import load_portal_limits
from workflow.bundle.splitting import split_pdf
from workflow.bundle.submission import Section
from workflow.domain.finding import Finding
from workflow.services.laying_out import Layout

_HANDED_OVER = (Section.SEND, Section.UPLOAD)
_MEGABYTE = 1_000_000


def divide_large_files(layout: Layout, place: Path, limit_mb: float | None = None) -> list[Finding]:
    """Divide the PDFs that are too large, in place and in the layout; return what stays too large.

    The limit, in millions of bytes, is the portal's where none is given; it may be known to nobody. A signed file is
    never divided: its signature would be lost.
    """
    limit_mb = load_portal_limits().file_megabytes if limit_mb is None else limit_mb
    if limit_mb is None:
        return []
    limit = round(limit_mb * _MEGABYTE)
    findings: list[Finding] = []
    for target in _handed_over(layout):
        path = place / target
        if not path.is_file() or path.stat().st_size <= limit:
            continue
        names = [one.relative_to(place).as_posix() for one in _divided(path, limit)]
        _rename(layout, target, names)
        findings += [
            bundle_finding(TOO_LARGE, ("fascicolo", name), file=name, megabyte=f"{limit_mb:g}".replace(".", ","))
            for name in names
            if (place / name).stat().st_size > limit
        ]
    return findings


def _handed_over(layout: Layout) -> list[str]:
    sections = {index for index, item in enumerate(layout.items) if item.section in _HANDED_OVER}
    return [target for index, targets in layout.files_of_item.items() if index in sections for target in targets]


def _divided(path: Path, limit: int) -> list[Path]:
    seen = inspect_attachment(path)
    if seen.is_signed or not seen.can_be_merged or path.suffix.lower() != ".pdf":
        return [path]
    try:
        return split_pdf(path, limit)
    except pikepdf.PdfError:
        return [path]


def _rename(layout: Layout, target: str, names: list[str]) -> None:
    """Put the parts where the file stood, wherever the layout names it."""
    for files in (layout.files_of_item, layout.pdf_files, layout.attachment_files):
        for targets in files.values():
            if target in targets:
                at = targets.index(target)
                targets[at : at + 1] = names
