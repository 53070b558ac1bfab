"""Decides where every file of a bundle goes and under which name, before anything is written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from workflow.bundle.exports.profile import load_portal_limits
from workflow.bundle.manifest import AttachmentRecord, DocumentRecord, ItemRecord, file_facts, sha256_of
from workflow.bundle.plan import PRESENT, ItemState, PlannedItem
from workflow.bundle.submission import Section
from workflow.services.opening import Opened
from workflow.services.writing import WrittenDocument, slug

WORD_FOLDER = f"{Section.STUDIO.folder}/word"
OTHER_PAPERS_FOLDER = f"{Section.STUDIO.folder}/altri_allegati"


@dataclass
class Layout:
    """The names of a bundle's files, all relative to it and with `/`.

    Word files and PDFs are keyed by the document's stem, attachments by their path in the folder.
    """

    items: tuple[PlannedItem, ...]
    documents: Mapping[str, WrittenDocument]
    kinds: Mapping[str, str] = field(default_factory=dict)
    word_files: dict[str, str] = field(default_factory=dict)
    pdf_files: dict[str, list[str]] = field(default_factory=dict)
    attachment_files: dict[str, list[str]] = field(default_factory=dict)
    files_of_item: dict[int, list[str]] = field(default_factory=dict)

    @property
    def own_pdfs(self) -> list[str]:
        """The PDFs that the program makes, which may carry marks."""
        return [target for targets in self.pdf_files.values() for target in targets]

    def document_records(self, place: Path, pages: Mapping[str, int]) -> tuple[DocumentRecord, ...]:
        """Return what the manifest says of each document, Word and PDF."""
        records = []
        for stem, document in self.documents.items():
            order = document.order
            targets = [*self.pdf_files.get(stem, []), *([self.word_files[stem]] if stem in self.word_files else [])]
            records += [
                DocumentRecord(
                    **file_facts(place, place / target),
                    pages=pages.get(target),
                    document=order.document.id,
                    title=order.title,
                    edition=order.edition.name,
                    template_sha256=sha256_of(order.edition.original),
                    signed_by=order.document.signed_by,
                    subject=order.key,
                )
                for target in targets
                if (place / target).exists()
            ]
        return tuple(records)

    def attachment_records(self, place: Path, kept_apart: Mapping[str, str]) -> tuple[AttachmentRecord, ...]:
        """Return what the manifest says of each file that people gave, and why some stay out of the merged file."""
        return tuple(
            AttachmentRecord(
                **file_facts(place, place / target),
                kind=self.kinds[source],
                source=source,
                kept_apart=kept_apart.get(source),
            )
            for source, targets in self.attachment_files.items()
            for target in targets
        )

    def item_records(self) -> tuple[ItemRecord, ...]:
        """Return what the manifest says of each item of the submission."""
        return tuple(
            ItemRecord(
                id=item.item.id,
                part=item.section.folder,
                title=item.title,
                required=None if item.state is ItemState.UNKNOWN else item.state is not ItemState.NOT_REQUIRED,
                state=item.state.value,
                reason=item.reason,
                provider=item.item.provider,
                valid_until_on=item.valid_until_on,
                warnings=item.warnings,
                files=tuple(self.files_of_item.get(index, ())),
            )
            for index, item in enumerate(self.items)
        )


class _Names:
    """Gives each file a name of its own, no longer than the portal's profile allows."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._taken: set[str] = set()

    def free(self, name: str) -> str:
        """Return the name, cut if it is too long, with a number if two people or papers would share it."""
        path = PurePosixPath(name)
        candidate, number = self._fitted(path, ""), 2
        while candidate in self._taken:
            candidate, number = self._fitted(path, f"_{number}"), number + 1
        self._taken.add(candidate)
        return candidate

    def _fitted(self, path: PurePosixPath, tail: str) -> str:
        room = self._longest - len(tail) - len(path.suffix)
        return str(path.with_name(f"{path.stem[:room].rstrip('_')}{tail}{path.suffix}"))


def lay_out(
    opened: Opened,
    documents: list[WrittenDocument],
    items: tuple[PlannedItem, ...],
    *,
    keep_others: bool = True,
    has_pdf: bool = True,
) -> Layout:
    """Return the layout: each item's attachment where there is one, else the document that waits for a signature.

    A document that no item asks for still goes to the studio, so that nothing written is lost; one whose signed paper
    is there is kept only as a Word file, unless its clauses answer the elements of a statute or contract: then its
    pages stay in the studio as the proof of where they stand. A paper that no item asks for goes to the studio too, if
    `keep_others`. Without PDF the Word files stand for the documents.
    """
    layout = Layout(
        items=items,
        documents={document.order.stem: document for document in documents},
        kinds={attachment.path: attachment.kind.value for attachment in opened.dossier.attachments},
    )
    names = _Names(load_portal_limits().name_length)
    superseded: set[str] = set()
    for stem in layout.documents:
        layout.word_files[stem] = names.free(f"{WORD_FOLDER}/{stem}.docx")
    for index, item in enumerate(items):
        if item.state not in PRESENT:
            continue
        base = f"{item.section.folder}/{_file_name(item)}"
        targets = layout.files_of_item.setdefault(index, [])
        for attachment in item.attachments:
            target = names.free(f"{base}{PurePosixPath(attachment.path).suffix.lower()}")
            layout.attachment_files.setdefault(attachment.path, []).append(target)
            targets.append(target)
        # Where a signed paper stands in its place, a text stays among the Word files.
        superseded.update(written.stem for written in item.documents if written not in item.texts)
        targets += [
            _pdf_name(layout, names, written.stem, f"{base}{_tail(item, written.label)}.pdf")
            if has_pdf
            else layout.word_files[written.stem]
            for written in item.texts
        ]
    for stem, document in layout.documents.items() if has_pdf else ():
        if stem not in layout.pdf_files and (stem not in superseded or document.order.document.answers_elements):
            layout.pdf_files[stem] = [names.free(f"{Section.STUDIO.folder}/{stem}.pdf")]
    if keep_others:
        _lay_out_others(opened, layout, names)
    return layout


def _pdf_name(layout: Layout, names: _Names, stem: str, wanted: str) -> str:
    """Give the PDF of a document one more place, and return it."""
    target = names.free(wanted)
    layout.pdf_files.setdefault(stem, []).append(target)
    return target


def _lay_out_others(opened: Opened, layout: Layout, names: _Names) -> None:
    """Give a place to the papers that no item of the submission asks for."""
    for attachment in opened.dossier.attachments:
        if attachment.path not in layout.attachment_files:
            path = PurePosixPath(attachment.path)
            name = f"{attachment.kind.value}_{slug(path.stem)}{path.suffix.lower()}"
            layout.attachment_files[attachment.path] = [names.free(f"{OTHER_PAPERS_FOLDER}/{name}")]


def _file_name(item: PlannedItem) -> str:
    code = re.sub(r"[^A-Z0-9]+", "-", item.item.id)
    whose = f"_{slug(item.label)}" if item.label else ""
    return f"{code}_{item.item.name}{whose}"


def _tail(item: PlannedItem, label: str) -> str:
    """Name whom a document regards where the item itself is about the whole request."""
    return f"_{slug(label)}" if label and not item.label else ""
