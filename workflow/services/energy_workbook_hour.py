"""The sheet «Ora»: one hour with live formulas, from the meters to the euro, so that anybody can do it again."""

from collections.abc import Callable
from dataclasses import dataclass

from workflow.energy.assumptions import Assumptions, EligibleEnergy, ExemptMeasure, ExemptPriority
from workflow.energy.hour_trace import HourTrace, PlantHour
from workflow.energy.inputs import Holder
from workflow.energy.tariff import KWH_IN_MWH
from workflow.services.energy_workbook_cells import Board, cell, column_span, span

_STEP, _HOW, _UNIT, _ALL, _FIRST = range(5)
_BODY, _PERSON, _NOBODY = "ente", "persona", "no"
_MEASURES = {
    ExemptMeasure.PRO_RATA: "condivisa · esenti / prelevata",
    ExemptMeasure.FIRST: "min(condivisa; esenti), serviti per primi",
    ExemptMeasure.LAST: "ciò che resta agli esenti, serviti per ultimi",
}


@dataclass(frozen=True)
class _Made:
    """A cell of the configuration: its name and its value."""

    name: str
    value: float


@dataclass(frozen=True)
class _Queued:
    """A queue: what it shares out, and the row of what each plant gets."""

    shared: _Made
    given_row: int


@dataclass(frozen=True)
class _Column:
    """The column of a plant: called with a row it names the cell, `of` gives its value."""

    number: int
    values: dict[tuple[int, int], float]

    def __call__(self, row: int) -> str:
        """Return the name of the cell of a row."""
        return cell(row, self.number)

    def of(self, row: int) -> float:
        """Return the value of the cell of a row."""
        return self.values[row, self.number]

    def sum_where(self, key_row: int, row: int, *, below: bool) -> float:
        """Return the sum of a row over the plants whose key is that of this one, or below it."""
        own = self.of(key_row)
        return sum(
            value
            for (line, column), value in list(self.values.items())
            if line == row
            and column >= _FIRST
            and (self.values[key_row, column] < own if below else self.values[key_row, column] == own)
        )


class HourSheet:
    """Writes the sheet from top to bottom; plants stand in columns, in the order of the queue."""

    def __init__(self, board: Board, trace: HourTrace, assumptions: Assumptions) -> None:
        self._board = board
        self._trace = trace
        self._choices = assumptions
        self._last = _FIRST + len(trace.plants) - 1
        self._row = 0
        self._values: dict[tuple[int, int], float] = {}

    def write(self) -> None:
        """Write the whole sheet."""
        board, trace = self._board, self._trace
        board.text(
            0,
            0,
            f"Un’ora, passo per passo: {trace.start:%d/%m/%Y, ore %H}–{trace.start.hour + 1:02}",
            board.looks.title,
        )
        board.text(
            1, 0, "Celle gialle: dati, si possono cambiare. Celle azzurre: formule vive, ricalcolate dal foglio.",
            board.looks.note,
        )  # fmt: skip
        board.headings(3, ["Passo", "Come si calcola", "Unità", "Configurazione", *(one.key for one in trace.plants)])
        board.sheet.freeze_panes(4, _ALL)
        board.sheet.set_column(_STEP, _STEP, 38)
        board.sheet.set_column(_HOW, _HOW, 52)
        board.sheet.set_column(_UNIT, _UNIT, 9)
        board.sheet.set_column(_ALL, self._last, 17)
        self._row = 4
        price = self._meters()
        self._tariffs(price, *self._energies())
        board.page("Un’ora, passo per passo", repeat=3)

    def _meters(self) -> str:
        trace, board = self._trace, self._board
        self._band("1. Dati dell’ora")
        price = board.given(self._line("Prezzo zonale", "dal mercato", "EUR/MWh"), _ALL, trace.price_eur_mwh)
        first = self._row
        for holder, energy in trace.withdrawn_by_holder.items():
            row = self._line(f"Prelevata: {holder.label}", self._exemption(holder), "kWh")
            board.given(row, _ALL, energy)
        self._withdrawals = (first, max(first, self._row - 1))
        self._injected = self._line("Immessa", "misura del distributore, dall’inizio del servizio", "kWh")
        self._each(self._injected, lambda one: one.injected_kwh)
        board.formula(self._injected, _ALL, f"SUM({self._plants(self._injected)})", trace.injected_kwh)
        row = self._line("Prelevata in tutto", "somma", "kWh")
        total = f"SUM({column_span(_ALL, *self._withdrawals)})"
        self._withdrawn = _Made(board.formula(row, _ALL, total, trace.withdrawn_kwh), trace.withdrawn_kwh)
        return price

    def _energies(self) -> tuple[int, int]:
        """Write what is shared, whose it is and what of it has the tariff; return the rows of the last two."""
        self._band("2. Energia condivisa e attribuzione agli impianti, dal più vecchio")
        self._tier = self._line("Turno", "per data di entrata in esercizio: 0 il più vecchio", "")
        self._each(self._tier, lambda one: one.tier)
        queued = self._queue(self._injected)
        self._band("3. Parte con tariffa")
        power, obligation, superbonus, period, admitted = (
            self._data(*line)
            for line in (
                ("Potenza", "dell’impianto", "kW", lambda one: one.power_kw),
                ("Quota d’obbligo", "senza tariffa", "kW", lambda one: one.obligation_kw),
                ("Potenza con Superbonus", "senza tariffa", "kW", lambda one: one.superbonus_kw),
                ("Nel periodo di tariffa", "1 sì, 0 no", "", lambda one: float(one.is_in_period)),
                ("Ammesso alla tariffa", "1 sì, 0 no", "", lambda one: float(one.is_admitted)),
            )
        )
        self._admitted = admitted
        rho = self._line("ρ", "max(0; potenza − obbligo − Superbonus) / potenza", "")
        self._formulas(
            rho,
            lambda c: f"IF({c(power)}>0,MAX(0,{c(power)}-{c(obligation)}-{c(superbonus)})/{c(power)},0)",
            lambda c: max(0.0, c.of(power) - c.of(obligation) - c.of(superbonus)) / (c.of(power) or 1.0),
        )
        self._rho, self._period = rho, period
        is_before = self._choices.eligible_energy is EligibleEnergy.BEFORE_MIN
        if is_before:
            eligible = self._line("Immessa della potenza con tariffa", "ρ · immessa, per gli impianti ammessi", "kWh")
            self._formulas(
                eligible,
                lambda c: f"IF({c(admitted)}=1,{c(rho)},1)*{c(self._injected)}",
                lambda c: (c.of(rho) if c.of(admitted) else 1.0) * c.of(self._injected),
            )
            queued = self._queue(eligible)
        self._is_reduced = is_before
        energy = self._incentivised("Energia incentivata", "ρ · condivisa attribuita, nel periodo", queued.given_row)
        return energy, self._exempt(queued)

    def _incentivised(self, step: str, how: str, source: int) -> int:
        """Write the part of a row's energy that has the tariff, and return its row."""
        row = self._line(step, how, "kWh")

        def formula(c: _Column) -> str:
            share = c(source) if self._is_reduced else f"{c(self._rho)}*{c(source)}"
            return f"IF(AND({c(self._period)}=1,{c(self._admitted)}=1),{share},0)"

        def value(c: _Column) -> float:
            has = c.of(self._period) * c.of(self._admitted)
            return has * (1.0 if self._is_reduced else c.of(self._rho)) * c.of(source)

        self._formulas(row, formula, value, total=True)
        return row

    def _queue(self, injected: int) -> _Queued:
        """Write the hourly minimum and the queue of what the plants inject in a row."""
        tier, tiers, injections = self._tier, self._plants(self._tier), self._plants(injected)
        row = self._line("Energia condivisa", "min(immessa; prelevata)", "kWh")
        whole = sum(self._values[injected, column] for column in range(_FIRST, self._last + 1))
        value = min(whole, self._withdrawn.value)
        minimum = _Made(self._board.formula(row, _ALL, f"MIN(SUM({injections}),{self._withdrawn.name})", value), value)
        of_tier = self._line("Immessa dal turno", "somma degli impianti dello stesso turno", "kWh")
        self._formulas(
            of_tier,
            lambda c: f"SUMIF({tiers},{c(tier)},{injections})",
            lambda c: c.sum_where(tier, injected, below=False),
        )
        before = self._line("Data ai turni prima", "min(condivisa; immessa dai turni prima)", "kWh")
        self._formulas(
            before,
            lambda c: f'MIN({minimum.name},SUMIF({tiers},"<"&{c(tier)},{injections}))',
            lambda c: min(minimum.value, c.sum_where(tier, injected, below=True)),
        )
        how = "min(ciò che resta; immessa dal turno) · immessa / immessa dal turno"
        row = self._line("Condivisa attribuita", how, "kWh")
        self._formulas(
            row,
            lambda c: f"IF({c(of_tier)}>0,MIN({minimum.name}-{c(before)},{c(of_tier)})*{c(injected)}/{c(of_tier)},0)",
            lambda c: min(minimum.value - c.of(before), c.of(of_tier)) * c.of(injected) / (c.of(of_tier) or 1.0),
            total=True,
        )
        return _Queued(minimum, row)

    def _exempt(self, queued: _Queued) -> int:
        """Write the energy without F: how much there is and from which plants; return the row of it."""
        self._band("4. Parte senza decurtazione F (punti esenti)")
        bodies, persons = self._exempt_of_hour(queued.shared)
        given, shared = queued.given_row, queued.shared
        priority = self._choices.exempt_priority
        if priority is ExemptPriority.NONE:
            row = self._line("Esente attribuita", "attribuita · esente / condivisa", "kWh")
            self._formulas(
                row,
                lambda c: f"IF({shared.name}>0,{c(given)}*({bodies.name}+{persons.name})/{shared.name},0)",
                lambda c: c.of(given) * (bodies.value + persons.value) / shared.value if shared.value > 0 else 0.0,
            )
        elif priority is ExemptPriority.ALL_EXEMPT:
            both = _Made(f"({bodies.name}+{persons.name})", bodies.value + persons.value)
            row = self._exempt_by_rank(queued, both, _Made("0", 0.0))
        else:
            row = self._exempt_by_rank(queued, bodies, persons)
        return self._incentivised("di cui incentivata", "come l’energia incentivata", row)

    def _exempt_by_rank(self, queued: _Queued, first: _Made, second: _Made) -> int:
        """Write what goes first to some plants, then the rest in proportion."""
        how = "prima gli impianti con contributo, dal più vecchio"
        rank = self._data("Ordine", how, "", lambda one: one.exempt_rank)
        given, shared = queued.given_row, queued.shared
        ranks, all_given = self._plants(rank), self._plants(given)
        priority = self._line("Esente con precedenza", "min(attribuita; ciò che resta agli impianti prima)", "kWh")
        self._formulas(
            priority,
            lambda c: f'MIN({c(given)},MAX(0,{first.name}-SUMIF({ranks},"<"&{c(rank)},{all_given})))',
            lambda c: min(c.of(given), max(0.0, first.value - c.sum_where(rank, given, below=True))),
        )
        row = self._line("Esente attribuita", "precedenza + resto in proporzione", "kWh")
        rest, left = f"({shared.name}-{first.name})", shared.value - first.value
        self._formulas(
            row,
            lambda c: f"{c(priority)}+IF({rest}>0,({c(given)}-{c(priority)})*{second.name}/{rest},0)",
            lambda c: c.of(priority) + ((c.of(given) - c.of(priority)) * second.value / left if left > 0 else 0.0),
        )
        return row

    def _exempt_of_hour(self, shared: _Made) -> tuple[_Made, _Made]:
        """Write the exempt energy of bodies and of persons (A-EXMEAS)."""
        board, whole, measure = self._board, self._withdrawn, self._choices.exempt_measure
        kinds, energies = (column_span(place, *self._withdrawals) for place in (_HOW, _ALL))
        bodies, persons = (
            _Made(
                board.formula(
                    self._line(f"Prelevata dagli esenti: {word}", "somma", "kWh"),
                    _ALL,
                    f'SUMIF({kinds},"{mark}*",{energies})',
                    self._sum_of(holders),
                ),
                self._sum_of(holders),
            )
            for word, mark, holders in (
                ("enti", _BODY, self._trace.exempt_bodies),
                ("persone", _PERSON, self._trace.exempt_persons),
            )
        )
        how = _MEASURES[measure]
        row = self._line("Condivisa degli enti esenti", how, "kWh")
        below = self._line("Condivisa delle persone esenti", how, "kWh")
        first = cell(row, _ALL)
        b, p, w, e = bodies.name, persons.name, whole.name, shared.name
        if measure is ExemptMeasure.PRO_RATA:
            formulas = (f"IF({w}>0,{e}*{b}/{w},0)", f"IF({w}>0,{e}*{p}/{w},0)")
            ratio = shared.value / whole.value if whole.value > 0 else 0.0
            values = (ratio * bodies.value, ratio * persons.value)
        elif measure is ExemptMeasure.FIRST:
            formulas = (f"MIN({e},{b})", f"MIN({e}-{first},{p})")
            of_bodies = min(shared.value, bodies.value)
            values = (of_bodies, min(shared.value - of_bodies, persons.value))
        else:
            left = f"MAX(0,{e}-({w}-{b}-{p}))"
            formulas = (f"IF({b}+{p}>0,{left}*{b}/({b}+{p}),0)", f"{left}-{first}")
            rest = max(0.0, shared.value - (whole.value - bodies.value - persons.value))
            of_bodies = rest * bodies.value / ((bodies.value + persons.value) or 1.0)
            values = (of_bodies, rest - of_bodies)
        names = [
            board.formula(line, _ALL, *pair)
            for line, pair in zip((row, below), zip(formulas, values, strict=True), strict=True)
        ]
        return _Made(names[0], values[0]), _Made(names[1], values[1])

    def _tariffs(self, price: str, energy: int, exempt: int) -> None:
        self._band("5. Tariffa premio")
        base, cap, threshold, correction, grant = (
            self._data(*line)
            for line in (
                ("Parte fissa", "scaglione della potenza", "EUR/MWh", lambda one: one.base_eur_mwh),
                ("Tetto", "scaglione della potenza", "EUR/MWh", lambda one: one.cap_eur_mwh),
                ("Soglia del prezzo", "del prezzo zonale", "EUR/MWh", lambda one: one.threshold_eur_mwh),
                ("Correzione geografica", "fuori dal tetto", "EUR/MWh", lambda one: one.correction_eur_mwh),
                ("g", "contributo sul costo massimo di riferimento", "", lambda one: one.grant_share),
            )
        )  # fmt: skip
        maximum = self._board.given(self._line("Decurtazione massima", "norma", ""), _ALL, self._trace.maximum_cut)
        most = self._board.given(
            self._line("Intensità massima del contributo", "norma", ""), _ALL, self._trace.maximum_grant
        )
        gross = self._line("Tariffa", "min(tetto; parte fissa + max(0; soglia − prezzo)) + correzione", "EUR/MWh")
        self._formulas(
            gross,
            lambda c: (
                f"IF({c(self._admitted)}=1,MIN({c(cap)},{c(base)}+MAX(0,{c(threshold)}-{price}))+{c(correction)},0)"
            ),
            lambda c: (
                c.of(self._admitted)
                * (
                    min(c.of(cap), c.of(base) + max(0.0, c.of(threshold) - self._trace.price_eur_mwh))
                    + c.of(correction)
                )
            ),
        )
        cut = self._line("F", "decurtazione massima · g / intensità massima", "")
        self._formulas(
            cut,
            lambda c: f"{maximum}*{c(grant)}/{most}",
            lambda c: self._trace.maximum_cut * c.of(grant) / self._trace.maximum_grant,
        )
        row = self._line(
            "Tariffa premio dell’ora", "tariffa · (esente + (incentivata − esente) · (1 − F)) / 1000", "EUR"
        )
        self._formulas(
            row,
            lambda c: f"{c(gross)}*({c(exempt)}+({c(energy)}-{c(exempt)})*(1-{c(cut)}))/1000",
            lambda c: c.of(gross) * (c.of(exempt) + (c.of(energy) - c.of(exempt)) * (1 - c.of(cut))) / KWH_IN_MWH,
            total=True,
        )
        self._band("6. Confronto con il conto")
        told = self._data("Valore del conto", "da dossier-cer, per confronto", "EUR", lambda one: one.tip_eur)
        row_of_difference = self._line("Differenza", "foglio − conto", "EUR")
        self._formulas(row_of_difference, lambda c: f"{c(row)}-{c(told)}", lambda c: c.of(row) - c.of(told))

    def _exemption(self, holder: Holder) -> str:
        if holder in self._trace.exempt_bodies:
            return f"{_BODY} esente da F"
        return f"{_PERSON} esente da F" if holder in self._trace.exempt_persons else f"{_NOBODY}, con F"

    def _sum_of(self, holders: frozenset[Holder]) -> float:
        return sum(energy for holder, energy in self._trace.withdrawn_by_holder.items() if holder in holders)

    def _band(self, text: str) -> None:
        for column in range(self._last + 1):
            self._board.text(self._row, column, text if column == 0 else "", self._board.looks.band)
        self._row += 1

    def _line(self, step: str, how: str, unit: str) -> int:
        for column, text in ((_STEP, step), (_HOW, how), (_UNIT, unit)):
            self._board.text(self._row, column, text)
        self._row += 1
        return self._row - 1

    def _data(self, step: str, how: str, unit: str, value: Callable[[PlantHour], float]) -> int:
        row = self._line(step, how, unit)
        self._each(row, value)
        return row

    def _each(self, row: int, value: Callable[[PlantHour], float]) -> None:
        for column, one in enumerate(self._trace.plants, start=_FIRST):
            self._values[row, column] = float(value(one))
            self._board.given(row, column, self._values[row, column])

    def _formulas(
        self,
        row: int,
        formula: Callable[[_Column], str],
        value: Callable[[_Column], float],
        *,
        total: bool = False,
    ) -> None:
        """Write a formula for each plant, with the value that it gives."""
        for number in range(_FIRST, self._last + 1):
            column = _Column(number, self._values)
            made = value(column)
            self._values[row, number] = made
            self._board.formula(row, number, formula(column), made)
        if total:
            whole = sum(self._values[row, number] for number in range(_FIRST, self._last + 1))
            self._board.formula(row, _ALL, f"SUM({self._plants(row)})", whole)

    def _plants(self, row: int) -> str:
        return span(row, _FIRST, self._last)
