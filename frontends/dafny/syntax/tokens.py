"""What all parts of the parser use: a position in a list of tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

from frontends.dafny.syntax.lexer import Kind, Token, tokenize
from ivl.base.diagnostic import Diagnostic, ProgramError
from ivl.base.source import Source, Span

T = TypeVar("T")


class Tokens:
    """The tokens of a text and how far they are read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.index = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.index]

    def peek(self, distance: int = 1) -> Token:
        """The token that is `distance` after the next."""
        return self.tokens[min(self.index + distance, len(self.tokens) - 1)]

    def at(self, *texts: str) -> bool:
        """Whether the next token is one of these symbols, or a word with such a text."""
        token = self.token
        return token.text in texts and token.kind in (Kind.SYMBOL, Kind.WORD)

    def advance(self) -> Token:
        """Read one token."""
        token = self.token
        if token.kind is not Kind.END:
            self.index += 1
        return token

    def accept(self, *texts: str) -> Token | None:
        """Read the next token if it is one of these."""
        return self.advance() if self.at(*texts) else None

    def expect(self, text: str) -> Token:
        """Read `text`. Raises ProgramError."""
        if not self.at(text):
            self.fail(f"{text!r}")
        return self.advance()

    def fail(self, expected: str) -> NoReturn:
        """Raise ProgramError: something else stands where `expected` should."""
        token = self.token
        found = "the file ends" if token.kind is Kind.END else f"there is {token.text!r}"
        self.error(token, f"{expected} is expected here, but {found}")

    def error(self, token: Token, message: str) -> NoReturn:
        """Raise ProgramError with a message about a token."""
        raise ProgramError([Diagnostic("parse.dafny", message, self.span(token))])

    def unsupported(self, construct: str) -> NoReturn:
        """Raise ProgramError: the construct at the next token is not supported."""
        kind = f"unsupported.{construct.replace(' ', '-')}"
        raise ProgramError([Diagnostic(kind, f"{construct}: not supported yet", self.here)])

    def span(self, token: Token) -> Span:
        """The place of a token."""
        return Span(self.source, token.start, token.end)

    @property
    def here(self) -> Span:
        """The place of the next token."""
        return self.span(self.token)

    @property
    def last(self) -> Span:
        """The place of the token read last."""
        return self.span(self.tokens[max(self.index - 1, 0)])

    def adjacent(self, first: str, second: str) -> bool:
        """Whether the next two tokens are these, with nothing between them."""
        token, following = self.token, self.peek()
        return (token.text, following.text) == (first, second) and token.end == following.start

    def attempt(self, parse: Callable[[], T]) -> T | None:
        """What `parse` reads, or None with nothing read where it fails."""
        start = self.index
        try:
            return parse()
        except ProgramError:
            self.index = start
            return None

    def name(self) -> str:
        """Read a name."""
        if self.token.kind is not Kind.WORD:
            self.fail("a name")
        return self.advance().text

    def member_name(self) -> str:
        """Read a name after a dot: also a number, or a keyword that function values have."""
        if self.token.kind is Kind.NUMBER or self.at("requires", "reads"):
            return self.advance().text
        return self.name()

    def separated(self, parse: Callable[[], T], separator: str = ",") -> tuple[T, ...]:
        """One or more, with a separator between them."""
        found = [parse()]
        while self.accept(separator):
            found.append(parse())
        return tuple(found)

    def until(self, parse: Callable[[], T], close: str) -> tuple[T, ...]:
        """None or more with commas between them, and then `close`."""
        if self.accept(close):
            return ()
        found = self.separated(parse)
        self.expect(close)
        return found
