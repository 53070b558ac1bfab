"""What a returned file is: by its bytes, by the codes on its pages, by its words."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from workflow.bundle.page_code import DocumentCode, document_sign, dossier_sign, version_sign
from workflow.bundle.returned.book import Book, Expected, Generated
from workflow.bundle.returned.recognition import How, recognise
from workflow.bundle.signatures.seen import FileSeen, Nature, PageSeen

COMMON = "il sottoscritto conferisce mandato senza rappresentanza al Referente per la richiesta di accesso al servizio "


def expected(name: str, text: str = "", sha256: str = "") -> Expected:
    words = text or f"{COMMON} nato a {name} il giorno {name} codice {name}{name}"
    code = DocumentCode(dossier_sign("x"), document_sign("x", "mandato", name), version_sign(words), date(2024, 1, 24))
    pdfs = (Generated(Path(f"{name}.pdf"), sha256, 2),) if sha256 else ()
    return Expected(f"mandato_{name}", "mandato", "mandato", f"Mandato – {name}", name, code, words, pdfs)


ANNA, BRUNO = expected("anna", sha256="1" * 64), expected("bruno")
BOOK = Book([ANNA, BRUNO])


def seen(*codes: str | None, text: str = "", **changes: object) -> FileSeen:
    pages = tuple(PageSeen(codes=(code,) if code else (), text=text) for code in codes)
    return FileSeen(
        nature=Nature.PDF, content_nature=Nature.PDF, page_count=len(pages), pages=pages, **changes
    )  # fmt: skip


def code(one: Expected, page: int, count: int = 2, **changes: object) -> str:
    return replace(one.code, **changes).on_page(page, count)


def test_a_file_that_was_generated_and_then_signed_is_known_by_its_bytes() -> None:
    found = recognise(seen(code(ANNA, 1), None, content_sha256="9" * 64, earlier_sha256=("1" * 64,)), BOOK)
    assert (found.how, found.pieces[0].expected, found.is_unchanged) == (How.BYTES, ANNA, False)
    assert found.pieces[0].missing == ()


def test_one_that_nobody_has_signed_is_unchanged() -> None:
    assert recognise(seen(code(ANNA, 1), None, content_sha256="1" * 64), BOOK).is_unchanged


def test_all_pages_in_order() -> None:
    found = recognise(seen(code(ANNA, 1), code(ANNA, 2)), BOOK)
    (piece,) = found.pieces
    assert (found.how, piece.expected, piece.missing, piece.is_in_order) == (How.CODE, ANNA, (), True)


def test_a_page_is_missing() -> None:
    (piece,) = recognise(seen(code(ANNA, 1, 3), code(ANNA, 3, 3)), BOOK).pieces
    assert (piece.missing, piece.is_in_order) == ((2,), True)


def test_pages_out_of_order_or_twice() -> None:
    assert not recognise(seen(code(ANNA, 2), code(ANNA, 1)), BOOK).pieces[0].is_in_order
    (piece,) = recognise(seen(code(ANNA, 1, 3), code(ANNA, 2, 3), code(ANNA, 2, 3), code(ANNA, 3, 3)), BOOK).pieces
    assert (piece.missing, piece.is_in_order) == ((), False)


def test_a_page_without_a_code_goes_with_the_document_before_it() -> None:
    (piece,) = recognise(seen(code(ANNA, 1), code(ANNA, 2), None), BOOK).pieces
    assert (piece.others, piece.last_page, piece.missing) == ((3,), 3, ())


def test_pages_before_the_first_code_go_with_the_first_document() -> None:
    (piece,) = recognise(seen(None, code(ANNA, 1), code(ANNA, 2)), BOOK).pieces
    assert (piece.others, piece.file_pages) == ((1,), (2, 3))


def test_two_documents_in_one_file_are_two_pieces() -> None:
    found = recognise(seen(code(ANNA, 1), code(ANNA, 2), None, code(BRUNO, 1), code(BRUNO, 2)), BOOK)
    assert [(piece.expected, piece.file_pages, piece.last_page) for piece in found.pieces] == [
        (ANNA, (1, 2), 3), (BRUNO, (4, 5), 5),
    ]  # fmt: skip


def test_two_copies_of_one_document_are_two_pieces() -> None:
    found = recognise(seen(code(ANNA, 1), code(ANNA, 2), code(ANNA, 1), code(ANNA, 2)), BOOK)
    assert [piece.file_pages for piece in found.pieces] == [(1, 2), (3, 4)]


def test_two_versions_of_one_document_are_two_pieces() -> None:
    found = recognise(seen(code(ANNA, 1), code(ANNA, 2, version="ZZZZZZZZ")), BOOK)
    assert len(found.pieces) == 2


def test_a_document_that_is_not_in_the_book_has_no_expected() -> None:
    stranger = expected("carla")
    (piece,) = recognise(seen(code(stranger, 1), code(stranger, 2)), BOOK).pieces
    assert (piece.expected, piece.code is not None) == (None, True)


def test_by_its_words_a_text_is_told_from_those_of_the_same_model() -> None:
    found = recognise(seen(None, text=ANNA.text), BOOK)
    assert (found.how, [piece.expected for piece in found.pieces]) == (How.TEXT, [ANNA])


def test_words_that_say_nobodys_name_are_several_documents() -> None:
    book = Book([expected("anna", COMMON * 3), expected("bruno", COMMON * 3)])
    found = recognise(seen(None, text=COMMON * 3), book)
    assert (found.pieces, len(found.candidates)) == ((), 2)


def test_other_words_are_nothing() -> None:
    found = recognise(seen(None, text="bolletta della luce, totale da pagare euro cento"), BOOK)
    assert (found.how, found.pieces, found.candidates) == (None, (), ())
