"""The archive that version 1 of the schema wrote, kept as it was: three examples with their moves."""

from pathlib import Path

FROZEN = Path(__file__).resolve().parents[1] / "unit" / "store" / "frozen" / "archivio-0001.sqlite.gz"
FIRST_TABLES = {
    "dossier": "id, slug, title, kind, phase, is_suspended, facts_sha256, version, created_at, updated_at",
    "facts": "id, dossier_id, number, sha256, content, recorded_at, origin",
    "folder": "id, dossier_id, path, facts_sha256, synchronised_at",
    "search_term": "id, dossier_id, kind, value, shown",
    "history": "id, dossier_id, number, at, who, event, from_phase, to_phase, reason, law_digest, facts_sha256, "
    "findings, previous_hash, hash",
}
