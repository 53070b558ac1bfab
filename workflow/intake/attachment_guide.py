"""What goes in each folder of `allegati/`, for people who fill it and for the reader, who must know whose a file is."""

from dataclasses import dataclass
from enum import StrEnum

from workflow.domain.attachment import AttachmentKind as A
from workflow.domain.kind import Kind


class Owner(StrEnum):
    """What the name of a file begins with."""

    SUBJECT = "il codice fiscale della persona o dell'ente"
    POINT = "il POD (o il codice fiscale)"
    PLANT = "il codice CENSIMP, il POD o il nome dell'impianto"
    PRACTICE = "il nome della variazione, o il protocollo dell'atto del GSE"
    NOBODY = "ciò che si vuole"


@dataclass(frozen=True)
class Guide:
    """A folder of attachments: title, contents, whose its files are, and for which kinds a new dossier has it."""

    title: str
    contents: str
    owner: Owner
    kinds: frozenset[Kind]
    sample: str

    @property
    def needs_key(self) -> bool:
        """Whether a file in it must say whose it is."""
        return self.owner is not Owner.NOBODY


_ALL = frozenset(Kind)
_NONE: frozenset[Kind] = frozenset()  # a folder that no new dossier needs: the window of the PNRR is closed
_COMMUNITIES = frozenset({Kind.CER, Kind.CEC})
_GROUPS = frozenset({Kind.GAC, Kind.CAAC})
_MANY = _COMMUNITIES | _GROUPS
_TARIFF = frozenset({Kind.CER, Kind.GAC, Kind.AID})


def _of(owner: Owner, title: str, contents: str, sample: str, kinds: frozenset[Kind] = _ALL) -> Guide:
    return Guide(title, contents, owner, kinds, sample)


GUIDES: dict[A, Guide] = {
    A.IDENTITY: _of(
        Owner.SUBJECT,
        "Documenti d'identità",
        "Copia fronte e retro del documento valido di chi firma: Referente, mandanti, chi rilascia dichiarazioni.",
        "carta identita",
    ),
    A.POWER_OF_ATTORNEY: _of(
        Owner.SUBJECT, "Procure", "La procura di chi firma al posto di un altro (chiave: chi la riceve).", "procura"
    ),
    A.ESCO: _of(
        Owner.SUBJECT,
        "Certificati ESCo",
        "Certificato UNI CEI 11352 in corso di validità del produttore terzo o del Referente.",
        "certificato UNI 11352",
    ),
    A.DEED: _of(
        Owner.NOBODY, "Atto costitutivo", "Atto costitutivo firmato e registrato.", "atto costitutivo", _COMMUNITIES
    ),
    A.STATUTE: _of(Owner.NOBODY, "Statuto", "Statuto vigente, firmato e registrato.", "statuto", _COMMUNITIES),
    A.CONTRACT: _of(
        Owner.NOBODY, "Contratto del gruppo", "Contratto di diritto privato firmato da tutti.", "contratto", _GROUPS
    ),
    A.MINUTES: _of(
        Owner.NOBODY, "Verbale di assemblea", "Verbale dell'assemblea che ha deliberato, firmato.", "verbale", _MANY
    ),
    A.MANDATE: _of(Owner.SUBJECT, "Mandati", "Mandati firmati, ciascuno con il nome di chi lo dà.", "mandato"),
    A.RELEASE: _of(
        Owner.SUBJECT,
        "Liberatorie",
        "Liberatorie firmate da chi resta fuori dal gruppo e permette di contare i suoi prelievi.",
        "liberatoria",
        _GROUPS,
    ),
    A.MEMBERSHIP: _of(
        Owner.SUBJECT, "Adesioni", "Schede di adesione firmate dai soci.", "scheda di adesione", _COMMUNITIES
    ),
    A.DECLARATION: _of(
        Owner.SUBJECT, "Dichiarazioni", "Dichiarazioni sostitutive firmate (DPR 445/2000).", "dichiarazione"
    ),
    A.BILL: _of(
        Owner.POINT, "Bollette", "Una bolletta recente per POD, con tutte le pagine dei consumi.", "bolletta"
    ),
    A.LINE_DIAGRAM: _of(
        Owner.PLANT, "Schemi unifilari", "Schema elettrico unifilare come costruito, firmato.", "schema unifilare"
    ),
    A.LICENCE: _of(Owner.PLANT, "Licenza di officina", "Licenza o codice ditta dell'Agenzia delle Dogane.", "licenza"),
    A.OPERATION_RULES: _of(
        Owner.PLANT, "Regolamento di esercizio", "Regolamento di esercizio firmato con il distributore.", "regolamento"
    ),
    A.METER_REPORT: _of(
        Owner.PLANT, "Verbali dei contatori", "Verbali di attivazione dei gruppi di misura.", "verbale contatori"
    ),
    A.SITE_TITLE: _of(
        Owner.PLANT, "Disponibilità dell'area", "Titolo da cui risulta il diritto di usare l'area.", "comodato"
    ),
    A.LABEL_PHOTO: _of(
        Owner.PLANT, "Foto delle targhe", "Fotografie leggibili delle targhe di moduli, inverter, macchine.", "targhe",
        _TARIFF,
    ),
    A.SERIALS: _of(Owner.PLANT, "Matricole dei moduli", "Elenco delle matricole, dal costruttore.", "matricole",
                   _TARIFF),
    A.DNSH: _of(Owner.PLANT, "Check-list DNSH", "Check-list DNSH compilata e firmata.", "DNSH", _TARIFF),
    A.GRANT: _of(Owner.PLANT, "Contributi", "Atti di concessione di contributi e aiuti.", "atto di concessione"),
    A.PERMIT: _of(
        Owner.PLANT, "Titolo autorizzativo", "Comunicazione, PAS, autorizzazione unica, Modello Unico.", "titolo"
    ),
    A.AS_BUILT: _of(Owner.PLANT, "Progetto come costruito", "Elaborati as built (impianti termici).", "as built"),
    A.PROCESS_DIAGRAM: _of(Owner.PLANT, "Schema P&I", "Schema di processo (impianti termici).", "schema PI"),
    A.REGENERATED: _of(
        Owner.PLANT, "Componenti rigenerati", "Dichiarazioni sui componenti rigenerati.", "componenti", _TARIFF
    ),
    A.PUMPING: _of(Owner.PLANT, "Pompaggio", "Relazione sui sistemi di pompaggio (idroelettrico).", "relazione"),
    A.LINKED_PLANTS: _of(
        Owner.PLANT, "Impianti collegati", "Elenco degli impianti di produttori collegati.", "elenco", _TARIFF
    ),
    A.PURPOSE: _of(
        Owner.PLANT,
        "Finalità CER",
        "Documenti con data certa da cui risulta che l'impianto nasce per la comunità.",
        "delibera",
        _COMMUNITIES,
    ),
    A.CONFORMITY: _of(
        Owner.PLANT, "Conformità", "Dichiarazione di conformità alla regola d'arte (DM 37/2008).", "conformita"
    ),
    A.CONTROL_AGREEMENT: _of(
        Owner.PLANT,
        "Accordo di controllo",
        "Accordo con cui l'impianto di altri è nella disponibilità e sotto il controllo della comunità.",
        "accordo",
        _COMMUNITIES,
    ),
    A.CABINA_PRIMARIA: _of(
        Owner.NOBODY, "Cabina primaria", "Stampa della mappa del GSE con l'area della cabina primaria.", "mappa"
    ),
    A.DRAWING: _of(
        Owner.NOBODY, "Planimetria", "Planimetria dell'edificio con unità, POD e impianti.", "planimetria", _GROUPS
    ),
    A.GAUDI: _of(Owner.PLANT, "GAUDÌ", "Attestazione di registrazione e schede di GAUDÌ.", "gaudi"),
    A.ATECO: _of(Owner.SUBJECT, "Visure", "Visura camerale o attribuzione del codice ATECO.", "visura"),
    A.PRIOR_INFORMATION: _of(
        Owner.NOBODY, "Informativa preventiva", "Prova dell'informativa sui benefici data a tutti.", "informativa",
        _TARIFF,
    ),
    A.QUOTE: _of(
        Owner.PLANT, "Preventivo di connessione", "Preventivo del distributore accettato.", "preventivo"
    ),
    A.ANTIMAFIA: _of(Owner.NOBODY, "Antimafia", "Documentazione antimafia, se dovuta.", "antimafia"),
    A.COMMUNICATION: _of(
        Owner.PRACTICE,
        "Comunicazioni al GSE",
        "Lettere firmate al GSE: variazioni, risposte, osservazioni, recesso, rinuncia.",
        "comunicazione firmata",
    ),
    A.PRACTICE_PAPER: _of(
        Owner.PRACTICE,
        "Carte di una pratica",
        "Ciò che prova una variazione (uscita, voltura, vendita, visura, nomina) o che il GSE ha chiesto.",
        "atto",
    ),
    A.PEC_RECEIPT: _of(
        Owner.PRACTICE,
        "Ricevute PEC",
        "Ricevute di accettazione e di consegna (.eml), come escono dalla casella: le mette «bundle receipt».",
        "accettazione",
        _NONE,
    ),
    A.BENEFICIAL_OWNERS: _of(
        Owner.PLANT, "Titolari effettivi (PNRR)", "Dichiarazioni dei titolari effettivi del beneficiario.",
        "titolari effettivi", _NONE,
    ),
    A.POLITICAL_EXPOSURE: _of(
        Owner.PLANT, "Esposizione politica (PNRR)", "Dichiarazione del beneficiario persona fisica.", "dichiarazione",
        _NONE,
    ),
    A.OTHER: _of(Owner.NOBODY, "Altro", "Ciò che serve tenere e non ha una cartella sua.", "appunto"),
}  # fmt: skip


def sample_name(kind: A) -> str:
    """Return a file name of the right form, with an invented key."""
    guide = GUIDES[kind]
    key = {
        Owner.SUBJECT: "RSSMRA80A01H501U ",
        Owner.POINT: "IT001E00000001 ",
        Owner.PLANT: "IM_0000001 ",
        Owner.PRACTICE: "aggiunta punto 1 ",
        Owner.NOBODY: "",
    }[guide.owner]
    return f"{key}{guide.sample}.pdf"
