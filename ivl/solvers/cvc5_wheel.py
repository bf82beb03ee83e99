"""cvc5's Python wheel as an SMT-LIB process: the wheel has no executable, but a parser.

Run as a script, with `--NAME=VALUE` for options. It imports nothing of this project.
"""

import sys


def main(arguments: list[str]) -> int:
    """Answer SMT-LIB commands from standard input until its end."""
    import cvc5

    solver = cvc5.Solver(cvc5.TermManager())
    for argument in arguments:
        name, _, text = argument.removeprefix("--").partition("=")
        solver.setOption(name, text or "true")
    parser = cvc5.InputParser(solver)
    symbols = parser.getSymbolManager()
    pending = ""
    depth = 0
    # A command is read by whole lines: our writer ends each command with a newline.
    for line in sys.stdin:
        pending += line
        depth = _balance(line, depth)
        if depth:
            continue
        parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, pending, "input")
        pending = ""
        try:
            while True:
                command = parser.nextCommand()
                if command.isNull():
                    break
                reply = str(command.invoke(solver, symbols))
                # The API adds the reason, which other solvers tell only when they are asked.
                _say("unknown\n" if reply.startswith("unknown (") else reply)
        except Exception as error:  # whatever it is, the other side must hear of it
            message = str(error).replace('"', '""')
            _say(f'(error "{message}")\n')
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _balance(line: str, depth: int) -> int:
    """The depth of parentheses after `line`; quoted symbols and strings do not count."""
    if "|" not in line and '"' not in line and ";" not in line:
        return depth + line.count("(") - line.count(")")
    quote = ""
    for character in line:
        if quote:
            if character == quote:
                quote = ""
        elif character in '|"':
            quote = character
        elif character == ";":
            break
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
    return depth


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
