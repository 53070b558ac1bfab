"""Turns a member's exit into what the letters about it may name: who leaves, with what, and what may be due."""

from typing import Any

from workflow.documents.record_view import plain_record
from workflow.documents.subject_view import member_view
from workflow.domain.dossier import Dossier
from workflow.domain.member_exit import ExitKind

_TITLES = {
    ExitKind.WITHDRAWAL: "recesso",
    ExitKind.EXCLUSION: "esclusione",
    ExitKind.LOSS: "perdita dei requisiti",
}


def exit_view(dossier: Dossier, index: int) -> dict[str, Any]:
    """Return the keys of an exit with the member, the points that leave, and the fee of the agreed formula."""
    one = dossier.exits[index]
    member = dossier.find_member(one.member)
    view = None if member is None else member_view(member)
    points = view["punti"] if view else []
    wanted = set(one.pods)
    investment = one.investment
    return plain_record(one) | {
        "tipo_esteso": _TITLES.get(one.kind) if one.kind is not None else None,
        "socio": view,
        "punti": [point for point in points if not wanted or point["pod"] in wanted],
        "investimento": None
        if investment is None
        else plain_record(investment) | {"corrispettivo_eur": investment.fee_eur},
        "corrispettivo_eur": one.fee_eur,
    }
