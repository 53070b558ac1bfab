"""The papers of people: identity cards, membership forms, bills, mandates, minutes, liberatorie, deed and statute."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tests.builders.examples.papers import WIDTH, Sheet, day, put
from tests.builders.examples.people import full_name

VENDOR = ("Luce di Esempio S.r.l.", "Vendita di energia elettrica")


def identity_copy(someone: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the copy, front and back, of somebody's identity card."""
    card = someone["documento"]
    sheet = Sheet(f"Copia del documento di {full_name(someone)}", ("Fronte e retro su un solo foglio",))
    canvas, top = sheet.canvas, sheet.y
    for place, side in enumerate(("FRONTE", "RETRO")):
        y = top - 190 * place - 170
        canvas.roundRect(WIDTH / 2 - 160, y, 320, 170, 10)
        put(canvas, WIDTH / 2 - 148, y + 152, f"REPUBBLICA DI ESEMPIO – CARTA D’IDENTITÀ – {side}", 9.5, is_bold=True)
    y = top - 170
    canvas.rect(WIDTH / 2 - 146, y + 22, 72, 92)
    canvas.circle(WIDTH / 2 - 110, y + 78, 17)
    canvas.arc(WIDTH / 2 - 138, y - 6, WIDTH / 2 - 82, y + 58, 0, 180)
    front = (
        card["numero"],
        full_name(someone).upper(),
        f"nato a {someone['nato_a']}" if someone["sesso"] == "M" else f"nata a {someone['nato_a']}",
        f"il {day(someone['nato_il'])}    sesso {someone['sesso']}",
        f"rilasciata da {card['rilasciato_da']}",
        f"scadenza {day(card['scade_il'])}",
    )
    home = someone.get("residenza") or someone["indirizzo"]
    back = (
        someone["codice_fiscale"],
        "residenza",
        f"{home['via']}, {home['civico']}",
        f"{home['cap']} {home['comune']}",
    )
    for lines, x, start in ((front, WIDTH / 2 - 62, y + 112), (back, WIDTH / 2 - 146, y - 190 + 112)):
        for place, line in enumerate(lines):
            put(canvas, x, start - 17 * place, line, 10)
    sheet.y -= 385
    sheet.text("Copia consegnata insieme ai documenti firmati, ai sensi dell’articolo 38 del D.P.R. 445/2000.")
    return {f"allegati/documento_identita/{someone['codice_fiscale']} carta identità.pdf": sheet.content()}


def membership_form(community: str, member: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the form by which somebody asked to join and accepted statute and rules."""
    name, signer = full_name(member), full_name(member.get("rappresentante") or member)
    sheet = Sheet("Scheda di adesione", (community,))
    home = member["indirizzo"]
    sheet.facts(
        [
            ("Aderente", name),
            ("Codice fiscale", member["codice_fiscale"]),
            ("Residenza o sede", f"{home['via']}, {home['civico']} – {home['cap']} {home['comune']}"),
            ("Firma per l’aderente", signer),
            ("Partecipa come", member["ruolo"]),
            ("Numero nel libro dei soci", member["numero"]),
        ]
    )
    if member["punti"]:
        sheet.table(
            ("POD", "Fornitura", "Consumo annuo"),
            [(one["pod"], one["indirizzo_pod"], f"{one['consumo_annuo_kwh']} kWh") for one in member["punti"]],
            (2, 3, 1.4),
        )
    sheet.text(
        "L’aderente chiede di essere ammesso, dichiara di conoscere statuto e regolamento, e che i dati sono veri."
    )
    sheet.ticked(
        (
            f"ha ricevuto l’informativa preventiva sui benefici il {day(member['informativa_il'])}",
            "acconsente all’acquisizione dei dati di misura dal Sistema Informativo Integrato",
            "è disponibile a partecipare alle campagne di misura RSE",
            "i POD indicati non sono in altre configurazioni né in scambio sul posto",
        )
    )
    sheet.signed(f"{home['comune']}, {day(member['data_adesione'])}", ("L’aderente", signer))
    return {f"allegati/adesione/{member['codice_fiscale']} scheda di adesione.pdf": sheet.content()}


def bill(member: Mapping[str, Any], issued_on: date) -> dict[str, bytes]:
    """Return one bill for each of a member's points, with the page of the consumption."""
    found = {}
    for one in member["punti"]:
        sheet = Sheet("Bolletta di energia elettrica – dati della fornitura", VENDOR)
        sheet.facts(
            [
                ("Intestatario", full_name(member)),
                ("Codice fiscale", member["codice_fiscale"]),
                ("POD", one["pod"]),
                ("Indirizzo di fornitura", one["indirizzo_pod"]),
                ("Potenza impegnata", f"{one['potenza_impegnata_kw']} kW, bassa tensione".replace(".", ",")),
                ("Emessa il", day(issued_on)),
            ]
        )
        sheet.table(
            ("Consumi degli ultimi 12 mesi", "F1", "F2", "F3", "Totale"),
            [
                (
                    "kWh",
                    one["consumo_f1_kwh"],
                    one["consumo_f2_kwh"],
                    one["consumo_f3_kwh"],
                    one["consumo_annuo_kwh"],
                )
            ],
            (3, 1, 1, 1, 1.2),
        )
        sheet.text("Le letture sono rilevate dal distributore; il dettaglio delle voci di spesa è nella seconda parte.")
        found[f"allegati/bolletta/{one['pod']} bolletta.pdf"] = sheet.content()
    return found


def producer_mandate(
    producer: Mapping[str, Any], referente: str, plant: str, given_on: date, place: str
) -> dict[str, bytes]:
    """Return the mandate without representation of a producer to the Referente."""
    signer = full_name(producer["rappresentante"])
    name = full_name(producer)
    sheet = Sheet("Mandato senza rappresentanza del produttore al Referente", (name,))
    sheet.facts(
        [
            ("Mandante", name),
            ("Codice fiscale", producer["codice_fiscale"]),
            ("Mandatario", referente),
            ("Impianto", plant),
        ]
    )
    for heading, words in (
        ("1. Oggetto", (
         "Il mandante incarica il Referente di inserire l’impianto nella richiesta di accesso al servizio "
         "per l’autoconsumo diffuso e di curare i rapporti con il GSE che ne derivano, in nome proprio.")),
        ("2. Assenza di rappresentanza", "Il mandato è senza rappresentanza ed è accettato."),
        ("3. Durata", "Dura dodici mesi e si rinnova tacitamente di anno in anno."),
        ("4. Revoca", "È revocabile in qualsiasi momento, con comunicazione scritta al mandatario."),
        ("5. Obblighi", "Il mandante fornisce i dati dell’impianto e ne permette i controlli; conserva i documenti."),
    ):  # fmt: skip
        sheet.text(words, heading=heading)
    sheet.signed(f"{place}, {day(given_on)}", ("Il mandante", signer), ("Per accettazione, il Referente", referente))
    return {f"allegati/mandato/{producer['codice_fiscale']} mandato del produttore.pdf": sheet.content()}


def prior_information(issuer: str, given_on: date, place: str, people: Sequence[tuple[str, date]]) -> dict[str, bytes]:
    """Return the prior information on the benefits, with the list of who received it and when."""
    sheet = Sheet("Informativa preventiva sui benefici dell’autoconsumo diffuso", (issuer,))
    for words in (
        (
            "Chi aderisce resta cliente del proprio venditore, che può cambiare quando vuole, e continua a pagare "
            "la sua bolletta per intero."
        ),
        (
            "Il GSE riconosce, sull’energia condivisa di ogni ora, la tariffa premio per vent’anni e un contributo "
            "di valorizzazione; le somme arrivano al Referente e si dividono secondo le regole approvate."
        ),
        (
            "La tariffa premio che supera la soglia va ai consumatori diversi dalle imprese o a finalità sociali "
            "nei territori degli impianti."
        ),
        "Si può uscire in ogni momento. I dati di misura si acquisiscono dal Sistema Informativo Integrato.",
    ):
        sheet.text(words)
    sheet.table(
        ("Ricevuta da", "Il", "Firma"), [(name, day(when), f"f.to {name}") for name, when in people], (3, 1.2, 3)
    )
    sheet.signed(f"{place}, {day(given_on)}", ("Il Referente", issuer))
    return {"allegati/informativa_preventiva/informativa preventiva.pdf": sheet.content()}


def release(building: str, someone: Mapping[str, Any], signed_on: date) -> dict[str, bytes]:
    """Return the liberatoria of a client who stays outside the group."""
    name = full_name(someone)
    sheet = Sheet("Liberatoria del cliente che non aderisce al gruppo", (building,))
    sheet.facts(
        [
            ("Cliente", name),
            ("Codice fiscale", someone["codice_fiscale"]),
            ("Unità", someone["unita_immobiliare"]),
            ("POD", ", ".join(one["pod"] for one in someone["punti"])),
        ]
    )
    sheet.text(
        "Il cliente non aderisce al gruppo, ma consente che i prelievi del suo punto rilevino nel calcolo "
        "dell’energia condivisa e che il Referente acquisisca i suoi dati di misura. Non ne derivano costi né "
        "obblighi; il consenso si revoca in ogni momento per iscritto."
    )
    sheet.signed(f"{someone['indirizzo']['comune']}, {day(signed_on)}", ("Il cliente", name))
    return {f"allegati/liberatoria/{someone['codice_fiscale']} liberatoria.pdf": sheet.content()}


def minutes(
    contract: Mapping[str, Any], building: str, signed: Sequence[str], not_yet: Sequence[str]
) -> dict[str, bytes]:
    """Return the minutes of the condominium assembly, with who has signed and who has not."""
    assembly = contract["assemblea"]
    sheet = Sheet("Verbale di assemblea ordinaria", (building, f"{assembly['luogo']}, {day(assembly['tenuta_il'])}"))
    sheet.text(
        f"Alle ore {assembly['ora_inizio']}, in seconda convocazione, sono presenti o per delega "
        f"{assembly['presenti']} condòmini per {assembly['millesimi_presenti']} millesimi. Presiede "
        f"{assembly['presidente']}, verbalizza {assembly['segretario']}."
    )
    sheet.text(
        "L’assemblea, informata sui benefici, delibera di installare l’impianto fotovoltaico con accumulo sulla "
        "copertura e di costituire un gruppo di autoconsumatori, alle condizioni che seguono.",
        heading="Punto 1 all’ordine del giorno",
    )
    for words in (
        "I partecipanti conservano i diritti di cliente finale e scelgono liberamente il venditore.",
        "L’amministratore è individuato come Referente e responsabile del riparto dell’energia condivisa.",
        "Ciascuno può recedere in ogni momento, con un preavviso di trenta giorni e senza penali.",
        "La tariffa premio eccedente la soglia va ai soli consumatori diversi dalle imprese.",
    ):
        sheet.text(f"– {words}", is_marked=True)
    sheet.text(
        f"Favorevoli {assembly['favorevoli']} ({assembly['millesimi_favorevoli']} millesimi), contrari "
        f"{assembly['contrari']} ({assembly['millesimi_contrari']} millesimi), astenuti {assembly['astenuti']}. La "
        f"riunione si chiude alle {assembly['ora_fine']}."
    )
    rows = [(name, f"f.to {name}") for name in signed] + [(name, "") for name in not_yet]
    sheet.table(("Aderente", "Firma"), rows, (1, 1))
    sheet.signed(
        day(assembly["tenuta_il"]), ("Il presidente", assembly["presidente"]), ("Il segretario", assembly["segretario"])
    )
    return {"allegati/verbale_assemblea/verbale di assemblea.pdf": sheet.content()}


def deed(
    name: str, *, signed_on: date, place: str, seat: str, founders: Iterable[str], registration: str
) -> dict[str, bytes]:
    """Return the deed by which the founders made the association."""
    sheet = Sheet("Atto costitutivo di associazione", (name,))
    sheet.text(
        f"L’anno {signed_on.year}, il giorno {day(signed_on)}, in {place}, si sono riuniti i fondatori che firmano "
        "in calce, i quali convengono:"
    )
    for heading, words in (
        ("1. Costituzione", f"È costituita l’associazione non riconosciuta «{name}», con sede in {seat}."),
        ("2. Scopo", "Dare ai soci e al territorio benefici ambientali, economici e sociali, senza scopo di lucro."),
        ("3. Statuto", "L’associazione è retta dallo statuto allegato, che i fondatori approvano e firmano oggi."),
        ("4. Organi", "Sono nominati il Presidente, che la rappresenta, e il Consiglio direttivo per tre anni."),
        ("5. Referente", "L’associazione stessa è Referente della configurazione verso il GSE."),
    ):  # fmt: skip
        sheet.text(words, heading=heading)
    sheet.text(registration)
    sheet.signed(f"{place}, {day(signed_on)}", *(("Il fondatore", founder) for founder in founders))
    return {"allegati/atto_costitutivo/atto costitutivo.pdf": sheet.content()}


def statute(
    name: str, articles: Sequence[tuple[str, str, bool]], *, signed_on: date, place: str, president: str
) -> dict[str, bytes]:
    """Return the statute with the passages on the essential elements highlighted, as the portal wants it."""
    sheet = Sheet("Statuto", (name, f"approvato il {day(signed_on)}"))
    for number, (heading, words, is_marked) in enumerate(articles, start=1):
        sheet.text(words, heading=f"Art. {number} – {heading}", is_marked=is_marked)
    sheet.signed(f"{place}, {day(signed_on)}", ("Il Presidente", president))
    return {"allegati/statuto/statuto con passaggi evidenziati.pdf": sheet.content()}


def company_extract(firm: Mapping[str, Any], registered_on: date) -> dict[str, bytes]:
    """Return the extract of the register of firms."""
    sheet = Sheet("Visura ordinaria", ("Registro delle imprese di esempio",))
    home = firm["indirizzo"]
    sheet.facts(
        [
            ("Denominazione", firm["denominazione"]),
            ("Codice fiscale e partita IVA", firm["partita_iva"]),
            ("Sede", f"{home['via']}, {home['civico']} – {home['cap']} {home['comune']} ({home['provincia']})"),
            ("ATECO prevalente", f"{firm['ateco']} (ATECO {firm['ateco_edizione']})"),
            ("Dimensione dichiarata", f"{firm['dimensione']} impresa"),
            ("Rappresentante", full_name(firm["rappresentante"])),
            ("Estratta il", day(registered_on)),
        ]
    )
    return {f"allegati/visura/{firm['codice_fiscale']} visura.pdf": sheet.content()}
