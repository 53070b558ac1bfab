"""Says who signs a document: the roles that its template names, turned into the people of the dossier."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from workflow.bundle.signatures.signatory import Signatory
from workflow.services.writing import Order

_LABELS = {
    "socio": "socio",
    "cliente": "cliente",
    "produttore": "produttore",
    "mandante": "mandante",
    "mandatario": "mandatario",
    "referente": "Referente",
    "presidente": "presidente",
    "partecipanti": "partecipante",
    "aderenti": "aderente",
    "fondatori": "fondatore",
    "delegato": "delegato al riparto",
    "presidente_assemblea": "presidente dell’assemblea",
    "segretario": "segretario",
    "amministratore": "amministratore",
    "presidente_o_referente": "presidente o Referente",
    "referente_o_presidente": "Referente o presidente",
}
_EITHER = "_o_"
View = Mapping[str, Any]


def signatories_of(order: Order, shared: View) -> tuple[Signatory, ...]:
    """Return who signs, in the order of the template; a role that no fact fills has nobody's name.

    `shared` is what templates may name: the signature block prints the same people.
    """
    view = {**shared, **order.addition}
    found = [one for role in order.document.signed_by for one in _role(role, view)]
    return tuple(dict.fromkeys(found))


def expiry_of(role: str, order: Order, shared: View, codice_fiscale: str | None) -> date | None:
    """Return the day on which the identity document of somebody who signs expires, if the dossier says it."""
    view = {**shared, **order.addition}
    for person in (person for one in role.split(_EITHER) for person in _people(one, view)):
        if person is not None and person.get("codice_fiscale") == codice_fiscale:
            expires = (person.get("documento") or {}).get("scade_il")
            return expires if isinstance(expires, date) else None
    return None


def _role(role: str, view: View) -> Iterator[Signatory]:
    label = _LABELS.get(role, role.replace("_", " "))
    if role in _NAMES:
        yield Signatory(role, label, _NAMES[role](view))
        return
    if _EITHER in role:
        yield _either(role, label, view)
        return
    also = _attorney(view) if role in {"referente", "mandatario"} else ()
    people = list(_people(role, view))
    for person in people or [None]:
        if person is None:
            yield Signatory(role, label)
        else:
            yield Signatory(role, label, person.get("nome_completo"), person.get("codice_fiscale"), also)


def _either(role: str, label: str, view: View) -> Signatory:
    """Return a signature that one of two may put: the first whom the dossier knows, or the other."""
    people = [person for one in role.split(_EITHER) for person in _people(one, view) if person]
    if not people:
        return Signatory(role, label)
    codes = [code for person in people if (code := person.get("codice_fiscale"))]
    also = (*codes[1:], *_attorney(view))
    return Signatory(role, label, people[0].get("nome_completo"), codes[0] if codes else None, also)


def _people(role: str, view: View) -> Iterator[View | None]:
    """Yield the natural persons who sign in a role."""
    find = _PEOPLE.get(role)
    if find is not None:
        yield from find(view)


def _signer(subject: Any) -> View | None:
    return None if not subject else subject.get("firmatario")


def _one(key: str) -> Callable[[View], Iterator[View | None]]:
    def find(view: View) -> Iterator[View | None]:
        yield _signer(view.get(key))

    return find


def _president(view: View) -> Iterator[View | None]:
    yield (view.get("comunita") or {}).get("rappresentante")


def _administrator(view: View) -> Iterator[View | None]:
    yield (view.get("edificio") or {}).get("amministratore")


def _principal(view: View) -> Iterator[View | None]:
    if view.get("mandante"):
        yield _signer(view["mandante"])
    else:  # the mandate of the community itself
        yield from _president(view)


def _client(view: View) -> Iterator[View | None]:
    clients = view.get("clienti") or view.get("soci") or [None]
    yield _signer(view.get("cliente") or clients[0])


def _members(view: View) -> Iterator[View | None]:
    for member in view.get("soci") or ():
        yield _signer(member)


def _founders(view: View) -> Iterator[View | None]:
    """Yield those who are members from the deed on."""
    founded_on = (view.get("comunita") or {}).get("atto_costitutivo_il")
    for member in view.get("soci") or ():
        joined_on = member.get("data_adesione")
        if not (joined_on and founded_on and joined_on > founded_on):
            yield _signer(member)


def _attorney(view: View) -> tuple[str, ...]:
    attorney = (view.get("referente") or {}).get("procuratore") or {}
    code = attorney.get("codice_fiscale")
    return (code,) if code else ()


def _assembly(key: str) -> Callable[[View], str | None]:
    def find(view: View) -> str | None:
        assembly = (view.get("contratto") or {}).get("assemblea") or {}
        name = assembly.get(key)
        return str(name) if name else None

    return find


def _delegate(view: View) -> str | None:
    name = (view.get("scelte") or {}).get("delegato_riparto")
    return str(name) if name else None


_PEOPLE: dict[str, Callable[[View], Iterator[View | None]]] = {
    "socio": _one("socio"),
    "produttore": _one("produttore"),
    "referente": _one("referente"),
    "mandatario": _one("referente"),
    "mandante": _principal,
    "presidente": _president,
    "amministratore": _administrator,
    "cliente": _client,
    "partecipanti": _members,
    "aderenti": _members,
    "fondatori": _founders,
}
# Roles that the dossier knows only by a name.
_NAMES: dict[str, Callable[[View], str | None]] = {
    "presidente_assemblea": _assembly("presidente"),
    "segretario": _assembly("segretario"),
    "delegato": _delegate,
}
