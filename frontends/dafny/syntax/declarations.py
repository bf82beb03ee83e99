"""Parsing declarations."""

from __future__ import annotations

from typing import TypeVar

from frontends.dafny.syntax import ast
from frontends.dafny.syntax.lexer import Kind, text_value
from frontends.dafny.syntax.statements import StatementParser
from ivl.base.node import replace
from ivl.base.source import NOWHERE, Span

_MODIFIERS = ("abstract", "ghost", "static", "protected", "replaceable", "opaque")
_MODIFIABLE = frozenset(
    (*_MODIFIERS, "module", "import", "export", "class", "trait", "datatype", "codatatype", "type",
     "newtype", "var", "const", "function", "predicate", "copredicate", "inductive", "least",
     "greatest", "twostate", "method", "lemma", "colemma", "comethod", "constructor", "iterator")
)  # fmt: skip
_METHODS = ("method", "lemma", "colemma", "comethod", "constructor")
_FUNCTIONS = ("function", "predicate", "copredicate")

_MARKS = {"AutoContracts": "autocontracts", "AutoRequires": "autoReq"}
"""Attributes whose names are not just written with a small letter in braces."""

D = TypeVar("D", bound=ast.Declared)


def _marked(declared: tuple[D, ...], marks: tuple[ast.Attribute, ...]) -> tuple[D, ...]:
    return tuple([replace(d, attributes=(*marks, *d.attributes)) for d in declared])


class DeclarationParser(StatementParser):
    """Reads declarations and whole files."""

    def program(self) -> ast.Program:
        """Read a file."""
        includes = list[tuple[str, Span]]()
        while self.at("include"):
            self.advance()
            place = self.here
            if self.token.kind is not Kind.STRING:
                self.fail("the name of a file, in quotes")
            includes.append((text_value(self.advance().text), place))
        declarations = list[ast.Declaration]()
        while self.token.kind is not Kind.END:
            declarations.extend(self.declarations())
        return ast.Program(tuple(declarations), tuple(includes))

    def _modifiers(self) -> tuple[str, ...]:
        found = list[str]()
        while self.at(*_MODIFIERS) and self.peek().text in _MODIFIABLE:
            found.append(self.advance().text)
        return tuple(found)

    def _marks(self) -> tuple[ast.Attribute, ...]:
        """``@Attribute(arguments)`` before a declaration."""
        found = list[ast.Attribute]()
        while self.at("@"):
            span = self.span(self.advance())
            name = self.name()
            arguments = self.until(self.inner, ")") if self.accept("(") else ()
            name = _MARKS.get(name, name[:1].lower() + name[1:])
            found.append(ast.Attribute(name, arguments, span=span))
        return tuple(found)

    def declarations(self) -> tuple[ast.Declaration, ...]:
        """Read a declaration outside of types, which may declare several fields."""
        marks = self._marks()
        modifiers = self._modifiers()
        if self.at("var"):
            return _marked(self._fields(modifiers), marks)
        return _marked((self._declaration(modifiers),), marks)

    def _declaration(self, modifiers: tuple[str, ...]) -> ast.Declaration:
        match self.token.text:
            case "module":
                return self._module(modifiers)
            case "import":
                return self._import()
            case "export":
                return self._export()
            case "class" | "trait":
                return self._class(modifiers)
            case "datatype" | "codatatype":
                return self._datatype(modifiers)
            case "type" | "newtype":
                return self._type_definition(modifiers)
            case _:
                return self._member(modifiers)

    # ------------------------------------------------------------------ modules

    def _module(self, modifiers: tuple[str, ...]) -> ast.Module:
        self.expect("module")
        attributes = self.attributes()
        span = self.here
        path = self._path()
        refines = self._path() if self.accept("refines") else ()
        self.expect("{")
        declarations = list[ast.Declaration]()
        while not self.at("}"):
            declarations.extend(self.declarations())
        self.expect("}")
        return ast.Module(
            ".".join(path), refines, tuple(declarations),
            span=span, modifiers=modifiers, attributes=attributes,
        )  # fmt: skip

    def _path(self) -> tuple[str, ...]:
        return self.separated(self.name, ".")

    def _import(self) -> ast.Import:
        self.expect("import")
        opened = self.at("opened") and self.peek().kind is Kind.WORD and bool(self.advance())
        span = self.here
        path = self._path()
        name, abstract = path[-1], False
        if self.at("=", ":", "as"):
            abstract = self.advance().text != "="
            name, path = path[0], self._path()
        exports: tuple[str, ...] = ()
        if self.accept("`"):
            exports = self.until(self.name, "}") if self.accept("{") else (self.name(),)
        self.accept(";")
        return ast.Import(name, path, exports, opened, abstract, span=span)

    def _export(self) -> ast.Export:
        span = self.span(self.expect("export"))
        clauses: dict[str, list[str]] = {"provides": [], "reveals": [], "extends": []}
        named = self.token.kind is Kind.WORD and not self.at(*clauses)
        name = self.name() if named else ""
        while self.at(*clauses):
            clause = clauses[self.advance().text]
            if self.accept("*"):
                clause.append("*")
            else:
                clause.extend(self.separated(self._exported))
        return ast.Export(
            name, tuple(clauses["provides"]), tuple(clauses["reveals"]),
            tuple(clauses["extends"]), span=span,
        )  # fmt: skip

    def _exported(self) -> str:
        return ".".join(self.separated(self.member_name, "."))

    # ------------------------------------------------------------------ types

    def _class(self, modifiers: tuple[str, ...]) -> ast.Class:
        kind = self.advance().text
        attributes = self.attributes()
        span = self.here
        name = self.name()
        parameters = self.type_parameters()
        skeleton = self.accept("...") is not None
        parents = self.separated(self.type) if self.accept("extends") else ()
        members = self._members()
        return ast.Class(
            name, kind, parameters, parents, members, skeleton,
            span=span, modifiers=modifiers, attributes=attributes,
        )  # fmt: skip

    def _members(self) -> tuple[ast.MemberDeclaration, ...]:
        self.expect("{")
        members = list[ast.MemberDeclaration]()
        while not self.accept("}"):
            marks = self._marks()
            members.extend(_marked(self._member_group(self._modifiers()), marks))
        return tuple(members)

    def _optional_members(self) -> tuple[ast.MemberDeclaration, ...]:
        return self._members() if self.at("{") else ()

    def _datatype(self, modifiers: tuple[str, ...]) -> ast.Datatype:
        coinductive = self.advance().text == "codatatype"
        attributes = self.attributes()
        span = self.here
        name = self.name()
        parameters = self.type_parameters()
        constructors = tuple[ast.Constructor, ...]()
        if self.accept("="):
            self.accept("...")
            self.accept("|")
            constructors = self.separated(self._constructor, "|")
        elif self.accept("..."):
            pass
        self.accept(";")
        members = self._optional_members()
        return ast.Datatype(
            name, coinductive, parameters, constructors, members,
            span=span, modifiers=modifiers, attributes=attributes,
        )  # fmt: skip

    def _constructor(self) -> ast.Constructor:
        ghost = self.accept("ghost") is not None
        attributes = self.attributes()
        span = self.here
        name = self.name()
        parameters = self.until(self._component, ")") if self.accept("(") else ()
        return ast.Constructor(name, parameters, ghost, attributes, span=span)

    def _component(self) -> ast.Variable:
        """A constructor's parameter, whose name may be left out."""
        ghost = self.accept("ghost") is not None
        nameonly = self.at("nameonly") and self.peek().kind is Kind.WORD and bool(self.advance())
        span = self.here
        name = ""
        if self.token.kind in (Kind.WORD, Kind.NUMBER) and self.peek().text == ":":
            name = self.advance().text
            self.advance()
        type_ = self.type()
        default = self.inner() if self.accept(":=") else None
        return ast.Variable(name, type_, ghost, nameonly=nameonly, default=default, span=span)

    def _type_definition(self, modifiers: tuple[str, ...]) -> ast.TypeDefinition:
        newtype = self.advance().text == "newtype"
        attributes = self.attributes()
        span = self.here
        name = self.name()
        characteristics = self.type_characteristics()
        parameters = self.type_parameters()
        characteristics += self.type_characteristics()
        base: ast.Type | None = None
        variable, constraint, witness_kind, witness = None, None, "", None
        if self.accept("="):
            if self.token.kind is Kind.WORD and self.peek().text in (":", "|"):
                variable = self.variable()
                base = variable.type
                self.expect("|")
                constraint = self.expression(lemma_calls=False)
                witness_kind, witness = self._witness()
            else:
                base = self.type()
        members = self._optional_members()
        self.accept(";")
        return ast.TypeDefinition(
            name, newtype, parameters, characteristics, base, variable, constraint,
            witness_kind, witness, members,
            span=span, modifiers=modifiers, attributes=attributes,
        )  # fmt: skip

    def _witness(self) -> tuple[str, ast.Expr | None]:
        ghost = self.at("ghost") and self.peek().text == "witness" and bool(self.advance())
        if not self.accept("witness"):
            return "", None
        if self.accept("*"):
            return "witness *", None
        return ("ghost witness" if ghost else "witness"), self.expression(lemma_calls=False)

    # ------------------------------------------------------------------ members

    def _member_group(self, modifiers: tuple[str, ...]) -> tuple[ast.MemberDeclaration, ...]:
        if self.at("var"):
            return self._fields(modifiers)
        return (self._member(modifiers),)

    def _member(self, modifiers: tuple[str, ...]) -> ast.MemberDeclaration:
        match self.token.text:
            case "const":
                return self._constant(modifiers)
            case "iterator":
                return self._iterator(modifiers)
            case "inductive" | "least" | "greatest" | "twostate":
                prefix = self.advance().text
                kind = f"{prefix} {self.token.text}"
                return self._callable(modifiers, kind)
            case text if text in (*_METHODS, *_FUNCTIONS):
                return self._callable(modifiers, text)
            case _:
                return self.fail("a declaration")

    def _callable(self, modifiers: tuple[str, ...], kind: str) -> ast.MemberDeclaration:
        if self.at(*_FUNCTIONS):
            return self._function(modifiers, kind)
        if self.at(*_METHODS):
            return self._method(modifiers, kind)
        return self.fail("'function', 'predicate' or 'lemma'")

    def _fields(self, modifiers: tuple[str, ...]) -> tuple[ast.Field, ...]:
        self.advance()
        attributes = self.attributes()
        variables = self.separated(self.variable)
        self.accept(";")
        return tuple(
            [
                ast.Field(
                    v.name, v.type, True, span=v.span, modifiers=modifiers, attributes=attributes
                )
                for v in variables
            ]
        )

    def _constant(self, modifiers: tuple[str, ...]) -> ast.Field:
        self.advance()
        attributes = self.attributes()
        variable = self.variable()
        if self.accept("..."):
            pass
        initializer = self.expression(lemma_calls=False) if self.accept(":=") else None
        self.accept(";")
        return ast.Field(
            variable.name, variable.type, False, initializer,
            span=variable.span, modifiers=modifiers, attributes=attributes,
        )  # fmt: skip

    def _formals(self) -> tuple[ast.Variable, ...]:
        self.expect("(")
        return self.until(self._formal, ")")

    def _formal(self) -> ast.Variable:
        flags = set[str]()
        while self.at("ghost", "new", "nameonly", "older") and (
            self.peek().kind is Kind.WORD or self.peek().text in ("ghost", "new")
        ):
            flags.add(self.advance().text)
        span = self.here
        name = self.name()
        self.expect(":")
        type_ = self.type()
        default = self.inner() if self.accept(":=") else None
        return ast.Variable(
            name, type_, "ghost" in flags, "new" in flags, "nameonly" in flags, default, span=span
        )

    def _natural(self) -> bool:
        """``[nat]`` or ``[ORDINAL]`` after the name of an extreme predicate or lemma."""
        if not self.accept("["):
            return False
        natural = self.advance().text == "nat"
        self.expect("]")
        return natural

    def _function(self, modifiers: tuple[str, ...], kind: str) -> ast.Function:
        self.advance()
        method = self.accept("method") is not None
        attributes = self.attributes()
        span = self.here
        name = self.name()
        skeleton = self.accept("...") is not None
        parameters: tuple[ast.TypeParameter, ...] = ()
        formals: tuple[ast.Variable, ...] = ()
        natural, result, open_ = False, None, NOWHERE
        if not skeleton:
            parameters = self.type_parameters()
            natural = self._natural()
            open_ = self.here
            if self.at("("):  # a predicate of 2.x may leave out its parameters
                formals = self._formals()
            result = self._result() if self.accept(":") else None
        specification = self.specification()
        body, by_method = None, None
        if self.accept("{"):
            body = None if self.accept("...") else self.inner()
            self.expect("}")
            if self.at("by") and self.peek().text == "method":
                self.advance()
                self.advance()
                by_method = self.block()
        return ast.Function(
            name, kind, parameters, formals, result, specification, body, method, skeleton,
            natural, by_method, open_, self.last,
            span=span, modifiers=modifiers, attributes=attributes,
        )  # fmt: skip

    def _result(self) -> ast.Variable:
        span = self.here
        if self.at("(") and self.peek().kind is Kind.WORD and self.peek(2).text == ":":
            self.advance()
            result = self.variable()
            self.expect(")")
            return result
        return ast.Variable("", self.type(), span=span)

    def _method(self, modifiers: tuple[str, ...], kind: str) -> ast.Method:
        self.advance()
        attributes = self.attributes()
        span = (
            self.last if kind == "constructor" and self.token.kind is not Kind.WORD else self.here
        )
        name = self.name() if self.token.kind is Kind.WORD else ""
        skeleton = self.accept("...") is not None
        parameters: tuple[ast.TypeParameter, ...] = ()
        inputs: tuple[ast.Variable, ...] = ()
        outputs: tuple[ast.Variable, ...] = ()
        natural = False
        if not skeleton:
            parameters = self.type_parameters()
            natural = self._natural()
            inputs = self._formals()
            if self.accept("returns"):
                outputs = self._formals()
        specification = self.specification()
        body = self._body()
        return ast.Method(
            name, kind, parameters, inputs, outputs, specification, body, skeleton, natural,
            self.last, span=span, modifiers=modifiers, attributes=attributes,
        )  # fmt: skip

    def _iterator(self, modifiers: tuple[str, ...]) -> ast.Iterator:
        self.advance()
        self.attributes()
        span = self.here
        name = self.name()
        self.type_parameters()
        if not self.accept("..."):
            self._formals()
            if self.accept("yields"):
                self._formals()
        self.specification()
        self._body()
        return ast.Iterator(name, span=span, modifiers=modifiers)
