"""`documents diff` from the terminal: editions, documents, what came back from the other lawyer."""

import io
import json
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document

from tests.builders.in_process import exit_code_of
from tests.builders.word_files import add_runs, hostile_files, put, revision, word
from workflow.cli.exit_code import ExitCode
from workflow.documents.catalogue import Catalogue
from workflow.documents.comparison.items import lines_of
from workflow.documents.comparison.revisions import accepted, refused
from workflow.documents.package import read_package
from workflow.documents.wordml import parse_part

EDITIONS = ("statuto_cer@2024-01-24", "statuto_cer@2025-04-30")


def ended(*words: str) -> int:
    return exit_code_of("documents", "diff", *words)


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = ended(*words, "--json")
    return code, json.loads(capsys.readouterr().out)


def lines(path: Path, settle: Any = accepted) -> list[str]:
    return lines_of(settle(parse_part(read_package(path.read_bytes())["word/document.xml"])))


def test_two_editions_of_the_statute_say_what_the_law_changed(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = answer(capsys, *EDITIONS)
    assert code == ExitCode.BLOCKING_FINDINGS
    assert (found["is_equal"], found["document"]) == (False, "statuto_cer")
    touched = {one["title"]: one["answers"] for one in found["clauses"] if one["touches_requirement"]}
    assert any("CER-08.b" in answers for answers in touched.values())
    assert found["counts"]["invariata"] > found["counts"]["modificata"] > 0
    assert "CER-08.b" in found["requirements_touched"]


def test_a_document_is_equal_to_itself(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = answer(capsys, EDITIONS[0], EDITIONS[0])
    assert (code, found["is_equal"]) == (ExitCode.OK, True)
    assert ended(EDITIONS[0], EDITIONS[0]) == ExitCode.OK
    assert "UGUALI" in capsys.readouterr().out


def test_people_read_words_requirements_and_facts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    one = put(tmp_path, "a.docx", word("Art. 1 – Recesso", "Il socio recede entro trenta giorni."))
    other = put(tmp_path, "b.docx", word("Art. 1 – Recesso", "Il socio non recede entro sessanta giorni."))
    assert ended(str(one), str(other)) == ExitCode.BLOCKING_FINDINGS
    out = " ".join(capsys.readouterr().out.replace("│", " ").split())
    for words in ("{+", "non", "[-trenta-]", "{+sessanta+}", "negazione: – → non", "DIVERSI"):
        assert words in out


def _came_back(document: Document) -> None:
    add_runs(document, ["Art. 1 – Recesso"]).runs[0].bold = True
    paragraph = add_runs(document, ["Il socio recede "])
    paragraph._p.append(revision("del", "in ogni momento"))
    paragraph._p.append(revision("ins", "con preavviso"))
    add_runs(document, ["Art. 2 – Durata"]).runs[0].bold = True
    document.add_comment(
        add_runs(document, ["La durata è di dieci anni."]).runs, "troppo lunga?", author="Avv. Bianchi"
    )


def test_what_came_back_tells_whose_changes_comments_and_what_was_not_tracked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def ours(document: Document) -> None:
        for text in ("Art. 1 – Recesso", "Il socio recede in ogni momento", "Art. 2 – Durata"):
            add_runs(document, [text]).runs[0].bold = text.startswith("Art")
        add_runs(document, ["La durata è di venti anni."])

    one, other = put(tmp_path, "nostro.docx", word(ours)), put(tmp_path, "tornato.docx", word(_came_back))
    code, found = answer(capsys, str(one), str(other), "--out", str(tmp_path / "c.docx"), "--as-of", "2026-11-22")
    assert code == ExitCode.BLOCKING_FINDINGS
    assert {(r["author"], r["at"][:10], r["kind"]) for r in found["tracked_changes"]} == {
        ("Avv. Bianchi", "2026-02-03", "aggiunta"), ("Avv. Bianchi", "2026-02-03", "cancellazione"),
    }  # fmt: skip
    assert [r["text"] for r in found["comments"]] == ["troppo lunga?"]
    assert [r["title"] for r in found["untracked_changes"]] == ["Art. 2 – Durata"]
    facts = [fact for clause in found["clauses"] for fact in clause["facts"]]
    assert {"kind": "numero", "before": "venti", "after": "dieci"} in facts
    assert lines(tmp_path / "c.docx") == lines(other)
    assert lines(tmp_path / "c.docx", refused) == lines(one)
    document = read_package((tmp_path / "c.docx").read_bytes())["word/document.xml"]
    assert b'w:author="dossier-cer" w:date="2026-11-22T12:00:00Z"' in document
    assert b"Avv. Bianchi" not in document


class _Page(HTMLParser):
    """The words inside `ins` and `del`, and every address of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: dict[str, str] = {"ins": "", "del": ""}
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        for tag in ("ins", "del"):
            if tag in self.open:
                self.words[tag] += data


def test_the_page_shows_every_change_and_takes_nothing_from_elsewhere(tmp_path: Path) -> None:
    one = put(tmp_path, "a.docx", word("Il socio <b> & altri recede."))
    other = put(tmp_path, "b.docx", word("Il membro <b> & altri recede."))
    assert ended(str(one), str(other), "--out", str(tmp_path / "c.html")) == ExitCode.BLOCKING_FINDINGS
    text = (tmp_path / "c.html").read_text(encoding="utf-8")
    page = _Page()
    page.feed(text)
    assert page.words == {"ins": "membro", "del": "socio"}
    assert page.addresses == []
    assert "&lt;b&gt; &amp; altri" in text
    assert '<html lang="it">' in text


def test_a_pdf_is_compared_by_its_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = "L’associato recede in ogni momento, senza oneri, con una comunicazione scritta alla Comunità; "
    words = [
        "Art. 1 – Recesso",
        f"{rule}{rule.lower()}nient’altro gli è chiesto.",
        "Art. 2 – Durata",
        "Dura trenta anni.",
    ]
    one = put(tmp_path, "a.docx", word(*words))
    put(tmp_path, "b.docx", word(*words[:3], "Dura venti anni."))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profilo", "--headless", "--convert-to", "pdf", "--outdir",
         str(tmp_path), str(one), str(tmp_path / "b.docx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    code, found = answer(capsys, str(one), str(tmp_path / "a.pdf"))
    assert (code, found["is_equal"]) == (ExitCode.OK, True)
    code, found = answer(capsys, str(one), str(tmp_path / "b.pdf"))
    assert code == ExitCode.BLOCKING_FINDINGS
    (changed,) = [clause for clause in found["clauses"] if clause["status"] != "invariata"]
    assert changed["facts"] == [{"kind": "numero", "before": "trenta", "after": "venti"}]
    assert ended(str(one), str(tmp_path / "b.pdf"), "--out", str(tmp_path / "c.docx")) == ExitCode.USAGE


def test_the_tracked_changes_can_be_printed(tmp_path: Path) -> None:
    one, other = put(tmp_path, "a.docx", word("Il socio recede.")), put(tmp_path, "b.docx", word("Il membro recede."))
    assert ended(str(one), str(other), "--out", str(tmp_path / "c.pdf")) == ExitCode.BLOCKING_FINDINGS
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("name", hostile_files())
def test_a_hostile_file_is_refused_on_either_side(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = put(tmp_path, "a.docx", word("Testo."))
    bad = put(tmp_path, "b.docx", hostile_files()[name])
    for pair in ((good, bad), (bad, good)):
        assert ended(*map(str, pair)) == ExitCode.BROKEN_FILE
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("manca.docx", EDITIONS[0]), ExitCode.NOT_FOUND),
        (("nessuno@2024-01-24", EDITIONS[0]), ExitCode.NOT_FOUND),
        (("statuto_cer@1999-01-01", EDITIONS[0]), ExitCode.BROKEN_FILE),
        (("statuto_cer@propria", EDITIONS[0]), ExitCode.BROKEN_FILE),
        ((*EDITIONS, "--out", "{folder}/c.txt"), ExitCode.USAGE),
        ((*EDITIONS, "--out", "{folder}/c.html"), ExitCode.WRITE_REFUSED),
        ((EDITIONS[0],), ExitCode.USAGE),
    ],
)
def test_each_end_has_its_code(words: tuple[str, ...], code: ExitCode, tmp_path: Path) -> None:
    put(tmp_path, "c.html", b"c'era")
    assert ended(*(one.format(folder=tmp_path) for one in words)) == code
    assert (tmp_path / "c.html").read_bytes() == b"c'era"


def test_every_edition_of_ours_can_be_compared_and_gives_back_both_texts(tmp_path: Path) -> None:
    done = 0
    for document in Catalogue.load().all():
        for before, after in zip(document.editions, document.editions[1:], strict=False):
            target = tmp_path / f"{document.id}{after.name}.docx"
            ended(f"{document.id}@{before.name}", f"{document.id}@{after.name}", "--out", str(target))
            assert lines(target) == lines(after.path)
            assert lines(target, refused) == lines(before.path)
            assert docx.Document(io.BytesIO(target.read_bytes())).paragraphs
            done += 1
    assert done
