"""Four Word templates such as studios have: a statute, a mandate, a contract with a long table, a list of members."""

from typing import Any

from tests.builders.word_templates import cell, field, paragraph, parted, row, run, table, word_template

ARTICLES = 40
ROWS = 500
MEMBERS = 2_000
COLUMNS = ("nome", "codice_fiscale", "pod", "comune", "indirizzo", "ruolo", "consumo", "quota", "adesione", "note")
_SENTENCE = (
    "L’associazione persegue, senza fini di lucro, benefici ambientali, economici e sociali per i propri membri e per "
    "il territorio in cui opera, e ripartisce il ricavato secondo il regolamento approvato dall’assemblea. "
)
_BOLD = "<w:b/>"


def statute() -> bytes:
    """Return forty articles with conditions and lists: about twelve pages."""
    blocks = [paragraph(parted("Statuto di {{ nome }}"), style="Title")]
    for number in range(1, ARTICLES + 1):
        blocks += [
            paragraph(run(f"Art. {number} ", _BOLD), run("Oggetto e durata", _BOLD), style="Heading2"),
            paragraph(_SENTENCE, parted("La sede è in {{ comune }}, via {{ via }}. "), run(_SENTENCE)),
            paragraph("{%p if riconosciuta %}"),
            paragraph("L’associazione è iscritta al registro delle persone giuridiche. ", run(_SENTENCE)),
            paragraph("{%p else %}"),
            paragraph(parted("L’associazione {{ nome }} non è riconosciuta. ")),
            paragraph("{%p endif %}"),
            paragraph("{%p for organo in organi %}"),
            paragraph(
                parted("{{ loop.index }}) {{ organo.nome }}, in carica {{ organo.anni }} anni;"), style="ListBullet"
            ),
            paragraph("{%p endfor %}"),
        ]
    return _with_margins("".join(blocks))


def mandate() -> bytes:
    """Return a mandate of two pages."""
    blocks = [paragraph(parted("Mandato di {{ nome }}"), style="Title")]
    blocks += [
        paragraph(
            _SENTENCE, parted("Il mandante {{ nome }}, codice fiscale {{ codice_fiscale }}, "), run(_SENTENCE * 2)
        )
        for _ in range(8)
    ]
    rows = [row(f"Voce {number}", "{{ nome }}", "{{ comune }}") for number in range(6)]
    return _with_margins("".join((*blocks, table(3, rows), paragraph("Firma: ________________"))))


def contract() -> bytes:
    """Return twenty articles and a table of five hundred rows."""
    blocks = [paragraph(parted("Contratto di {{ nome }}"), style="Title")]
    for number in range(20):
        blocks += [
            paragraph(f"Art. {number + 1}", style="Heading2"),
            paragraph(_SENTENCE, parted("{% if riconosciuta %}Con{% else %}Senza{% endif %} oneri per {{ nome }}. ")),
        ]
    names = COLUMNS[:5]
    rows = [
        row(*names),
        row("{%tr for m in membri %}"),
        row(*(f"{{{{ m.{name} }}}}" for name in names)),
        row("{%tr endfor %}"),
    ]
    return _with_margins("".join((*blocks, table(len(names), rows), paragraph("Fine."))))


def members_list() -> bytes:
    """Return a table of two thousand rows of ten columns."""
    cells = [parted(f"{{{{ m.{name} }}}}") for name in COLUMNS]
    rows = [
        row(*COLUMNS),
        row("{%tr for m in membri %}"),
        row(*(cell(paragraph(each)) for each in cells)),
        row("{%tr endfor %}"),
    ]
    return _with_margins(paragraph("Elenco", style="Title") + table(len(COLUMNS), rows) + paragraph("Fine."))


def data(members: int) -> dict[str, Any]:
    """Return what the templates print: accents, quotes and the marks of XML among the names."""
    return {
        "nome": "CER «Val d’Elsa» & Figli <s.r.l.>",
        "comune": "Forlì",
        "via": "dell’Università, 7",
        "codice_fiscale": "RSSMRA80A01H501U",
        "riconosciuta": True,
        "organi": [{"nome": f"Organo n. {number} d’indirizzo", "anni": "3"} for number in range(3)],
        "membri": [_member(number) for number in range(members)],
    }


def _member(number: int) -> dict[str, str]:
    names = ("D’Àmico & Rossi", "Bianchi <già Neri>", "Müller", "O'Brien", "Nicolò")
    return {
        "nome": f"{names[number % len(names)]} {number}",
        "codice_fiscale": f"RSSMRA80A01H{number % 1000:03d}U",
        "pod": f"IT001E{number:08d}",
        "comune": "Forlì",
        "indirizzo": f"Via dell’Olmo, {number}",
        "ruolo": "consumatore",
        "consumo": f"{number * 7} kWh",
        "quota": "25,00 €",
        "adesione": "22/11/2026",
        "note": "",
    }


def _with_margins(body: str) -> bytes:
    footer = paragraph("Pagina ", field("PAGE"), " di ", field("NUMPAGES"), " – ", parted("{{ nome }}"))
    return word_template(body, header=paragraph(parted("{{ nome }}")), footer=footer, has_logo=True)
