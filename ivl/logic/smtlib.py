"""Terms as SMT-LIB text: lets for shared nodes only, each in the innermost binder it needs.

A node belongs to the innermost enclosing quantifier that binds a variable it mentions; there it
is printed once, and gets a let if that text refers to it more than once. One walk finds the nodes
of each scope and counts the references, a second one writes. Neither recurses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ivl.base.node import node
from ivl.logic.environment import (
    ATTR,
    BOUND,
    OF_SORT,
    RAW,
    QuantifierAttributes,
    split_attributes,
)
from ivl.logic.names import spell, spell_bound

from pysmt import operators as op  # isort: skip  # after ivl.logic.environment

if TYPE_CHECKING:
    from ivl.logic.terms import Sort, Term, Terms

SHORT = 12
"""A shared text up to this length is repeated rather than named."""
LONG = 4000
"""A longer text is named though not shared: else a deep term would be copied at each level."""

_HEADS = {
    op.AND: "(and ",
    op.OR: "(or ",
    op.NOT: "(not ",
    op.IMPLIES: "(=> ",
    op.IFF: "(= ",
    op.EQUALS: "(= ",
    op.LE: "(<= ",
    op.LT: "(< ",
    op.PLUS: "(+ ",
    op.MINUS: "(- ",
    op.TIMES: "(* ",
    op.ITE: "(ite ",
    op.ARRAY_SELECT: "(select ",
    op.ARRAY_STORE: "(store ",
}


@node
class Printed:
    """A term's text, and what must be declared before it, in the order of first use.

    `parameters` is the text of a definition's parameters: ``(?x Int) (?y Int)``.
    """

    text: str
    symbols: tuple[Term, ...]
    sorts: tuple[Sort, ...]
    parameters: str = ""


class _Texts(dict["Term", str]):
    """The texts of one scope over those of the scopes around it."""

    __slots__ = ("outer",)

    def __init__(self, outer: _Texts | None) -> None:
        self.outer = outer

    def __missing__(self, term: Term) -> str:
        texts = self.outer
        while texts is not None:
            if term in texts:
                self[term] = text = texts[term]
                return text
            texts = texts.outer
        raise ValueError(f"a bound variable occurs outside its quantifier: {term!r}")


class _Scope:
    """The inside of a quantifier, of its triggers, or of nothing."""

    __slots__ = ("binds", "chain", "count", "homes", "lets", "names", "seen", "texts", "top")

    def __init__(self, parent: _Scope | None, variables: Iterable[Term], top: Term | None) -> None:
        self.chain: tuple[_Scope, ...] = (*parent.chain, self) if parent else (self,)
        self.binds: dict[Term, int] = dict(parent.binds) if parent else {}
        self.names: dict[str, Term] = dict(parent.names) if parent else {}
        self.texts: _Texts = _Texts(parent.texts if parent else None)
        self.homes: dict[frozenset[Term], _Scope] = {}
        self.count: dict[Term, int] = {}
        self.seen: set[Term] = set()
        self.lets: list[str] | None = []
        self.top = top
        for variable in variables:
            self.binds[variable] = len(self.chain) - 1
            base = variable._content.payload[0][len(BOUND) :].partition(OF_SORT)[0]
            name, number = spell_bound(base), 0
            while self.names.get(name, variable) is not variable:
                number += 1
                name = spell_bound(f"{base}!{number}")
            self.names[name] = variable
            self.texts[variable] = name

    def for_triggers(self) -> _Scope:
        """A second scope of the same quantifier: a let is inside the body, its triggers are not."""
        scope = _Scope(None, (), None)
        scope.chain = (*self.chain[:-1], scope)
        scope.binds, scope.names = self.binds, self.names
        scope.texts.update(self.texts)
        scope.texts.outer = self.texts.outer
        scope.lets = None
        return scope

    def home(self, mentions: frozenset[Term]) -> _Scope:
        """The scope of a node that mentions these bound variables."""
        home = self.chain[max([self.binds.get(variable, 0) for variable in mentions], default=0)]
        self.homes[mentions] = home
        return home


class _Inside:
    """What a quantifier's own text needs: its two scopes and its attributes."""

    __slots__ = ("attributes", "body", "body_scope", "no_patterns", "patterns", "trigger_scope")

    def __init__(self, quantifier: Term, around: _Scope) -> None:
        body = quantifier._content.args[0]
        variables = quantifier._content.payload
        self.attributes: QuantifierAttributes | None = None
        self.patterns: Sequence[Sequence[Term]] = ()
        self.no_patterns: Sequence[Term] = ()
        if body._content.node_type == ATTR:
            self.attributes = body._content.payload
            body, self.patterns, self.no_patterns = split_attributes(body)
        self.body = body
        self.body_scope = _Scope(around, variables, body)
        self.trigger_scope = self.body_scope
        if self.patterns or self.no_patterns:
            self.trigger_scope = self.body_scope.for_triggers()


class Printer:
    """Prints terms. Equal terms give equal texts, whatever was printed or made before."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._heads: dict[Term, str] = {}
        self._raw_heads: dict[Term, str] = {}
        self._sort_texts: dict[Sort, str] = {}

    def print(self, term: Term, parameters: Sequence[Term] = ()) -> Printed:
        """The text of `term`, in which the bound variables `parameters` may occur free."""
        root = _Scope(None, parameters, term)
        events = self._lay_out(term, root)
        bindings = " ".join([f"({root.texts[p]} {self._sort_of(p)})" for p in parameters])
        return self._write(term, root, events, bindings)

    # ------------------------------------------------------------ first walk

    def _lay_out(self, term: Term, root: _Scope) -> list[tuple[Term, _Scope, _Inside | None]]:
        """Nodes with their scopes, operands first; fills in the counts of the scopes."""
        events: list[tuple[Term, _Scope, _Inside | None]] = []
        stack: list[tuple[Term, _Scope, Any]] = [(term, root, None)]
        pop, push = stack.pop, stack.append
        symbol, quantifiers = op.SYMBOL, op.QUANTIFIERS
        while stack:
            entry = pop()
            current, scope, state = entry
            if state is not None:
                events.append(entry)
                continue
            if current in scope.seen:
                continue
            scope.seen.add(current)
            kind, args, _ = current._content
            if not args:
                if kind != symbol or not current.mentions:
                    events.append(entry)
                continue
            if kind in quantifiers:
                inside = _Inside(current, scope)
                push((current, scope, inside))
                operands = [(inside.body, inside.body_scope)]
                for pattern in (*inside.patterns, inside.no_patterns):
                    operands += [(t, inside.trigger_scope) for t in pattern]
                for operand, around in reversed(operands):
                    mentions = operand.mentions
                    home = around.homes.get(mentions) or around.home(mentions)
                    home.count[operand] = home.count.get(operand, 0) + 1
                    push((operand, home, None))
                continue
            push((current, scope, False))
            homes = scope.homes
            for operand in reversed(args):
                mentions = operand.mentions
                home = (homes.get(mentions) or scope.home(mentions)) if mentions else root
                count = home.count
                if operand in count:
                    count[operand] += 1
                    if operand in home.seen:
                        continue
                else:
                    count[operand] = 1
                push((operand, home, None))
        return events

    # ----------------------------------------------------------- second walk

    def _write(
        self,
        term: Term,
        root: _Scope,
        events: list[tuple[Term, _Scope, _Inside | None]],
        parameters: str,
    ) -> Printed:
        heads, raw_heads, operator_heads = self._heads, self._raw_heads, _HEADS
        function = op.FUNCTION
        symbols: dict[Term, None] = {}
        sorts: dict[Sort, None] = {}
        lets = 0
        for current, scope, inside in events:
            texts = scope.texts
            kind, args, payload = current._content
            if kind == function:
                head = raw_heads.get(payload)
                if head is None:
                    head = heads.get(payload)
                    if head is None:
                        head = self._head(payload)
                    if payload in heads:
                        symbols[payload] = None
                text = head + " ".join([texts[a] for a in args]) + ")"
            elif kind in operator_heads:
                text = operator_heads[kind] + " ".join([texts[a] for a in args]) + ")"
            elif inside:
                text = self._quantifier(current, inside, sorts)
            elif args:
                raise ValueError(f"no SMT-LIB text is known for {op.op_to_str(kind)}")
            else:
                texts[current] = self._leaf(current, symbols)
                continue
            if (
                ((len(text) > SHORT and scope.count.get(current, 1) > 1) or len(text) > LONG)
                and scope.lets is not None
                and current is not scope.top
            ):
                scope.lets.append(f"(let ((%{lets} {text}))\n")
                text = f"%{lets}"
                lets += 1
            texts[current] = text
        text = "".join(root.lets or ()) + root.texts[term] + ")" * len(root.lets or ())
        return Printed(text, tuple(symbols), tuple(sorts), parameters)

    def _head(self, function: Term) -> str:
        name = function._content.payload[0]
        if name.startswith(RAW):
            head = self._raw_heads[function] = f"({name[len(RAW) :]} "
        else:
            head = self._heads[function] = f"({spell(name)} "
        return head

    def _leaf(self, term: Term, symbols: dict[Term, None]) -> str:
        kind, _, payload = term._content
        if kind == op.SYMBOL:
            name: str = payload[0]
            if name.startswith(RAW):
                return name[len(RAW) :]
            symbols[term] = None
            return spell(name)
        if kind == op.BOOL_CONSTANT:
            return "true" if payload else "false"
        if kind == op.INT_CONSTANT:
            return str(payload) if payload >= 0 else f"(- {-payload})"
        if kind == op.BV_CONSTANT:
            return f"(_ bv{payload[0]} {payload[1]})"
        if kind == op.REAL_CONSTANT:
            top, bottom = abs(payload.numerator), payload.denominator
            text = f"{top}.0" if bottom == 1 else f"(/ {top}.0 {bottom}.0)"
            return text if payload >= 0 else f"(- {text})"
        raise ValueError(f"no SMT-LIB text is known for {op.op_to_str(kind)}")

    def _quantifier(self, term: Term, inside: _Inside, sorts: dict[Sort, None]) -> str:
        scope = inside.body_scope
        texts = inside.trigger_scope.texts
        variables = []
        for variable in term._content.payload:
            sort = variable._content.payload[1]
            sorts[sort] = None
            variables.append(f"({scope.texts[variable]} {self._sort_of(variable)})")
        lets = scope.lets or ()
        text = "".join(lets) + scope.texts[inside.body] + ")" * len(lets)
        attributes = inside.attributes
        if attributes is not None:
            parts = [f"(! {text}"]
            for pattern in inside.patterns:
                # z3 takes a name at the start of a pattern for a function: names come last
                terms = sorted([texts[t] for t in pattern], key=lambda text: text[0] != "(")
                parts.append(f":pattern ({' '.join(terms)})")
            parts += [f":no-pattern {texts[t]}" for t in inside.no_patterns]
            if attributes.qid:
                parts.append(f":qid {spell(attributes.qid)}")
            if attributes.skolemid:
                parts.append(f":skolemid {spell(attributes.skolemid)}")
            if attributes.weight is not None:
                parts.append(f":weight {attributes.weight}")
            text = " ".join(parts) + ")"
        head = "forall" if term._content.node_type == op.FORALL else "exists"
        return f"({head} ({' '.join(variables)}) {text})"

    # ----------------------------------------------------------------- sorts

    def _sort_of(self, variable: Term) -> str:
        return self.sort(variable._content.payload[1])

    def sort(self, sort: Sort) -> str:
        """The text of a sort."""
        text = self._sort_texts.get(sort)
        if text is None:
            if sort.is_array_type():
                text = f"(Array {self.sort(sort.index_type)} {self.sort(sort.elem_type)})"
            elif sort.is_custom_type():
                name = sort.basename
                text = name[len(RAW) :] if name.startswith(RAW) else spell(name)
            else:
                text = sort.as_smtlib(False)
            self._sort_texts[sort] = text
        return text

    def named_sorts(self, sorts: Iterable[Sort]) -> tuple[Sort, ...]:
        """The named sorts that occur in `sorts` (function sorts too), in order."""
        found: dict[Sort, None] = {}
        stack = list(sorts)[::-1]
        while stack:
            sort = stack.pop()
            if sort.is_array_type():
                stack += (sort.elem_type, sort.index_type)
            elif sort.is_function_type():
                stack.append(sort.return_type)
                stack += reversed(sort.param_types)
            elif sort.is_custom_type():
                raw = self._terms.raw_sorts.get(sort)
                if raw is None:
                    found[sort] = None
                else:
                    stack += reversed(raw[1])
        return tuple(found)
