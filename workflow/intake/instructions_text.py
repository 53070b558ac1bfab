"""The words of the sheet «Istruzioni»: advice, what each kind of configuration needs, invented examples."""

from workflow.domain.kind import Kind

ADVICE = (
    (
        "Nel foglio «Soci» si scrive una riga per ogni POD, dalla terza riga in giù. Le intestazioni non vanno "
        "cambiate; le colonne si possono spostare."
    ),
    "Chi ha più POD ha più righe: basta ripetere codice fiscale e nome, il resto può restare vuoto.",
    "Chi non ha un POD (per esempio un produttore o un sostenitore) ha una riga con le colonne del POD vuote.",
    (
        "Ciò che non si sa ancora resta vuoto: il programma lo elenca tra i dati mancanti. Non scrivere trattini, «?» "
        "o «da definire»."
    ),
    (
        "CAP, codici fiscali, partite IVA e POD si scrivono per intero, zeri compresi. Le celle sono già in formato "
        "Testo: incollando da un altro file usare «Incolla valori»."
    ),
    (
        "Le date si scrivono giorno/mese/anno (22/11/2026). I numeri senza punto delle migliaia e con la virgola per i "
        "decimali (2700 oppure 19,8)."
    ),
    "Dove c'è una freccia si sceglie dall'elenco. Passando sull'intestazione compare la spiegazione della colonna.",
    "Questo foglio non viene letto dal programma: si può stampare o cancellare.",
)

_WHO = (
    "Di ogni socio: tipo di soggetto, cognome e nome (o denominazione), codice fiscale, indirizzo, un recapito, "
    "il documento d'identità di chi firma."
)
_BODY = (
    "Di enti, imprese e condomìni: anche partita IVA se c'è, categoria, dimensione e codice ATECO se sono imprese, "
    "PEC e i dati di chi firma (colonne «Rappresentante»)."
)
_POD = (
    "Di ogni POD: codice, indirizzo della fornitura, codice della cabina primaria, consumo annuo, potenza impegnata, "
    "se è attivo lo scambio sul posto."
)
_TARIFF = "Le date dell'adesione, dell'informativa sui benefici e della dichiarazione sostitutiva, e i due consensi."
_NO_TARIFF = "Le date dell'adesione e della dichiarazione sostitutiva, e il consenso ai dati SII."
_CONTROL = "Per ogni socio se esercita poteri di controllo: nella comunità non tutti i soggetti possono averli."
_BUILDING = (
    "Per ogni POD se è nell'edificio o condominio; per ogni unità l'interno, i millesimi e se chi aderisce è "
    "proprietario o inquilino."
)
_RELEASE = (
    "Chi non aderisce ma permette di contare i suoi prelievi va nell'elenco con «liberatoria» nella colonna «Membro "
    "o liberatoria»."
)
_CLIENT = (
    "C'è un solo soggetto, il cliente finale: si scrive in una riga per ciascuno dei suoi POD di prelievo nella stessa "
    "cabina primaria."
)

REQUIRED: dict[Kind, tuple[str, ...]] = {
    Kind.CER: (_WHO, _BODY, _POD, _CONTROL, _TARIFF),
    Kind.CEC: (_WHO, _BODY, _POD, _CONTROL, _NO_TARIFF),
    Kind.GAC: (_WHO, _BODY, _POD, _BUILDING, _RELEASE, _TARIFF),
    Kind.CAAC: (_WHO, _BODY, _POD, _BUILDING, _RELEASE, _NO_TARIFF),
    Kind.AID: (_CLIENT, _WHO, _BODY, _POD, _TARIFF),
    Kind.CAD: (_CLIENT, _WHO, _BODY, _POD, _NO_TARIFF),
}

# Nobody's data: the zeros show it, and the tool's own checks would refuse these codes.
_PERSON = {
    "tipo": "persona fisica",
    "cognome": "Esempio",
    "nome": "Maria",
    "codice_fiscale": "XXXXXX00X00X000X",
    "sesso": "F",
    "nato_il": "01/01/1980",
    "nato_a": "Cuneo",
    "indirizzo": "Via di Esempio",
    "civico": "4/B",
    "cap": "00000",
    "comune": "Cuneo",
    "provincia": "CN",
    "categoria": "persona fisica",
    "telefono": "0000 000000",
    "titolo": "membro",
    "ruolo": "consumatore",
    "poteri_controllo": "sì",
    "data_adesione": "15/03/2026",
    "unita_immobiliare": "scala A, interno 3",
    "millesimi": "85,5",
    "proprietario": "sì",
    "pod": "IT000E00000000",
    "indirizzo_pod": "Via di Esempio 4/B, Cuneo",
    "cabina_primaria": "AC000E00000",
    "nell_edificio": "sì",
    "ssp_attivo": "no",
    "consumo_annuo_kwh": "2700",
    "potenza_impegnata_kw": "3",
    "tensione": "BT",
}
_SECOND_POINT = {
    "cognome": "Esempio",
    "nome": "Maria",
    "codice_fiscale": "XXXXXX00X00X000X",
    "pod": "IT000E00000001",
    "indirizzo_pod": "Via dell'Altro Esempio 1, Cuneo",
    "cabina_primaria": "AC000E00000",
    "consumo_annuo_kwh": "900",
}
_FIRM = {
    "tipo": "persona giuridica",
    "denominazione": "Panificio di Esempio s.r.l.",
    "codice_fiscale": "00000000000",
    "partita_iva": "00000000000",
    "indirizzo": "Piazza di Esempio",
    "civico": "1",
    "cap": "00000",
    "comune": "Cuneo",
    "provincia": "CN",
    "categoria": "pmi",
    "dimensione": "micro",
    "ateco": "00.00.00",
    "ateco_edizione": "2025",
    "pec": "esempio@pec.esempio.it",
    "ruolo": "prosumer",
    "rappresentante_cognome": "Esempio",
    "rappresentante_nome": "Luigi",
    "rappresentante_codice_fiscale": "XXXXXX00X00X000X",
    "rappresentante_qualifica": "amministratore unico",
    "pod": "IT000E00000002",
    "consumo_annuo_kwh": "24000",
    "potenza_impegnata_kw": "15",
    "tensione": "BT",
}
_SUPPORTER = {
    "tipo": "persona fisica",
    "cognome": "Esempio",
    "nome": "Anna",
    "codice_fiscale": "XXXXXX00X00X000X",
    "ruolo": "sostenitore",
    "data_adesione": "15/03/2026",
}
_NOT_JOINING = {
    "tipo": "persona fisica",
    "cognome": "Esempio",
    "nome": "Carlo",
    "codice_fiscale": "XXXXXX00X00X000X",
    "titolo": "liberatoria",
    "unita_immobiliare": "scala A, interno 7",
    "proprietario": "no",
    "pod": "IT000E00000003",
    "nell_edificio": "sì",
}

_TWO_POINTS = (
    ("Una persona con due POD: prima riga", _PERSON),
    ("La stessa persona: seconda riga, solo codice fiscale, nome e POD", _SECOND_POINT),
)
_COMMUNITY_EXAMPLES = (
    *_TWO_POINTS,
    ("Un'impresa, con chi firma per lei", _FIRM),
    ("Un sostenitore senza POD", _SUPPORTER),
)
_GROUP_EXAMPLES = (
    *_TWO_POINTS,
    ("Un'impresa nell'edificio, con chi firma per lei", _FIRM),
    ("Un inquilino che non aderisce e dà la liberatoria", _NOT_JOINING),
)
_CLIENT_EXAMPLES = (("Il cliente, se è un'impresa", _FIRM), *_TWO_POINTS)

EXAMPLES: dict[Kind, tuple[tuple[str, dict[str, str]], ...]] = {
    Kind.CER: _COMMUNITY_EXAMPLES,
    Kind.CEC: _COMMUNITY_EXAMPLES,
    Kind.GAC: _GROUP_EXAMPLES,
    Kind.CAAC: _GROUP_EXAMPLES,
    Kind.AID: _CLIENT_EXAMPLES,
    Kind.CAD: _CLIENT_EXAMPLES,
}


def examples_note(kind: Kind) -> str:
    """Return the warning over the examples."""
    whom = "il cliente" if kind.is_remote else "i soci"
    return (
        f"Persone, imprese e codici di questi esempi non esistono e non superano i controlli: servono solo a mostrare "
        f"come si scrivono {whom}. Le colonne non citate restano vuote."
    )
