"""Plans a new dossier folder: what files it holds and with which bytes; writing them is the services' part."""

import json
import textwrap
from collections.abc import Mapping
from typing import Any

from workflow.domain.attachment import AttachmentKind
from workflow.domain.finding import FieldPath
from workflow.domain.kind import Kind
from workflow.intake.attachment_guide import GUIDES, Guide, sample_name
from workflow.intake.attachments_folder import FOLDER_NAME
from workflow.intake.fascicolo_file import FILE_NAME
from workflow.intake.scaffold_yaml import SCHEMA_PATH, fascicolo_text
from workflow.intake.schema import fascicolo_schema
from workflow.intake.workbook_writer import members_workbook

_README = "LEGGIMI.txt"
_LINE = 78


def folder_plan(kind: Kind, values: Mapping[FieldPath, Any] | None = None) -> dict[str, bytes]:
    """Return the files of a new folder by relative path, in the order in which they should be written."""
    shown = [attachment for attachment in AttachmentKind if kind in GUIDES[attachment].kinds]
    texts = {
        FILE_NAME: fascicolo_text(kind, values),
        _README: _folder_readme(kind),
        ".gitignore": "# Ciò che il programma produce si può sempre rifare.\nuscita/\nuscita_*/\n",
        SCHEMA_PATH: json.dumps(fascicolo_schema(), ensure_ascii=False, indent=2) + "\n",
        f"{FOLDER_NAME}/{_README}": _attachments_readme(shown),
        **{f"{FOLDER_NAME}/{attachment.value}/{_README}": _kind_readme(attachment) for attachment in shown},
        f"misure/{_README}": _measures_readme(),
    }
    plan = {path: text.encode("utf-8") for path, text in texts.items()}
    plan["soci.xlsx"] = members_workbook(kind)
    return plan


def _folder_readme(kind: Kind) -> str:
    return _text(
        f"FASCICOLO – {kind.label} ({kind.value})",
        "Questa cartella contiene tutto ciò che si sa della configurazione. Si compila in quest'ordine:",
        "1. fascicolo.yaml – i dati della configurazione, del Referente e degli impianti (un editor di testo);",
        "2. soci.xlsx – i soci e i loro POD, una riga per POD (Excel o LibreOffice Calc);",
        "3. allegati – i documenti già in mano: in ogni cartella un LEGGIMI.txt dice che cosa ci va e come chiamarlo;",
        "4. misure – i file delle misure, quando ci sono.",
        "Per sapere che cosa manca:  dossier-cer check CARTELLA",
        "Per fare i documenti e il fascicolo da presentare:  dossier-cer build CARTELLA",
        "I documenti prodotti vanno nella cartella «uscita» (quelli di una variazione o di una risposta al GSE in "
        "«uscita_variazioni» e simili), che si può sempre cancellare e rifare.",
        "Qui dentro ci sono dati personali: non mettere la cartella dove altri la possono leggere.",
    )


def _attachments_readme(shown: list[AttachmentKind]) -> str:
    lines = [f"{kind.value}  –  {GUIDES[kind].title}. {GUIDES[kind].contents}" for kind in shown]
    others = ", ".join(kind.value for kind in AttachmentKind if kind not in shown)
    extra = [f"Altre cartelle che si possono creare, se servono: {others}."] if others else []
    return _text(
        "ALLEGATI",
        "Ogni documento va nella cartella del suo tipo. Il nome del file comincia con il codice di chi o di ciò a cui "
        "si riferisce: solo così il programma sa a chi appartiene. Maiuscole, spazi e trattini non contano.",
        "Formati: PDF, oppure foto JPEG o PNG ben leggibili. I file firmati digitalmente (.p7m, PDF firmati) non "
        "vanno aperti e risalvati.",
        *lines,
        *extra,
    )


def _kind_readme(kind: AttachmentKind) -> str:
    guide: Guide = GUIDES[kind]
    how = (
        f"Il nome del file comincia con {guide.owner.value}. Esempio (codice inventato):  {sample_name(kind)}"
        if guide.needs_key
        else f"Il nome del file è libero. Esempio:  {sample_name(kind)}"
    )
    return _text(guide.title.upper(), guide.contents, how)


def _measures_readme() -> str:
    return _text(
        "MISURE",
        "I file delle misure di prelievo e di immissione, e dei prezzi, si importano così come arrivano con "
        "«dossier-cer import measures CARTELLA FILE»: il comando li riconosce e li tiene qui, in «originali». Per un "
        "fascicolo di accesso non servono.",
    )


def _text(*paragraphs: str) -> str:
    return "\n\n".join(textwrap.fill(each, _LINE, break_long_words=False) for each in paragraphs) + "\n"
