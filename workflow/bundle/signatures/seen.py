"""What is seen in a file with signatures: the facts of each one, before anybody is judged by them."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Seen(BaseModel):
    """A record of what was seen; frozen, and with no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Form(StrEnum):
    """How a signature is tied to what it signs."""

    PADES = "PAdES"
    CADES = "CAdES"
    CADES_DETACHED = "CAdES separata"


class Integrity(StrEnum):
    """Whether what was signed is still the same, and signed with that key."""

    INTACT = "integra"
    BROKEN = "alterata"
    UNKNOWN = "non_verificabile"


class Coverage(StrEnum):
    """How much of the file the signature covers."""

    WHOLE = "intero_file"
    REVISION = "revisione_precedente"
    PARTIAL = "parziale"


class Additions(StrEnum):
    """What was added to a PDF after a signature."""

    NONE = "nessuna"
    VALIDATION = "dati_di_validazione"
    SIGNATURES = "firme_successive"
    FORM = "moduli_compilati"
    ANNOTATIONS = "annotazioni"
    SUSPICIOUS = "modifiche_non_ammesse"


class CertificateState(StrEnum):
    """How the certificate stood when it was used."""

    VALID = "valido"
    EXPIRED = "scaduto"
    NOT_YET = "non_ancora_valido"
    REVOKED = "revocato"
    SUSPENDED = "sospeso"
    UNKNOWN = "non_verificabile"


class Revocation(StrEnum):
    """What lists of revoked certificates say."""

    GOOD = "non_revocato"
    REVOKED = "revocato"
    SUSPENDED = "sospeso"
    UNKNOWN = "non_verificabile"


class Chain(StrEnum):
    """Whether the certificate comes from an authority of the trust list."""

    TRUSTED = "fidata"
    UNKNOWN = "emittente_sconosciuto"
    BROKEN = "non_valida"


class Problem(StrEnum):
    """Why a file could not be examined, or not wholly."""

    EMPTY = "vuoto"
    TOO_LARGE = "troppo_grande"
    TOO_DEEP = "troppi_livelli"
    PROTECTED = "protetto"
    DAMAGED = "danneggiato"
    NOT_SIGNED_DATA = "busta_senza_firma"
    NOT_A_PDF = "non_e_un_pdf"
    CONTENT_MISSING = "originale_mancante"
    TOO_HARD = "esame_interrotto"
    MISSING = "inesistente"


class Nature(StrEnum):
    """What the content is, whatever its name says."""

    PDF = "pdf"
    PICTURE = "immagine"
    ENVELOPE = "busta"
    OTHER = "altro"


class SignerSeen(Seen):
    """Who the certificate says it is; `codice_fiscale_from` names the field in which the code was found."""

    name: str = ""
    codice_fiscale: str | None = None
    codice_fiscale_from: str | None = None
    organization: str | None = None
    organization_id: str | None = None
    issuer: str = ""
    serial: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None
    is_seal: bool = False
    is_for_signing: bool | None = None
    is_qualified: bool = False
    is_on_device: bool = False


class StampSeen(Seen):
    """One time stamp; `proves` when it is whole and of an authority of the trust list."""

    at: datetime
    authority: str = ""
    integrity: Integrity
    chain: Chain
    certificate: CertificateState
    is_weak: bool = False

    @property
    def proves(self) -> bool:
        """Whether the time it gives may be relied on."""
        is_sound = self.integrity is Integrity.INTACT and self.certificate is CertificateState.VALID
        return is_sound and self.chain is Chain.TRUSTED and not self.is_weak


class SignatureSeen(Seen):
    """One signature; times are None where nobody says them."""

    form: Form
    level: int = 1
    field: str | None = None
    signer: SignerSeen
    claimed_at: datetime | None = None
    stamped_at: datetime | None = None
    stamps: tuple[StampSeen, ...] = ()
    integrity: Integrity
    coverage: Coverage = Coverage.WHOLE
    additions: Additions = Additions.NONE
    certificate: CertificateState = CertificateState.UNKNOWN
    revocation: Revocation = Revocation.UNKNOWN
    revoked_at: datetime | None = None
    chain: Chain = Chain.UNKNOWN
    algorithm: str = ""
    is_weak: bool = False
    reasons: tuple[str, ...] = ()


class Layers(Seen):
    """The signatures of a file from the outside in, and the time stamps that are over whole files."""

    signatures: tuple[SignatureSeen, ...] = ()
    stamps: tuple[StampSeen, ...] = ()
    is_protected: bool = False


class PageSeen(Seen):
    """One page of a returned file: its text, the printed codes on it, and how it looks."""

    text: str = ""
    codes: tuple[str, ...] = ()
    is_blank: bool = False
    is_scan: bool = False


class FileSeen(Seen):
    """One file: the envelopes around the content, the signatures of all of them, and the content itself."""

    nature: Nature
    byte_count: int = 0
    sha256: str = ""
    problem: Problem | None = None
    envelopes: tuple[str, ...] = ()
    signatures: tuple[SignatureSeen, ...] = ()
    stamps: tuple[StampSeen, ...] = ()
    content_nature: Nature = Nature.OTHER
    content_sha256: str | None = None
    content_byte_count: int = 0
    earlier_sha256: tuple[str, ...] = ()
    active: tuple[str, ...] = ()
    page_count: int = 0
    pages: tuple[PageSeen, ...] = ()
