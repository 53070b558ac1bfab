"""The name and the statute of the CER of the valley: heading, words, whether the passage is highlighted."""

NAME = "Comunità Energetica Rinnovabile Val Serena"

STATUTE = (
    ("Denominazione e sede", f"È costituita l’associazione «{NAME}», con sede in Borgo Val di Taro.", False),
    (
        "Scopo",
        (
            "L’associazione è una comunità energetica rinnovabile. Il suo oggetto prevalente è fornire benefici "
            "ambientali, economici o sociali ai soci e alle aree in cui opera, e non realizzare profitti "
            "finanziari."
        ),
        True,
    ),
    (
        "Attività",
        (
            "Condivide tra i soci l’energia rinnovabile degli impianti di cui ha la disponibilità e il controllo, "
            "ne chiede gli incentivi, promuove il risparmio di energia."
        ),
        False,
    ),
    (
        "Soci",
        (
            "Possono essere soci le persone fisiche, le PMI, le associazioni, gli enti territoriali, gli enti di "
            "ricerca e formazione, gli enti religiosi, del Terzo settore e di protezione ambientale e le altre "
            "amministrazioni locali indicate dall’art. 31 del D.Lgs. 199/2021. Le grandi imprese non possono "
            "essere soci."
        ),
        True,
    ),
    (
        "Poteri di controllo",
        (
            "I poteri di controllo spettano ai soli soci dell’articolo precedente situati nel territorio in cui "
            "sono gli impianti."
        ),
        True,
    ),
    (
        "Autonomia e partecipazione",
        (
            "L’associazione è autonoma. La partecipazione è aperta e volontaria; per le imprese non può costituire "
            "l’attività commerciale o industriale principale."
        ),
        True,
    ),
    (
        "Diritti dei soci",
        (
            "I soci conservano i diritti di cliente finale, compreso quello di scegliere il venditore, e possono "
            "uscire in ogni momento. Un corrispettivo per l’uscita anticipata è dovuto solo se concordato, equo e "
            "proporzionato, per gli investimenti condivisi."
        ),
        True,
    ),
    (
        "Ammissione",
        "Chi ne ha i requisiti presenta la scheda di adesione; decide il Consiglio entro sessanta giorni.",
        False,
    ),
    ("Organi", "Sono organi l’Assemblea, il Consiglio direttivo di tre componenti e il Presidente.", False),
    (
        "Soggetto delegato",
        "Il Presidente è il soggetto delegato, responsabile del riparto dell’energia elettrica condivisa.",
        True,
    ),
    ("Riparto", "Le somme ricevute dal GSE si dividono secondo il regolamento approvato dall’Assemblea.", False),
    (
        "Tariffa premio eccedentaria",
        (
            "L’importo della tariffa premio che supera la soglia in vigore è destinato ai soli consumatori diversi "
            "dalle imprese o a finalità sociali nei territori in cui sono gli impianti."
        ),
        True,
    ),
    ("Patrimonio e rendiconto", "L’esercizio è l’anno solare; il rendiconto si approva entro il 30 aprile.", False),
    (
        "Durata e scioglimento",
        "L’associazione dura trent’anni; il patrimonio residuo va a fini di utilità sociale.",
        False,
    ),
)
