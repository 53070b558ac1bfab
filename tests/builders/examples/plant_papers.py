"""The papers of a plant: diagram, licence, meters, labels, serial numbers, DNSH, permit, conformity, GAUDÌ, quote."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.builders.examples.papers import Sheet, day, label_photo, put
from workflow.bundle.stable_canvas import StableCanvas

GRID = ("Distribuzione di Esempio S.p.A.", "Gestore della rete di distribuzione")
TECHNICIAN = ("Studio tecnico Ranzani", "Per. ind. Leone Ranzani – timbro n. 000 del collegio di esempio")
# The voltage of the invented modules at their peak.
_VOLTS = 34.6


@dataclass(frozen=True)
class Site:
    """A plant with what its papers print beside its own facts."""

    plant: Mapping[str, Any]
    producer: str
    installer: str
    where: str

    @property
    def key(self) -> str:
        return self.plant.get("censimp") or self.plant["pod"]

    @property
    def entered_on(self) -> date:
        return self.plant["entrata_in_esercizio"]

    def heads(self) -> list[tuple[str, Any]]:
        plant = self.plant
        codes = [("Codice CENSIMP", plant["censimp"])] if plant.get("censimp") else []
        power = str(plant["potenza_kw"]).replace(".", ",")
        return [
            ("Impianto", f"{plant['nome']} – fotovoltaico da {power} kW"),
            ("Ubicazione", self.where),
            ("Catasto", f"foglio {plant['foglio']}, particella {plant['particella']}"),
            ("POD di immissione", plant["pod"]),
            *codes,
            ("Produttore", self.producer),
        ]


def papers(site: Site, kinds: tuple[str, ...]) -> dict[str, bytes]:
    """Return the papers of the kinds named, by path in the dossier folder."""
    found = {}
    for kind in kinds:
        for name, content in _WRITERS[kind](site):
            found[f"allegati/{kind}/{site.key} {name}"] = content
    return found


def _line_diagram(site: Site) -> Iterator[tuple[str, bytes]]:
    plant = site.plant
    sheet = Sheet("Schema elettrico unifilare come costruito", TECHNICIAN).facts(site.heads())
    module, inverter = plant["moduli"][0], plant["inverter"][0]
    boxes = [
        ("Generatore fotovoltaico", f"{module['quantita']} moduli {module['marca']} {module['modello']}"),
        ("Quadro in corrente continua", "sezionatori e scaricatori, una linea per stringa"),
        ("Inverter", f"{inverter['quantita']} × {inverter['marca']} {inverter['modello']}"),
        ("Quadro in corrente alternata", "interruttore generale, dispositivo e protezione di interfaccia CEI 0-21"),
        ("Contatore di produzione M2", "installato dal gestore di rete"),
        ("Contatore di scambio M1", f"punto di consegna {plant['pod']}"),
    ]
    if plant.get("accumulo"):
        boxes.insert(3, ("Accumulo", f"{plant['accumulo']['capacita_kwh']} kWh lato corrente continua"))
    _chain(sheet.canvas, boxes, sheet.y)
    sheet.y -= 52 * len(boxes) + 8
    sheet.signed(day(site.entered_on - timedelta(days=9)), ("Il tecnico, con timbro", "Per. ind. Leone Ranzani"))
    yield "schema unifilare.pdf", sheet.content()


def _chain(canvas: StableCanvas, boxes: list[tuple[str, str]], top: float) -> None:
    for place, (name, words) in enumerate(boxes):
        y = top - 52 * place - 34
        canvas.rect(120, y, 350, 36)
        put(canvas, 130, y + 21, name, 10.5, is_bold=True)
        put(canvas, 130, y + 8, words, 9.5)
        if place:
            canvas.line(295, y + 36, 295, y + 52)


def _licence(site: Site) -> Iterator[tuple[str, bytes]]:
    sheet = Sheet("Licenza di esercizio di officina di produzione di energia elettrica", ("Ufficio delle Dogane",))
    sheet.text(
        "Visti la denuncia di officina e il verbale di verifica, ai sensi del testo unico delle accise si rilascia "
        "la licenza e si attribuisce il codice ditta per l’officina descritta qui sotto."
    )
    sheet.facts([*site.heads(), ("Codice ditta", "IT00EX000000A"), ("Validità", "illimitata, salvo variazioni")])
    sheet.text("Il titolare versa il diritto annuale, tiene il registro di produzione e comunica ogni variazione.")
    sheet.signed(day(site.entered_on - timedelta(days=4)), ("Il direttore dell’ufficio", "dott.ssa Ines Falchi"))
    yield "licenza di officina.pdf", sheet.content()


def _operation_rules(site: Site) -> Iterator[tuple[str, bytes]]:
    sheet = Sheet("Regolamento di esercizio", GRID).facts(site.heads())
    sheet.text(
        "Le parti regolano l’esercizio in parallelo dell’impianto con la rete di bassa tensione: limiti di potenza "
        "immessa, tarature della protezione di interfaccia, accesso ai luoghi, manovre in sicurezza."
    )
    sheet.signed(
        day(site.entered_on - timedelta(days=3)),
        ("Per il gestore di rete", "Ugo Salis"),
        ("Il produttore", site.producer),
    )
    yield "regolamento di esercizio.pdf", sheet.content()


def _meter_report(site: Site) -> Iterator[tuple[str, bytes]]:
    sheet = Sheet("Verbale di attivazione dei gruppi di misura", GRID)
    sheet.facts(
        [*site.heads(), ("Data di attivazione", day(site.entered_on)), ("Primo parallelo", day(site.entered_on))]
    )
    sheet.table(
        ("Contatore", "Matricola", "Misura", "Lettura iniziale"),
        (
            ("M1", f"EX{site.plant['pod'][-6:]}1", "scambio con la rete", "0 kWh immessi"),
            ("M2", f"EX{site.plant['pod'][-6:]}2", "produzione", "0 kWh prodotti"),
        ),
        (1, 2, 2, 2),
    )
    sheet.text("Sigilli apposti e tarature verificate. L’impianto risulta connesso e attivato nella data indicata.")
    sheet.signed(day(site.entered_on), ("Per il gestore di rete", "Ugo Salis"), ("Il produttore", site.producer))
    yield "verbale contatori.pdf", sheet.content()


def _italian(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")


def _labels(site: Site) -> Iterator[tuple[str, bytes]]:
    module, inverter = site.plant["moduli"][0], site.plant["inverter"][0]
    watts = module["potenza_unitaria_w"]
    yield (
        "targa moduli.jpg",
        label_photo(
            (
                f"{module['marca']} {module['modello']}",
                f"Peak power Pmax {watts} W (STC)",
                "Power tolerance 0/+5 W",
                "Voc 41,5 V    Isc 13,7 A",
                "Vmp 34,6 V    Imp 13,0 A",
                "Max system voltage 1500 V DC",
                "IEC 61215 / IEC 61730  Class II",
            ),
            extension="jpg",
        ),
    )
    kilowatts = int(inverter["potenza_unitaria_w"]) // 1000
    yield (
        "targa inverter.png",
        label_photo(
            (
                f"{inverter['marca']} {inverter['modello']}",
                f"Rated AC power {kilowatts} kW",
                "Grid voltage 400 V 3/N/PE 50 Hz",
                "Max DC voltage 1100 V",
                "Protection IP66   Class I",
                "CEI 0-21  EN 62109-1/-2",
            ),
            extension="png",
        ),
    )


def _serials(site: Site) -> Iterator[tuple[str, bytes]]:
    module = site.plant["moduli"][0]
    count = module["quantita"]
    sheet = Sheet("Elenco delle matricole dei moduli", (site.installer,)).facts(
        [*site.heads(), ("Modulo", f"{module['marca']} {module['modello']}"), ("Numero di moduli", count)]
    )
    digits = site.plant["pod"][-4:]
    codes = [f"{module['modello'].replace('-', '')}{digits}{number:04d}" for number in range(1, count + 1)]
    sheet.table(
        ("Matricole", "", "", ""), [(codes[i : i + 4] + [""] * 3)[:4] for i in range(0, count, 4)], (1, 1, 1, 1)
    )
    sheet.signed(day(site.entered_on - timedelta(days=12)), ("L’installatore", site.installer))
    yield "elenco matricole.pdf", sheet.content()


def _dnsh(site: Site) -> Iterator[tuple[str, bytes]]:
    sheet = Sheet("Check-list DNSH – scheda 12, produzione di energia da pannelli solari", (site.producer,))
    sheet.facts(site.heads())
    sheet.ticked(
        (
            (
                "I moduli e gli inverter sono conformi alle norme tecniche di prodotto e alla direttiva sulla "
                "progettazione ecocompatibile."
            ),
            "È stata valutata la vulnerabilità ai rischi climatici del sito e non servono misure di adattamento.",
            "I moduli sono di un produttore iscritto al registro AEE; il fine vita è coperto da un sistema collettivo.",
            "I rifiuti di cantiere sono stati separati e avviati per la maggior parte a recupero (scheda 5).",
            "L’impianto sta su una copertura esistente, fuori da aree protette e siti Natura 2000.",
        )
    )
    sheet.text("La documentazione che prova ogni risposta è conservata dal produttore con il fascicolo dell’impianto.")
    sheet.signed(day(site.entered_on + timedelta(days=10)), ("Il produttore", site.producer))
    yield "check-list DNSH.pdf", sheet.content()


def _permit(site: Site) -> Iterator[tuple[str, bytes]]:
    permit = site.plant["titolo_autorizzativo"]
    sheet = Sheet("Comunicazione di avvio dei lavori di un impianto fotovoltaico", (site.producer,))
    sheet.text(
        f"Al {permit['ente']}, sportello unico – protocollo n. {permit['protocollo']} del {day(permit['data'])}."
    )
    sheet.facts(site.heads())
    sheet.text(
        "L’intervento rientra nell’attività libera: moduli complanari alla copertura, senza modifica della sagoma, "
        "fuori dal centro storico e da beni tutelati. Si allegano relazione, planimetria e dichiarazione del "
        "progettista."
    )
    sheet.signed(day(permit["data"]), ("Il dichiarante", site.producer), ("Il progettista", "Per. ind. Leone Ranzani"))
    yield "titolo autorizzativo.pdf", sheet.content()


def _conformity(site: Site) -> Iterator[tuple[str, bytes]]:
    sheet = Sheet("Dichiarazione di conformità dell’impianto alla regola dell’arte", (site.installer, "D.M. 37/2008"))
    sheet.text(
        "Il sottoscritto, titolare dell’impresa installatrice, dichiara sotto la propria responsabilità che "
        "l’impianto elettrico qui descritto è stato realizzato in modo conforme alla regola dell’arte."
    )
    sheet.facts(site.heads())
    sheet.ticked(
        (
            "rispettato il progetto del tecnico abilitato",
            "seguite le norme CEI 64-8 e CEI 0-21",
            "installati componenti adatti al luogo",
            "controllata la sicurezza e la funzionalità, con esito positivo",
        )
    )
    sheet.signed(day(site.entered_on - timedelta(days=6)), ("L’impresa installatrice", site.installer))
    yield "dichiarazione di conformità.pdf", sheet.content()


def _gaudi(site: Site) -> Iterator[tuple[str, bytes]]:
    plant = site.plant
    section = plant["sezioni"][0]
    sheet = Sheet("Attestazione di registrazione dell’impianto", ("Sistema GAUDÌ", "Anagrafica degli impianti"))
    sheet.facts(
        [
            *site.heads(),
            ("Sezione", section["codice_sezione"]),
            ("Unità di produzione", section["codice_up"]),
            ("Potenza in GAUDÌ", f"{plant['potenza_gaudi_kw']} kW".replace(".", ",")),
            ("Stato", "connesso e in esercizio"),
            ("Entrata in esercizio", day(site.entered_on)),
        ]
    )
    yield "attestazione GAUDÌ.pdf", sheet.content()


def _quote(site: Site) -> Iterator[tuple[str, bytes]]:
    sheet = Sheet("Preventivo di connessione accettato", GRID).facts(site.heads())
    sheet.facts([("Tensione di consegna", "400 V, bassa tensione"), ("Tempo di realizzazione", "60 giorni lavorativi")])
    sheet.text("Il richiedente accetta la soluzione tecnica proposta e versa il corrispettivo di connessione.")
    sheet.signed(day(site.entered_on - timedelta(days=150)), ("Per accettazione, il richiedente", site.producer))
    yield "preventivo accettato.pdf", sheet.content()


def control_agreement(site: Site, community: str, president: str, signer: str) -> dict[str, bytes]:
    """Return the agreement by which a plant of others is available to the community and under its control."""
    signed_on = site.plant["accordo_controllo_il"]
    sheet = Sheet("Accordo sulla disponibilità e sul controllo dell’impianto", (community,)).facts(site.heads())
    sheet.text(
        f"Tra {community}, rappresentata da {president}, e {site.producer}, rappresentato da {signer}, si conviene:"
    )
    for heading, words in (
        ("1. Disponibilità", "Tutta l’energia immessa dall’impianto rileva per la configurazione della comunità."),
        ("2. Controllo", ("L’impianto è esercito per le finalità della comunità e secondo le sue istruzioni: fermi "
         "programmati, potenziamenti e cambi di titolarità si concordano prima.")),
        ("3. Vendita", "L’energia immessa resta del produttore, che la vende a chi vuole."),
        ("4. Riparto", "Al produttore spetta la quota stabilita dal regolamento della comunità."),
        ("5. Durata e recesso", "L’accordo dura vent’anni; ciascuno può recedere con sei mesi di preavviso."),
    ):  # fmt: skip
        sheet.text(words, heading=heading)
    sheet.signed(day(signed_on), ("Per la comunità", president), ("Per il produttore", signer))
    return {f"allegati/accordo_controllo/{site.key} accordo di controllo.pdf": sheet.content()}


def cabina_map(area: str, names: list[str], consulted_on: date) -> bytes:
    """Return a sketch of the map of the primary substations, with the points of the request inside the area."""
    sheet = Sheet(
        f"Area convenzionale {area}", ("Mappa interattiva delle cabine primarie", f"consultata il {day(consulted_on)}")
    )
    canvas, top = sheet.canvas, sheet.y
    canvas.setFillGray(0.93)
    path = canvas.beginPath()
    path.moveTo(110, top - 40)
    for x, y in ((210, 8), (350, 28), (470, 60), (490, 190), (410, 290), (240, 310), (120, 230)):
        path.lineTo(x, top - y)
    path.close()
    canvas.drawPath(path, fill=1)
    canvas.setFillGray(0)
    for place, name in enumerate(names):
        x, y = 150 + 160 * (place % 2), top - 80 - 44 * (place // 2)
        canvas.circle(x, y, 3, fill=1)
        put(canvas, x + 6, y - 3, name, 8.5)
    sheet.y -= 340
    sheet.text(
        "Tutti i punti di prelievo e gli impianti della richiesta, cercati uno per uno con il POD, ricadono in "
        "questa area."
    )
    return sheet.content()


def roofs_drawing(sites: Sequence[Site], drawn_on: date) -> bytes:
    """Return a plan of the roofs with the modules on them and the delivery points."""
    sheet = Sheet("Planimetria degli impianti e dei punti di consegna", TECHNICIAN)
    for site in sites:
        canvas, top, plant = sheet.canvas, sheet.y, site.plant
        put(canvas, 62, top, f"{plant['nome']} – {site.where}", 10.5, is_bold=True)
        canvas.rect(90, top - 200, 330, 185)
        count = plant["moduli"][0]["quantita"]
        per_row = 22
        for place in range(count):
            canvas.rect(104 + 14 * (place % per_row), top - 42 - 14 * (place // per_row), 12, 12)
        canvas.rect(440, top - 200, 16, 22)
        put(canvas, 440, top - 214, f"M1 – POD {plant['pod']}", 8.5)
        put(canvas, 104, top - 192, f"{count} moduli, foglio {plant['foglio']}, particella {plant['particella']}", 8.5)
        sheet.y -= 245
    sheet.text("Disegno schematico delle coperture, non in scala.")
    sheet.signed(day(drawn_on), ("Il tecnico, con timbro", "Per. ind. Leone Ranzani"))
    return sheet.content()


_WRITERS = {
    "schema_unifilare": _line_diagram,
    "licenza_officina": _licence,
    "regolamento_esercizio": _operation_rules,
    "verbale_contatori": _meter_report,
    "foto_targhe": _labels,
    "matricole_moduli": _serials,
    "dnsh": _dnsh,
    "titolo_autorizzativo": _permit,
    "dichiarazione_conformita": _conformity,
    "gaudi": _gaudi,
    "preventivo_connessione": _quote,
}
WITHOUT_SIMPLIFIED = tuple(kind for kind in _WRITERS if kind != "regolamento_esercizio")
WITH_SIMPLIFIED = tuple(
    kind
    for kind in WITHOUT_SIMPLIFIED
    if kind not in {"licenza_officina", "verbale_contatori", "preventivo_connessione"}
)
