"""Which keys a new `fascicolo.yaml` shows for each kind, which it keeps commented out, and the titles between them."""

from workflow.domain.kind import Kind

_COMMUNITIES = frozenset({Kind.CER, Kind.CEC})
_GROUPS = frozenset({Kind.GAC, Kind.CAAC})
_REMOTE = frozenset({Kind.AID, Kind.CAD})
_TARIFF = frozenset({Kind.CER, Kind.GAC, Kind.AID})
_MANY = _COMMUNITIES | _GROUPS

# Keys, by path without list positions, that only some kinds need; all the others are for every kind.
ONLY_FOR: dict[str, frozenset[Kind]] = {
    "comunita": _COMMUNITIES,
    "comunita.statuto.elementi.f": frozenset({Kind.CER}),
    "edificio": _GROUPS,
    "contratto": _GROUPS,
    "contratto.contenuti.k4": frozenset({Kind.GAC}),
    "impianti.intervento": _TARIFF,
    "impianti.incentivo_richiesto": _TARIFF,
    "impianti.stessa_fonte_prima": _TARIFF,
    "impianti.sola_sostituzione_moduli": _TARIFF,
    "impianti.gia_in_regime_2020": _TARIFF,
    "impianti.componenti": _TARIFF,
    "impianti.rigenerazione": _TARIFF,
    "impianti.dnsh": _TARIFF,
    "impianti.contributi": _TARIFF,
    "impianti.superbonus_kw": _TARIFF,
    "impianti.potenza_obbligo_kw": _TARIFF,
    "impianti.alimentazione": _TARIFF,
    "referente.bilancio": _TARIFF,
    "pnrr": frozenset({Kind.CER, Kind.GAC}),
    "impianti.idrogeno_tco2_t": _TARIFF,
    "impianti.nell_edificio": _GROUPS,
    "impianti.presso_utenza_cliente": _REMOTE,
    "impianti.accordo_controllo_il": _COMMUNITIES,
    "impianti.proprieta_comunita": _COMMUNITIES,
    "impianti.documenti_finalita_cer_il": frozenset({Kind.CER}),
    "impianti.produttore.segue_istruzioni": _GROUPS | _REMOTE,
    "richiesta.informativa_preventiva": _TARIFF,
    "richiesta.destinazione_eccedenza": _TARIFF,
    "richiesta.consensi_rse": _TARIFF,
    "scelte": _MANY | _TARIFF,
    "scelte.criterio_riparto": _MANY,
    "scelte.quota_produttori": _MANY,
    "scelte.quota_consumatori": _MANY,
    "scelte.quota_fondo_sociale": _MANY,
    "scelte.quota_spese": _MANY,
    "scelte.uso_eccedenza": _TARIFF,
    "scelte.quota_associativa_eur": _COMMUNITIES,
    "scelte.delegato_riparto": _MANY,
    "scelte.durata_anni": _MANY,
    "scelte.rendiconto_entro": _MANY,
}

_PERSON_DETAILS = ("sesso", "nato_provincia")
_THIRD_PARTY = (
    "tipo",
    "nome",
    "cognome",
    "denominazione",
    "partita_iva",
    "sesso",
    "nato_il",
    "nato_a",
    "nato_provincia",
    "indirizzo",
    "categoria",
    "dimensione",
    "ateco",
    "ateco_edizione",
    "telefono",
    "iban",
    "rappresentante",
    "documento",
)

# Keys that few dossiers need: written, but commented out.
COMMENTED_OUT: frozenset[str] = frozenset(
    {
        "configurazione.isola_minore",
        "comunita.fondo_iniziale_eur",
        "comunita.valore_quota_eur",
        "comunita.assemblea_costitutiva",
        "comunita.assemblea_ordinaria",
        "configurazione.sdc",
        "comunita.partita_iva",
        "comunita.statuto.passaggi_evidenziati",
        "comunita.consiglio",
        *(f"comunita.rappresentante.{key}" for key in _PERSON_DETAILS),
        "edificio.studio_amministratore",
        *(f"edificio.amministratore.{key}" for key in _PERSON_DETAILS),
        *(f"referente.{key}" for key in _THIRD_PARTY),
        "referente.certificato_esco",
        "referente.procuratore",
        "referente.procura_del",
        "referente.procura_scade_il",
        "impianti.gaudi_corretto_il",
        "impianti.macchine",
        *(f"impianti.produttore.{key}" for key in (*_THIRD_PARTY, "pec", "email")),
        "impianti.produttore.certificato_esco",
        "impianti.produttore.produttori_collegati",
        "impianti.decorrenza_richiesta",
        "impianti.particelle_contigue",
        "impianti.stesso_impianto_di",
        "impianti.sezioni.altra_configurazione",
        "impianti.edificio",
        "impianti.concessione",
        "impianti.quota_non_rinnovabile",
        "impianti.pompaggio",
        "impianti.accumulo",
        "impianti.ssp_fine",
        "impianti.rid_fine",
        "impianti.potenza_prelievo_kw",
        "impianti.documenti_finalita_cer_il",
        "mandati",
        "richiesta.codice",
        "richiesta.contingente_raggiunto_il",
        "richiesta.ritirata_il",
        "richiesta.invii_precedenti",
        "referente.bilancio",
        "impianti.alimentazione",
        "impianti.incentivo_annuo_eur",
        "impianti.latitudine",
        "impianti.longitudine",
        "impianti.inclinazione",
        "impianti.orientamento",
        "impianti.tensione",
        "pnrr",
        "contratto_gse",
        "atti_gse",
        "variazioni",
        "uscite",
        "stima_benefici",
        "contratto.assemblea.votazioni",
        "impianti.rigenerazione",
        "riscontri",
        "deroghe",
    }
)

# Lists whose being empty is an answer: written without a first item, which would have to be deleted to say «none».
MAY_BE_NONE = frozenset({"impianti.contributi"})

# Titles over the groups of keys at the top of the file, with the words that explain them.
SECTIONS: dict[str, tuple[str, str]] = {
    "configurazione": ("LA CONFIGURAZIONE", "Che cosa si chiede al GSE e dove."),
    "comunita": (
        "LA COMUNITÀ",
        "Nome, sede, chi la rappresenta, statuto. Degli elementi dello statuto si scrive sì solo dopo averli letti.",
    ),
    "edificio": ("L'EDIFICIO O CONDOMINIO", "Dove stanno le utenze del gruppo, e chi lo amministra."),
    "contratto": ("IL CONTRATTO DEL GRUPPO", "Contratto firmato da tutti, oppure verbale di assemblea."),
    "referente": (
        "IL REFERENTE",
        "Chi presenta la richiesta. Se è la comunità, un socio o l'amministratore basta il suo codice fiscale.",
    ),
    "impianti": (
        "GLI IMPIANTI",
        "Un gruppo che comincia con il trattino per ogni impianto: per aggiungerne uno si copia dal trattino in giù.",
    ),
    "mandati": ("I MANDATI", "Un gruppo per ogni mandato al Referente. Togliere i # e compilare."),
    "richiesta": ("LA RICHIESTA AL GSE", "Ciò che il Referente dichiara; «inviata_il» si scrive dopo l'invio."),
    "scelte": ("LE SCELTE", "Ciò che l'assemblea o il gruppo decide e che i documenti riportano."),
    "pnrr": (
        "I PROGETTI PNRR",
        "Solo per domande presentate prima della chiusura dello sportello. Togliere i # e compilare.",
    ),
    "contratto_gse": (
        "IL CONTRATTO CON IL GSE",
        "Si compila dopo l'accoglimento, con i dati del provvedimento. Togliere i # e compilare.",
    ),
    "atti_gse": ("GLI ATTI DEL GSE", "Un gruppo per ogni atto arrivato. Togliere i # e compilare."),
    "variazioni": (
        "LE VARIAZIONI",
        "Dopo l'accoglimento: un gruppo per ogni cosa che cambia. Togliere i # e compilare.",
    ),
    "uscite": (
        "LE USCITE",
        "Un gruppo per ogni membro che recede o è escluso. Togliere i # e compilare.",
    ),
    "stima_benefici": (
        "LA STIMA DEI BENEFICI",
        "Le cifre che l'informativa preventiva mostra, con le ipotesi. Togliere i # e compilare.",
    ),
    "riscontri": (
        "I RISCONTRI",
        "Ciò che si legge sulle carte che il programma non sa leggere (scansioni). Togliere i # e compilare.",
    ),
    "deroghe": (
        "LE DICHIARAZIONI MOTIVATE",
        "Solo per superare una regola che lo permette, con motivo e firma. Togliere i # e compilare.",
    ),
}

# Titles inside the plants, before the key that begins each group.
SUBTITLES: dict[str, str] = {
    "impianti.pod": "Codici",
    "impianti.potenza_kw": "Potenza ed energia",
    "impianti.moduli": "Apparecchi: un gruppo per ogni modello",
    "impianti.produttore": "Chi produce: se è un socio bastano codice fiscale e «fa_parte: sì»",
    "impianti.inizio_lavori": "Lavori ed entrata in esercizio",
    "impianti.indirizzo": "Dove si trova",
    "impianti.titolo_autorizzativo": "Autorizzazione e connessione",
    "impianti.componenti": "Ciò che si dichiara dell'impianto",
    "impianti.regola_arte": "Ciò che si dichiara dell'impianto",
    "impianti.accumulo": "Accumulo, scambio sul posto, ritiro dedicato",
    "impianti.accordo_controllo_il": "Rapporto con la comunità",
}
