"""Both PDF engines print what the template says: numbers, references, pages, repeated heads, blocks kept together."""

import io
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdf
import pytest
import word2pdf

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


@pytest.fixture(params=["word2pdf", "libreoffice"])
def printed(request: pytest.FixtureRequest, tmp_path: Path) -> Printed:
    """Print a Word file and return the text of its pages."""

    def by_word2pdf(path: Path, _: str) -> list[str]:
        return _pages(word2pdf.convert_to_bytes(str(path)))

    def by_libreoffice(path: Path, name: str) -> list[str]:
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path / name), str(path)],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return _pages((tmp_path / name / f"{path.stem}.pdf").read_bytes())

    return by_word2pdf if request.param == "word2pdf" else by_libreoffice


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
