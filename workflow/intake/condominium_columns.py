"""The columns of the workbook with a row for each condominium: any key of `fascicolo.yaml`, by name or in words."""

from collections.abc import Iterator
from functools import cache
from itertools import product

from workflow.domain.dossier import Fascicolo
from workflow.domain.finding import FieldPath
from workflow.domain.record import Record
from workflow.intake.shape import FieldShape, ValueKind, shape_of
from workflow.intake.written_values import folded

CODE: FieldPath = ("identificativo",)
KIND: FieldPath = ("configurazione", "tipologia")
# How many voices of a list may have columns of their own, the outermost first.
_VOICES = (4, 2, 1)
_GROUPS = {
    "configurazione": "Configurazione",
    "edificio": "Edificio",
    "contratto": "Contratto",
    "referente": "Referente",
    "impianti": "Impianto",
    "mandati": "Mandato",
    "richiesta": "Richiesta",
    "scelte": "Scelte",
}
# Other words by which people head the columns that they use most.
_SYNONYMS: dict[FieldPath, tuple[str, ...]] = {
    CODE: ("Codice condominio", "Codice", "Condominio", "Codice fascicolo", "Fascicolo", "Identificativo", "ID"),
    KIND: ("Tipo", "Tipologia", "Tipo di configurazione"),
    ("configurazione", "denominazione"): ("Denominazione gruppo", "Nome del gruppo", "Gruppo"),
    ("configurazione", "cabina_primaria"): ("Cabina primaria", "Codice cabina primaria", "Cabina"),
    ("configurazione", "comune"): ("Comune", "Città"),
    ("configurazione", "provincia"): ("Provincia", "Prov."),
    ("edificio", "denominazione"): ("Denominazione condominio", "Nome condominio", "Denominazione"),
    ("edificio", "codice_fiscale"): ("Codice fiscale condominio", "CF condominio", "Codice fiscale"),
    ("edificio", "indirizzo", "via"): ("Indirizzo", "Via", "Indirizzo condominio"),
    ("edificio", "indirizzo", "civico"): ("Civico", "Numero civico", "N. civico"),
    ("edificio", "indirizzo", "cap"): ("CAP", "C.A.P."),
    ("edificio", "pec"): ("PEC", "PEC condominio"),
    ("edificio", "iban"): ("IBAN", "IBAN condominio"),
    ("edificio", "unita"): ("Unità immobiliari", "Unità"),
    ("edificio", "condomini"): ("Condòmini", "Numero condòmini"),
    ("edificio", "amministratore", "nome"): ("Nome amministratore",),
    ("edificio", "amministratore", "cognome"): ("Cognome amministratore",),
    ("edificio", "amministratore", "codice_fiscale"): ("Codice fiscale amministratore", "CF amministratore"),
    ("contratto", "assemblea", "tenuta_il"): ("Data assemblea", "Assemblea del", "Assemblea"),
    ("impianti", 0, "pod"): ("POD impianto", "POD di produzione", "POD produzione"),
    ("impianti", 0, "censimp"): ("CENSIMP", "Codice CENSIMP"),
    ("impianti", 0, "potenza_kw"): ("Potenza impianto (kW)", "Potenza impianto", "kW impianto"),
    ("impianti", 0, "entrata_in_esercizio"): ("Entrata in esercizio", "Data di entrata in esercizio"),
}
# What a new workbook shows; every other key of `fascicolo.yaml` may be added as the heading of a column.
_SHOWN = """
identificativo
configurazione: tipologia denominazione cabina_primaria comune provincia costituita_il primo_incontro_il
edificio: tipo denominazione codice_fiscale indirizzo.via indirizzo.civico indirizzo.cap indirizzo.comune
  indirizzo.provincia foglio particella unita condomini pec iban
edificio.amministratore: nome cognome codice_fiscale sesso nato_il nato_a nato_provincia qualifica residenza.via
  residenza.civico residenza.cap residenza.comune residenza.provincia documento.tipo documento.numero
  documento.rilasciato_da documento.scade_il
contratto: forma firme firmato_da_tutti contenuti.k1 contenuti.k2 contenuti.k3 contenuti.k4
contratto.assemblea: tenuta_il convocata_il prima_convocazione_il prima_convocazione_ora luogo ora_inizio ora_fine
  convocazione presidente segretario presenti millesimi_presenti favorevoli millesimi_favorevoli contrari
  millesimi_contrari astenuti millesimi_astenuti
referente: ruolo tipo nome cognome denominazione codice_fiscale sesso nato_il nato_a nato_provincia indirizzo.via
  indirizzo.civico indirizzo.cap indirizzo.comune indirizzo.provincia pec email telefono iban documento.tipo
  documento.numero documento.rilasciato_da documento.scade_il nominato_il
impianti.1: nome fonte intervento pod censimp cabina_primaria potenza_kw potenza_gaudi_kw producibilita_kwh
  entrata_in_esercizio inizio_lavori indirizzo.via indirizzo.civico indirizzo.cap indirizzo.comune indirizzo.provincia
  foglio particella collocazione nell_edificio titolo_area titolare_area produttore.tipo produttore.denominazione
  produttore.codice_fiscale produttore.fa_parte incentivo_richiesto dnsh
mandati.1: tipo mandante impianto conferito_il firmato
richiesta: procedura canale rid informativa_preventiva destinazione_eccedenza possesso_mandati consensi_sii consensi_rse
scelte: criterio_riparto uso_eccedenza delegato_riparto durata_anni rendiconto_entro
"""


def shown_paths() -> tuple[FieldPath, ...]:
    """Return the keys that a new workbook shows, in order."""
    found: list[FieldPath] = []
    group: FieldPath = ()
    for word in _SHOWN.split():
        if word.endswith(":"):
            group = _steps(word[:-1])
        else:
            found.append((*group, *_steps(word)))
    return tuple(found)


def heading_of(path: FieldPath) -> str:
    """Return the words that head the column of a key."""
    if path == CODE:
        return "Codice condominio"
    head, *rest = path
    voice = ""
    if rest and isinstance(rest[0], int):
        voice = f" {rest[0] + 1}" if rest[0] else ""
        rest = rest[1:]
    steps = " ".join(str(step + 1) if isinstance(step, int) else step.replace("_", " ") for step in rest)
    return f"{_GROUPS.get(str(head), str(head).replace('_', ' ').capitalize())}{voice}: {steps}"


def find_path(heading: str) -> FieldPath | None:
    """Return the key that a heading names: its words, a synonym, or the key itself (`impianti.2.pod`)."""
    return _names().get(folded(heading))


def shape_at(path: FieldPath) -> FieldShape:
    """Return what may be written as the value of a key."""
    return _leaves()[path]


@cache
def _names() -> dict[str, FieldPath]:
    names: dict[str, FieldPath] = {}
    for path in _leaves():
        numbered = ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
        names[folded(numbered)] = path
        names.setdefault(folded(heading_of(path)), path)
        if all(step == 0 for step in path if isinstance(step, int)):
            names.setdefault(folded(".".join(step for step in path if isinstance(step, str))), path)
    for path, synonyms in _SYNONYMS.items():
        names |= {folded(synonym): path for synonym in synonyms}
    return names


@cache
def _leaves() -> dict[FieldPath, FieldShape]:
    """Return every key that holds a value, with the voices of lists numbered from 0."""
    found: dict[FieldPath, FieldShape] = {}
    for pattern, shape in _patterns(Fascicolo, ()):
        lists = [place for place, step in enumerate(pattern) if step == 0 and isinstance(step, int)]
        for numbers in product(*(range(_VOICES[min(depth, len(_VOICES) - 1)]) for depth in range(len(lists)))):
            steps = list(pattern)
            for place, number in zip(lists, numbers, strict=True):
                steps[place] = number
            found[tuple(steps)] = shape
    return found


def _patterns(record: type[Record], path: FieldPath) -> Iterator[tuple[FieldPath, FieldShape]]:
    for key, shape in shape_of(record).items():
        if shape.record is not None:
            yield from _patterns(shape.record, (*path, key))
        elif shape.kind is ValueKind.LIST and shape.item is not None and shape.item.record is not None:
            yield from _patterns(shape.item.record, (*path, key, 0))
        else:
            yield (*path, key), shape


def _steps(dotted: str) -> FieldPath:
    return tuple(int(step) - 1 if step.isdigit() else step for step in dotted.split("."))
