"""Both PDF engines print what the template says: numbers, references, pages, repeated heads, blocks kept together."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdf
import pytest

from workflow.bundle.pdf_engine import PdfJob, choose_engine
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render

Compile = Callable[[str], Path]
Printed = Callable[[Path, str], list[str]]

SOURCE = """\
# Statuto
_di prova_

### Oggetto {#oggetto}
1. Primo comma.
2. Secondo comma:
   a) lettera prima;
   b) lettera seconda.

{% if con_rid %}
### Omesso {#omesso}
Testo.
{% endif %}

### Recesso {#recesso}
1. Comma del recesso, vedi l'{{ art('oggetto') }} e l'{{ art('finale') }}.

### Finale {#finale}
Testo con {{ nome }} & 10 €. {{ casella(vero) }} sì {{ casella(falso) }} no

<<<

| Intestazione | Nome |
|---|---|
| {%tr for riga in righe %} |
| {{ riga }} | {{ nome }} |
| {%tr endfor %} |

{% for riga in riempitivo %}
{{ riga }}
{% endfor %}

::: approvazione
Approvazione specifica delle clausole.
:::

::: firme
Luogo e data | Cuneo
Il mandante | {{ nome }}
Il mandatario | Anna D'Àmico
:::
"""


@pytest.fixture(params=["incorporato", "libreoffice"])
def printed(request: pytest.FixtureRequest, tmp_path: Path) -> Printed:
    """Print a Word file with each engine and return the text of its pages."""

    def by_engine(path: Path, name: str) -> list[str]:
        job = PdfJob(path, tmp_path / name / f"{path.stem}.pdf")
        (result,) = choose_engine(request.param).convert_many([job])
        assert result.problems == ()
        return _pages(job.pdf.read_bytes())

    return by_engine


def _pages(content: bytes) -> list[str]:
    return [
        " ".join(page.extract_text().replace("\u00a0", " ").split())
        for page in pypdf.PdfReader(io.BytesIO(content)).pages
    ]


def test_both_engines_print_numbers_references_margins_tables_and_signatures(
    compiled: Compile, printed: Printed, tmp_path: Path
) -> None:
    context = {
        "bozza": True,
        "pie": {"documento": "Statuto di prova", "edizione": "edizione 2026", "dossier": "CER Valle Màira"},
        "con_rid": False,
        "vero": True,
        "falso": False,
        "nome": "Rossi & Figli <srl>",
        "righe": [f"riga {number}" for number in range(60)],
        "riempitivo": [f"Riempitivo {number}." for number in range(22)],
    }
    path = tmp_path / "prova-stampa.docx"
    path.write_bytes(render(compiled(SOURCE), context, properties=DocumentProperties("Statuto", date(2026, 11, 22))))
    pages = printed(path, "pdf")
    first = pages[0]
    for words in (
        "Art. 1 – Oggetto",
        "2. Secondo comma",
        "b) lettera seconda",
        "Art. 2 – Recesso",
        "l’art. 1 e l’art. 3",
        "Art. 3 – Finale",
        "Rossi & Figli <srl> & 10 €",
        "■ sì □ no",
    ):
        assert words in first, words
    assert len(pages) >= 4
    for number, page in enumerate(pages, start=1):
        assert f"Pagina {number} di {len(pages)}" in page
        assert "CER Valle Màira" in page
        assert "BOZZA" in page
        assert "Statuto di prova · edizione 2026" in page
    with_rows = [page for page in pages if "riga " in page]
    assert len(with_rows) >= 2
    assert all("Intestazione" in page for page in with_rows)
    [signed] = [page for page in pages if "Approvazione specifica" in page]
    assert all(words in signed for words in ("Luogo e data: Cuneo", "Il mandante", "Il mandatario", "Anna D"))
