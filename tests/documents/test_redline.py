"""A file with tracked changes, accepted, is the second document and, refused, the first: for us and for LibreOffice."""

import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx.document import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders.word_files import add_runs, element, revision, word
from workflow.documents.comparison.items import lines_of
from workflow.documents.comparison.redline import redline
from workflow.documents.comparison.revisions import accepted, refused, remarks, revisions
from workflow.documents.package import read_package
from workflow.documents.wordml import Element, parse_part, tag
from workflow.resources import data_folder

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SCRIPT = Path(__file__).resolve().parents[1] / "builders" / "soffice_revisions.py"
PART = "word/document.xml"


def marked(one: bytes, other: bytes) -> bytes:
    content, _ = redline(read_package(one), read_package(other), author="dossier-cer", at=AT)
    return content


def body(content: bytes, part: str = PART) -> Element:
    return parse_part(read_package(content)[part])


def table(*rows: tuple[str, ...]) -> Callable[[Document], None]:
    def add(document: Document) -> None:
        made = document.add_table(len(rows), len(rows[0]))
        for row, texts in zip(made.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text

    return add


def bold_middle(document: Document) -> None:
    paragraph = add_runs(document, ["Il socio può ", "recedere in ogni momento", " e senza penali."])
    paragraph.runs[1].bold = True


def with_link(document: Document) -> None:
    paragraph = add_runs(document, ["Vedi "])
    link = element("w:hyperlink", anchor="qui")
    link.append(paragraph.add_run("l'articolo quinto")._r)
    paragraph._p.append(link)


PAIRS: dict[str, tuple[bytes, bytes]] = {
    "a word": (word("Il socio recede."), word("Il membro recede.")),
    "at the end": (word("a", "b"), word("a", "b", "c")),
    "the last one went": (word("a", "b", "c"), word("a", "b")),
    "at the beginning": (word("b", "c"), word("a", "b", "c")),
    "everything": (word("uno", "due"), word("tre", "quattro", "cinque")),
    "nothing left": (word("uno", "due"), word("")),
    "bold words": (word(bold_middle), word("Il socio può recedere con preavviso e senza penali.")),
    "in a link": (word(with_link), word("Vedi l'articolo sesto")),
    "a row came": (word(table(("a", "1"), ("b", "2"))), word(table(("a", "1"), ("x", "9"), ("b", "2")))),
    "a row went": (word(table(("a", "1"), ("b", "2"), ("c", "3"))), word(table(("a", "1"), ("c", "3")))),
    "a cell": (word(table(("Anna", "10 %"), ("Bruno", "90 %"))), word(table(("Anna", "20 %"), ("Bruno", "80 %")))),
    "a column came": (word("x", table(("a", "1"))), word("x", table(("a", "1", "z")))),
    "a table came": (word("prima", "dopo"), word("prima", table(("a", "b")), "dopo")),
    "a table went": (word("prima", table(("a", "b")), "dopo"), word("prima", "dopo")),
    "tabs and breaks": (word("a\tb\nc"), word("a\tx\nc\nd")),
    "ends meet": (word("uno due", "tre", "coda"), word("uno due quattro", "cinque nuovo", "altro", "coda")),
    "strange signs": (word("Rossi & Figli <srl> «è» 😀"), word("Rossi & Nipoti <srl> «è» 😀 & altro")),
}


@pytest.mark.parametrize("name", PAIRS)
def test_accepted_is_the_second_and_refused_the_first(name: str) -> None:
    one, other = PAIRS[name]
    root = body(marked(one, other))
    assert lines_of(accepted(root)) == lines_of(body(other))
    assert lines_of(refused(root)) == lines_of(body(one))


def test_what_is_equal_has_no_mark() -> None:
    one = word("uno", table(("a", "b")))
    assert not list(body(marked(one, one)).iter(tag("w:ins"), tag("w:del")))


def test_every_mark_has_our_name_the_day_and_its_own_number() -> None:
    root = body(marked(*PAIRS["everything"]))
    marks = list(root.iter(tag("w:ins"), tag("w:del")))
    assert {one.get(tag("w:author")) for one in marks} == {"dossier-cer"}
    assert {one.get(tag("w:date")) for one in marks} == {"2026-11-22T10:00:00Z"}
    assert len({one.get(tag("w:id")) for one in marks}) == len(marks)


def test_only_the_words_that_changed_are_marked_and_keep_their_look() -> None:
    root = body(marked(*PAIRS["bold words"]))
    removed = ["".join(node.text for node in one.iter(tag("w:delText"))) for one in root.iter(tag("w:del"))]
    assert "".join(removed).split() == ["in", "ogni", "momento"]
    added = next(root.iter(tag("w:ins")))
    assert next(added.iter(tag("w:b")), None) is not None


def test_equal_files_and_instant_give_equal_bytes() -> None:
    assert marked(*PAIRS["everything"]) == marked(*PAIRS["everything"])


def test_margins_are_compared_too() -> None:
    def margins(text: str) -> bytes:
        def fill(document: Document) -> None:
            document.sections[0].header.paragraphs[0].text = text

        return word("corpo", fill)

    content = marked(margins("Edizione 2024"), margins("Edizione 2025"))
    part = next(name for name in read_package(content) if name.startswith("word/header"))
    assert lines_of(accepted(body(content, part))) == ["Edizione 2025"]
    assert lines_of(refused(body(content, part))) == ["Edizione 2024"]


def _answer(document: Document) -> None:
    paragraph = add_runs(document, ["Il socio recede "])
    paragraph._p.append(revision("del", "in ogni momento"))
    paragraph._p.append(revision("ins", "con preavviso"))
    document.add_comment(add_runs(document, ["da discutere"]).runs, "siamo contrari", author="Avv. Bianchi")


def test_the_other_lawyers_changes_are_read_as_accepted_and_told() -> None:
    content = word(_answer)
    root = body(content)
    assert lines_of(accepted(root))[0] == "Il socio recede con preavviso"
    assert lines_of(refused(root))[0] == "Il socio recede in ogni momento"
    told = [(one.author, one.at[:10], one.kind, one.text) for one in revisions(root)]
    assert told == [
        ("Avv. Bianchi", "2026-02-03", "cancellazione", "in ogni momento"),
        ("Avv. Bianchi", "2026-02-03", "aggiunta", "con preavviso"),
    ]
    (remark,) = remarks(read_package(content))
    assert (remark.author, remark.text, remark.about) == ("Avv. Bianchi", "siamo contrari", "da discutere")
    result = body(marked(word("Il socio recede in ogni momento", "da discutere"), content))
    assert lines_of(accepted(result)) == ["Il socio recede con preavviso", "da discutere"]


texts = st.lists(
    st.lists(st.sampled_from(["il", "socio", "recede", "non", "12", "«è»", "&", "<a>"]), max_size=5).map(" ".join),
    max_size=7,
)


@given(one=texts, other=texts)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_paragraphs_both_texts_come_back(one: list[str], other: list[str]) -> None:
    root = body(marked(word(*one), word(*other)))
    assert lines_of(accepted(root)) == lines_of(body(word(*other)))
    assert lines_of(refused(root)) == lines_of(body(word(*one)))


def test_libreoffice_agrees(tmp_path: Path) -> None:
    """Every pair, and two editions of our statute, accepted and refused by LibreOffice itself."""
    statute = data_folder("templates") / "statuto_cer"
    editions = [path.read_bytes() for path in sorted(statute.glob("*.docx"))[:2]]
    pairs = {**PAIRS, "editions": (editions[0], editions[1])}
    files = {}
    for number, (name, (one, other)) in enumerate(pairs.items()):
        files[name] = tmp_path / f"{number}.docx"
        files[name].write_bytes(marked(one, other))
    subprocess.run(
        ["/usr/bin/python3", str(SCRIPT), str(tmp_path / "profilo"), *map(str, files.values())],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    wrong = []
    for name, path in files.items():
        for suffix, wanted in (("accepted", pairs[name][1]), ("refused", pairs[name][0])):
            got = _flat(path.with_suffix(f".{suffix}.docx").read_bytes())
            if got != _flat(wanted):
                wrong.append((name, suffix, got[:6], _flat(wanted)[:6]))
    assert wrong == []


def _flat(content: bytes) -> list[str]:
    return [" ".join(line.split()) for line in lines_of(body(content))]


def test_a_document_of_thirty_pages_takes_little() -> None:
    words = "Il Referente trasmette ai membri il prospetto del riparto entro la fine del mese successivo"
    one = word(
        *(f"{number}. {words} {number % 7}." for number in range(600)), table(*(("a", str(n)) for n in range(200)))
    )
    other = word(
        *(f"{number}. {words} {number % 5}." for number in range(600) if number % 50),
        table(*(("a", str(n)) for n in range(200) if n % 9)),
    )
    begun = time.process_time()
    content = marked(one, other)
    assert time.process_time() - begun < 20  # a second or two; quadratic in the paragraphs it would be minutes
    assert lines_of(accepted(body(content))) == lines_of(body(other))
