"""The arguments of several commands that say how programs are encoded."""

from __future__ import annotations

import argparse


def add_encoding_arguments(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Declare how types, maps and lambdas are encoded."""
    parser.add_argument(
        "--type-encoding",
        "--encoding",
        choices=("monomorphic", "predicates", "arguments"),
        default="monomorphic",
        help="what becomes of type parameters: instances for the types that occur (the default),"
        " predicates on values, or arguments of functions",
    )
    parser.add_argument(
        "--array-axioms",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="maps are values with axioms, not the solver's arrays: not extensional (by default "
        "only in programs with polymorphic maps, and extensional where they are compared)",
    )
    parser.add_argument(
        "--quantifier-names",
        choices=("given", "all", "none"),
        default="given",
        help="which quantifiers have names for the solver: those with {:qid} (the default), all "
        "of them, after their places, or none",
    )
    parser.add_argument(
        "--no-weights",
        action="store_true",
        help="do not tell the solver the {:weight} of quantifiers",
    )
    parser.add_argument(
        "--lift-free-variables",
        action="store_true",
        help="lambdas depend on variables, not on whole subexpressions",
    )
    parser.add_argument(
        "--reflect-add",
        action="store_true",
        help="+ on integers is a function with an axiom, so that triggers can mention it",
    )
