"""What types and symbols become: the vocabulary of the monomorphic program."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivl.base.fresh import Names
from ivl.base.node import node
from ivl.core.attributes import has_attribute
from ivl.core.expressions import Attributes, Function, Variable
from ivl.core.program import Datatype, Program, TypeConstructor
from ivl.core.types import ConstructedType, MapType, Type, TypeVariable, substitute
from ivl.transform.monomorphize.instance_names import instance_name, mangle
from ivl.transform.monomorphize.instances import Instances

Types = tuple[Type, ...]
MapAttributes = Callable[[Attributes, Mapping[TypeVariable, Type]], Attributes]


@node
class MapComponents:
    """What a polymorphic map type has become: a datatype with a field for each instance.

    `rest` is the type of its last field, which stands for all other instances. `views` are
    functions that select from it at a union of types. Not maps: the value at an index depends on
    which of the types the index has, and not all maps between unions respect that.
    """

    datatype: ConstructedType
    constructor: Function
    fields: dict[Types, tuple[str, MapType]]
    rest: ConstructedType
    views: dict[Types, Function]


class Targets:
    """Translates types, functions, datatypes and global variables; each of them once."""

    def __init__(self, program: Program, instances: Instances) -> None:
        self.instances = instances
        self.type_names = Names(
            [t.name for t in program.types]
            + [d.name for d in program.datatypes]
            + [t.name for t in instances.new_types()]
        )
        self.function_names = Names(
            [d.function.name for d in program.functions]
            + [c.name for d in program.datatypes for c in d.constructors]
        )
        self.procedure_names = Names(p.name for p in program.procedures)
        self.type_constructors: list[TypeConstructor] = []
        self.datatypes: list[Datatype] = []
        self.views: list[Function] = []
        self.map_attributes: MapAttributes = lambda attributes, _: attributes
        self.polymorphic = {
            d.function.name: d.function for d in program.functions if d.function.type_parameters
        }
        self._program = program
        self._constructors = {t.name: t for t in program.types}
        self._datatypes = {d.name: d for d in program.datatypes}
        self._types: dict[Type, Type] = {}
        self._constructed: dict[tuple[str, Types], str] = {}
        self._maps: dict[MapType, MapComponents] = {}
        self._recursive: set[MapType] = set()
        self._functions: dict[tuple[Function, Types], Function] = {}
        self._procedures: dict[tuple[str, Types], str] = {}
        self._variables: dict[Variable, Variable] = {}

    def declare_types(self) -> None:
        """Declare monomorphic type constructors and datatypes, in the program's order."""
        for constructor in self._program.types:
            if not constructor.arity or has_attribute(constructor.attributes, "builtin"):
                self.type_constructors.append(constructor)
        for datatype in self._program.datatypes:
            if not datatype.type_parameters:
                self._declare_datatype(datatype, datatype.name, ())

    # -------------------------------------------------------------- types

    def type(self, type_: Type) -> Type:
        """What the ground `type_` has become."""
        result = self._types.get(type_)
        if result is None:
            result = self._types[type_] = self._type(type_)
        return result

    def all_types(self, types: Types) -> Types:
        """`type` of each."""
        return tuple([self.type(t) for t in types])

    def _type(self, type_: Type) -> Type:
        match type_:
            case ConstructedType(name, arguments) if arguments:
                if name in self._datatypes or not has_attribute(
                    self._constructors[name].attributes, "builtin"
                ):
                    return ConstructedType(self._constructed_name(name, arguments))
                return ConstructedType(name, self.all_types(arguments))
            case MapType(parameters, domain, range_):
                if parameters:
                    return self.components(type_).datatype
                new_domain, new_range = self.all_types(domain), self.type(range_)
                if new_domain == domain and new_range == range_:
                    return type_
                return MapType((), new_domain, new_range)
            case _:
                return type_

    def _constructed_name(self, name: str, arguments: Types) -> str:
        """The name of ``name arguments``, which is declared when it is first asked for."""
        known = self._constructed.get((name, arguments))
        if known is None:
            known = self.type_names.fresh(instance_name(name, arguments))
            self._constructed[name, arguments] = known
            if name in self._datatypes:
                self._declare_datatype(self._datatypes[name], known, arguments)
            else:
                original = self._constructors[name]
                self.type_constructors.append(
                    TypeConstructor(known, 0, original.attributes, span=original.span)
                )
        return known

    def _declare_datatype(self, datatype: Datatype, name: str, arguments: Types) -> None:
        index = len(self.datatypes)
        attributes = self.map_attributes(datatype.attributes, {})
        self.datatypes.append(Datatype(name, (), (), attributes, span=datatype.span))
        constructors = tuple([self.function(c, arguments) for c in datatype.constructors])
        self.datatypes[index] = Datatype(name, (), constructors, attributes, span=datatype.span)

    def components(self, map_type: MapType) -> MapComponents:
        """What the polymorphic `map_type` has become."""
        known = self._maps.get(map_type)
        if known is not None:
            if not known.constructor.names:
                self._recursive.add(map_type)
            return known
        name = self.type_names.fresh(f"Polymorphic{mangle(map_type)}")
        datatype = ConstructedType(name)
        rest = ConstructedType(self.type_names.fresh(f"{name}_rest"))
        self.type_constructors.append(TypeConstructor(rest.name, 0))
        index = len(self.datatypes)
        self.datatypes.append(Datatype(name, (), ()))
        constructor_name = self.function_names.fresh(name)
        field_names = Names(["rest"])
        placeholder = Function(constructor_name, (), (), datatype, is_constructor=True)
        self._maps[map_type] = MapComponents(datatype, placeholder, {}, rest, {})
        fields: dict[Types, tuple[str, MapType]] = {}
        views: dict[Types, Function] = {}
        for arguments in self.instances.selects.get(map_type, ()):
            binding = dict(zip(map_type.parameters, arguments, strict=True))
            domain = tuple([self.type(substitute(t, binding)) for t in map_type.domain])
            range_ = self.type(substitute(map_type.range, binding))
            if self.instances.has_union(arguments):
                view = self.function_names.fresh(instance_name(f"{name}_at", arguments))
                views[arguments] = Function(view, (), (rest, *domain), range_)
            else:
                field = field_names.fresh(instance_name("at", arguments))
                fields[arguments] = (field, MapType((), domain, range_))
        self.views.extend(views.values())
        constructor = Function(
            constructor_name,
            (),
            (*[t for _, t in fields.values()], rest),
            datatype,
            (*[f for f, _ in fields.values()], "rest"),
            is_constructor=True,
        )
        constructors = [constructor]
        if map_type in self._recursive:  # a datatype needs a value that holds no other
            leaf = self.function_names.fresh(f"{name}_leaf")
            constructors.append(Function(leaf, (), (), datatype, (), is_constructor=True))
        self._maps[map_type] = MapComponents(datatype, constructor, fields, rest, views)
        self.datatypes[index] = Datatype(name, (), tuple(constructors))
        return self._maps[map_type]

    # -------------------------------------------------------------- symbols

    def function(self, function: Function, arguments: Types) -> Function:
        """The instance of `function` at the ground type `arguments`."""
        known = self._functions.get((function, arguments))
        if known is not None:
            return known
        binding = dict(zip(function.type_parameters, arguments, strict=True))
        parameters = tuple([self.type(substitute(t, binding)) for t in function.parameters])
        result = self.type(substitute(function.result, binding))
        known = self._functions.get((function, arguments))  # datatypes are recursive
        if known is not None:
            return known
        attributes = self.map_attributes(function.attributes, binding)
        if (
            not arguments
            and parameters == function.parameters
            and result == function.result
            and attributes is function.attributes
        ):
            known = function
        else:
            name = function.name
            if arguments:
                name = self.function_names.fresh(instance_name(name, arguments))
            known = Function(
                name,
                (),
                parameters,
                result,
                function.names,
                attributes,
                function.is_constructor,
                span=function.span,
            )
        self._functions[function, arguments] = known
        return known

    def function_instances(self, name: str) -> list[str]:
        """The names of the instances of the polymorphic function `name`."""
        function = self.polymorphic[name]
        found = self.instances.functions.get(function, {})
        return [self.function(function, arguments).name for arguments in found]

    def procedure(self, name: str, arguments: Types) -> str:
        """The name of the procedure `name` at `arguments`."""
        if not arguments:
            return name
        known = self._procedures.get((name, arguments))
        if known is None:
            known = self.procedure_names.fresh(instance_name(name, arguments))
            self._procedures[name, arguments] = known
        return known

    def keep_procedure_name(self, name: str, arguments: Types) -> None:
        """Let the instance at `arguments` have the procedure's own name."""
        self._procedures[name, arguments] = name

    def global_variable(self, variable: Variable) -> Variable:
        """What a constant or global variable has become."""
        known = self._variables.get(variable)
        if known is None:
            type_ = self.type(variable.type)
            known = variable
            if type_ != variable.type:
                known = Variable(variable.name, type_, variable.kind, span=variable.span)
            self._variables[variable] = known
        return known
