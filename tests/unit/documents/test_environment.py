"""The sandbox: 0 payloads reach a dunder, a global, a method or a file."""

from typing import Any

import pytest
from jinja2 import Template
from jinja2.exceptions import SecurityError, TemplateError

from workflow.documents.engine.render_state import RenderState
from workflow.documents.engine.unknown_name import UnknownNameError
from workflow.documents.environment import DocumentEnvironment, ForbiddenExpressionError
from workflow.documents.filters import FilterTypeError

REFUSED = (ForbiddenExpressionError, SecurityError, TemplateError, UnknownNameError, FilterTypeError)
GAP = "____"
CONTEXT: dict[str, Any] = {
    "m": {"nome": "Anna", "items": "chiave"},
    "testo": "abc",
    "elenco": ["a"],
    "vuoto": None,
    "n": 2026,
}

PAYLOADS = [
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ joiner.__init__ }}",
    "{{ namespace(a=1) }}",
    "{{ range(10**9)|length }}",
    "{{ dict(a=1) }}",
    "{{ self._TemplateReference__context }}",
    "{{ self }}",
    "{{ testo.__class__.__mro__ }}",
    "{{ testo['__class__'] }}",
    "{{ testo|attr('__class__') }}",
    "{{ m.__class__ }}",
    "{{ m['__class__'] }}",
    "{{ m.delete() }}",
    "{{ m.pop('nome') }}",
    "{{ m.items() }}",
    "{{ m.update({'a': 1}) }}",
    "{{ elenco.append('x') }}",
    "{{ elenco.clear() }}",
    "{{ testo.format(1) }}",
    "{{ testo.upper() }}",
    "{{ '{0.__class__}'.format(testo) }}",
    "{{ ''.__class__ }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 9**9**9 }}",
    "{{ testo ~ testo }}",
    "{{ n % 2 }}",
    "{{ n / 0 }}",
    "{{ _render }}",
    "{{ _render.token }}",
    "{% set _x = 1 %}",
    "{{ art.__globals__ }}",
    "{{ art.__call__('x') }}",
    "{{ casella.__globals__ }}",
    "{{ (art)('x').mark }}",
    "{{ loop }}",
    "{% for x in elenco %}{{ loop.__init__ }}{% endfor %}",
    "{% for x in elenco %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% for x in elenco %}{{ loop._iterable }}{% endfor %}",
    "{% for x in elenco recursive %}{{ loop(elenco) }}{% endfor %}",
    "{% for a, b in elenco %}{% endfor %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import system %}",
    "{% extends 'x' %}",
    "{% macro f() %}{% endmacro %}",
    "{% call f() %}{% endcall %}",
    "{% filter maiuscolo %}x{% endfilter %}",
    "{% block x %}{% endblock %}",
    "{% with a = 1 %}{% endwith %}",
    "{% set a, b = 1, 2 %}",
    "{% raw %}{{ x }}{% endraw %}{{ inesistente }}",
    "{% do m.pop('nome') %}",
    "{% autoescape false %}{{ testo }}{% endautoescape %}",
    "{{ testo|safe }}",
    "{{ testo|pprint }}",
    "{{ testo|map('upper') }}",
    "{{ elenco|join(attribute='__class__') }}",
    "{{ testo|default('x') }}",
    "{{ inesistente is defined }}",
    "{{ testo is string }}",
    "{{ testo[0] }}",
    "{{ elenco[9] }}",
    "{{ elenco[0:1] }}",
    "{{ {'a': 1} }}",
]


def run(source: str, context: dict[str, Any] | None = None) -> str:
    environment = DocumentEnvironment()
    code = environment.compile(environment.checked_tree(source))
    template = Template.from_code(environment, code, environment.globals)
    state = RenderState()
    return state.cleared(template.render({**CONTEXT, **(context or {}), "_render": state}), GAP)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_refused(payload: str) -> None:
    with pytest.raises(REFUSED):
        run(payload)


def test_there_are_more_than_forty_payloads_of_different_kinds() -> None:
    assert len(set(PAYLOADS)) >= 40


def test_what_templates_need_works() -> None:
    assert run("{% set n_soci = elenco|length %}{{ n_soci + 1 }}") == "2"
    assert run("{{ 'a' if testo == 'abc' and not vuoto else 'b' }}") == "a"
    assert (
        run("{% for x in elenco %}{{ loop.index }}/{{ loop.length }}{% if not loop.last %},{% endif %}{% endfor %}")
        == "1/1"
    )
    assert (
        run("{% if vuoto is none %}x{% endif %}{% if m.nome in ['Anna'] %}y{% endif %}{{ elenco[0] }}{{ m['nome'] }}")
        == "xyaAnna"
    )


def test_a_year_has_no_dot_for_thousands() -> None:
    assert run("{{ n }}") == "2026"


def test_a_key_named_as_a_method_is_the_datum() -> None:
    assert run("{{ m.items }}") == "chiave"


def test_values_are_escaped_and_never_run() -> None:
    assert run("{{ x }}", {"x": "<b>&{{ 7*7 }}{% raw %}"}) == "&lt;b&gt;&amp;{{ 7*7 }}{% raw %}"


@pytest.mark.parametrize(
    "source",
    [
        "{{ m.nom }}",
        "{% if m.nom %}{% endif %}",
        "{{ m.nom|maiuscolo }}",
        "{{ m.nom|o_vuoto }}",
        "{{ casella(m.nom) }}",
        "{{ m.nom is none }}",
        "{{ m.nom == 'x' }}",
        "{% for x in m.nom %}{% endfor %}",
        "{{ m.nom.x }}",
        "{% set a = m.nom %}{{ a }}",
    ],
)
def test_an_unknown_name_fails_whatever_is_done_with_it(source: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        run(source)
    assert caught.value.name == "nom"
    assert caught.value.owner == CONTEXT["m"]


def test_what_is_inside_an_unknown_datum_is_unknown() -> None:
    assert run("{{ vuoto.pec.x }}") == GAP


@pytest.mark.parametrize("value", [True, ["a"], {"a": 1}])
def test_a_value_without_a_form_wants_a_filter(value: object) -> None:
    with pytest.raises(FilterTypeError, match="non si può stampare"):
        run("{{ x }}", {"x": value})
