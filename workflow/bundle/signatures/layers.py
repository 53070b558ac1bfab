"""Checks all the signatures of a file: those of its envelopes, then those inside the PDF that they hold."""

from collections.abc import Sequence
from dataclasses import replace

from workflow.bundle.signatures.cms_signatures import check_signed_data
from workflow.bundle.signatures.envelopes import Envelope
from workflow.bundle.signatures.pades import check_pdf
from workflow.bundle.signatures.seen import Form, Integrity, Layers, SignatureSeen, StampSeen
from workflow.bundle.signatures.setting import Setting
from workflow.bundle.signatures.stamps import check_token, hashed


def check_layers(envelopes: Sequence[Envelope], content: bytes | None, setting: Setting, *, has_pdf: bool) -> Layers:
    """Return every signature; a time stamp put around a file dates all that is inside it."""
    signatures: list[SignatureSeen] = []
    stamps: list[StampSeen] = []
    around: list[StampSeen] = []
    for level, envelope in enumerate(envelopes, start=1):
        inner = envelope.content if envelope.content is not None else content
        for token in envelope.tokens:
            seen = None if inner is None else check_token(token, hashed(inner), setting.material, setting.now)
            stamps += [] if seen is None else [seen]
        around += stamps
        if envelope.signed_data is not None:
            form = Form.CADES if envelope.content is not None else Form.CADES_DETACHED
            own = _within(setting, around)
            made = check_signed_data(envelope.signed_data, inner, own, form=form, level=level)
            signatures += made
            # The stamp of a signature is over the signature: it dates the content only if that is what was signed.
            around += [stamp for one in made if one.integrity is Integrity.INTACT for stamp in one.stamps]
    if content is None or not has_pdf:
        return Layers(signatures=tuple(signatures), stamps=tuple(stamps))
    inside = check_pdf(content, _within(setting, around), level=len(envelopes) + 1)
    return Layers(
        signatures=(*signatures, *inside.signatures),
        stamps=(*stamps, *inside.stamps),
        is_protected=inside.is_protected,
    )


def _within(setting: Setting, around: Sequence[StampSeen]) -> Setting:
    return replace(setting, outer_stamps=tuple(dict.fromkeys(around)))
