"""Attachments: the papers people already have, in `allegati/<kind>/`."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.record import Record


class AttachmentKind(StrEnum):
    """The folder an attachment lies in; a file's name begins with the key it belongs to."""

    IDENTITY = "documento_identita"
    POWER_OF_ATTORNEY = "procura"
    ESCO = "certificato_esco"
    DEED = "atto_costitutivo"
    STATUTE = "statuto"
    CONTRACT = "contratto_gruppo"
    MINUTES = "verbale_assemblea"
    MANDATE = "mandato"
    RELEASE = "liberatoria"
    MEMBERSHIP = "adesione"
    DECLARATION = "dichiarazione"
    BILL = "bolletta"
    LINE_DIAGRAM = "schema_unifilare"
    LICENCE = "licenza_officina"
    OPERATION_RULES = "regolamento_esercizio"
    METER_REPORT = "verbale_contatori"
    SITE_TITLE = "disponibilita_area"
    LABEL_PHOTO = "foto_targhe"
    SERIALS = "matricole_moduli"
    DNSH = "dnsh"
    GRANT = "atto_contributo"
    PERMIT = "titolo_autorizzativo"
    AS_BUILT = "as_built"
    PROCESS_DIAGRAM = "schema_p_i"
    REGENERATED = "componenti_rigenerati"
    PUMPING = "relazione_pompaggio"
    LINKED_PLANTS = "elenco_impianti_collegati"
    PURPOSE = "finalita_cer"
    CONFORMITY = "dichiarazione_conformita"
    CONTROL_AGREEMENT = "accordo_controllo"
    CABINA_PRIMARIA = "cabina_primaria"
    DRAWING = "planimetria"
    GAUDI = "gaudi"
    ATECO = "visura"
    PRIOR_INFORMATION = "informativa_preventiva"
    QUOTE = "preventivo_connessione"
    ANTIMAFIA = "documentazione_antimafia"
    COMMUNICATION = "comunicazione_gse"
    PRACTICE_PAPER = "carte_pratica"
    PEC_RECEIPT = "ricevuta_pec"
    BENEFICIAL_OWNERS = "titolari_effettivi"
    POLITICAL_EXPOSURE = "esposizione_politica"
    OTHER = "altro"


class Attachment(Record):
    """A file that people handed over: its kind, the key in its name, and its fingerprint."""

    kind: AttachmentKind = Field(alias="tipo")
    path: str = Field(alias="file", description="Percorso relativo alla cartella del fascicolo")
    key: str | None = Field(None, alias="chiave", description="Codice fiscale, POD, CENSIMP o nome a cui si riferisce")
    sha256: str = Field(alias="sha256")
    byte_count: int = Field(alias="byte", ge=0)
