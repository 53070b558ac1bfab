"""Gives each document to be signed the code that its pages carry, from its words and not from the day of printing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from workflow.bundle.page_code import DocumentCode, document_sign, dossier_sign, version_sign
from workflow.documents import context
from workflow.documents.compiled import TemplateCache
from workflow.documents.filters import long_date
from workflow.documents.reading import read_document
from workflow.domain.dossier import Dossier
from workflow.law import Law
from workflow.services.writing import Order, WrittenDocument, write

# Printed the next day a text is still the same text: in its place stands a day that no dossier has, then taken away.
_NO_DAY = date(1861, 3, 17)
_NO_DAY_FORMS = (long_date(_NO_DAY), f"{_NO_DAY:%d/%m/%Y}")


def is_to_sign(order: Order) -> bool:
    """Whether somebody signs the document; the copy with coloured passages is only for the portal."""
    return bool(order.document.signed_by) and not order.is_highlighted


def undated(dossier: Dossier, law: Law) -> dict[str, Any]:
    """Return what templates may name, with the days that move by themselves standing still."""
    shared = context.build(dossier, law)
    still: dict[str, Any] = {"oggi": _NO_DAY, "data_documento": _NO_DAY}
    if dossier.is_sending_assumed:
        still["richiesta"] = {**shared["richiesta"], "data_invio": _NO_DAY}
    return {**shared, **still}


def undated_documents(
    dossier: Dossier, law: Law, orders: Sequence[Order], cache: TemplateCache | None = None
) -> list[WrittenDocument]:
    """Write the documents as if no day had passed, only to know their words."""
    return list(write(dossier, law, list(orders), is_draft=False, shared=undated(dossier, law), cache=cache))


def codes_of(
    dossier: Dossier, law: Law, orders: Iterable[Order], *, is_draft: bool, cache: TemplateCache | None = None
) -> Mapping[str, DocumentCode]:
    """Return the code of each document to be signed, by its stem."""
    wanted = [order for order in orders if is_to_sign(order)]
    if not wanted:
        return {}
    return {
        document.order.stem: code_of(dossier, document, is_draft=is_draft)
        for document in undated_documents(dossier, law, wanted, cache)
    }


def code_of(dossier: Dossier, document: WrittenDocument, *, is_draft: bool = False) -> DocumentCode:
    """Return the code of a document written without its day."""
    order = document.order
    return DocumentCode(
        dossier=dossier_sign(dossier.slug),
        document=document_sign(dossier.slug, order.output, order.key),
        version=version_sign(text_of(document)),
        edition=order.edition.from_,
        is_draft=is_draft,
    )


def text_of(document: WrittenDocument) -> str:
    """Return the words of a document written without its day, as they are compared."""
    text = read_document(document.content).text
    for form in _NO_DAY_FORMS:
        text = text.replace(form, "")
    return text
