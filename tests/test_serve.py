"""The resident server and `--watch`: the same output, and nothing left behind."""

import contextlib
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from drop_in import descendants, has_ended

from ivl.cache.tool import tool
from ivl.cli.client import served
from ivl.cli.server import Server, ServerError
from ivl.cli.socket_place import is_ours, socket_path

ROOT = Path(__file__).resolve().parent.parent
GOOD = "procedure P(x: int) { assert x == x; }\n"
BAD = "procedure Q(x: int) { assert x > 0; }\n"
ENDLESS = """\
procedure Endless(a: int, b: int, c: int, n: int) requires n > 2 && a > 0 && b > 0 && c > 0; {
  assert a*a*a*a*a + b*b*b*b*b != c*c*c*c*c; assert a*a*a*a + b*b*b*b != c*c*c*c;
}
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def start(folder, *words, server="off", **options):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "IVL_SERVER": str(server)}
    environment["IVL_CACHE"] = "off"
    return subprocess.Popen(
        [sys.executable, "-m", "ivl", *words], cwd=folder, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
    )  # fmt: skip


def run(folder, *words, server="off", text=""):
    process = start(folder, *words, server=server)
    output, errors = process.communicate(text, timeout=60)
    return process.returncode, *[re.sub(r"in [0-9.]+ s\n", "", t) for t in (output, errors)]


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "this takes too long"
        time.sleep(0.02)
    return found


def gone(processes):
    return all(has_ended(process) for process in processes)


@contextlib.contextmanager
def serving(folder, *words):
    path = folder / "run" / "s"
    process = start(folder, "serve", *words, server=path)
    assert process.stdout.readline() == f"serving at {path}\n"
    try:
        yield process, path
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert process.returncode == 0 and not path.exists()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("server")) as found:
        yield found


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good.bpl").write_text(GOOD)
    (tmp_path / "bad.bpl").write_text(GOOD + BAD)
    (tmp_path / "endless.bpl").write_text(GOOD + ENDLESS)
    return tmp_path


def served_pages(process):
    """The pages that the forks touched which the server has seen end."""
    return int(Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[8])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["good.bpl"], 0),
        (["--format", "plain", "bad.bpl"], 1),
        (["missing.bpl"], 2),
        (["--no-such-option", "good.bpl"], 2),
        (["-"], 0),
    ],
    ids=str,
)
def test_the_output_is_the_same(server, folder, words, code):
    process, path = server
    before = served_pages(process)
    there = run(folder, "verify", *words, server=path, text=GOOD)
    until(lambda: served_pages(process) > before)
    assert there[0] == code and there == run(folder, "verify", *words, text=GOOD)


@pytest.mark.parametrize("color", ["", "1"])
def test_a_terminal_is_one_there_too(server, folder, monkeypatch, color):
    if color:
        monkeypatch.setenv("NO_COLOR", color)
    shown = []
    for path in ("off", server[1]):
        ours, its = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "IVL_SERVER": str(path)}
        environment["IVL_CACHE"] = "off"
        words = (sys.executable, "-m", "ivl", "verify", "bad.bpl")
        ended = subprocess.run(
            words, cwd=folder, env=environment, stdin=its, stdout=its, stderr=its, timeout=60
        )
        os.close(its)
        shown.append(re.sub(rb"in [0-9.]+ s", b"", everything(ours)))
        assert ended.returncode == 1
    assert shown[0] == shown[1] and b"bad.bpl" in shown[0]
    assert (b"\x1b[1" in shown[0]) == (not color)


def everything(descriptor):
    found = b""
    with contextlib.suppress(OSError):  # what is behind the end of a terminal
        while data := os.read(descriptor, 1 << 16):
            found += data
    os.close(descriptor)
    return found


def test_several_at_a_time(server, folder):
    _, path = server
    processes = [start(folder, "verify", "bad.bpl", server=path) for _ in range(3)]
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 1


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_work_ends_with_its_client(server, folder, end):
    process, path = server
    client = start(folder, "verify", "endless.bpl", server=path)
    working = until(lambda: [p for p in descendants(process.pid) if len(descendants(p))])
    everything = descendants(process.pid)
    until(lambda: len(descendants(working[0])) > 1)
    begin = time.monotonic()
    client.send_signal(end)
    _, errors = client.communicate(timeout=20)
    assert client.returncode == (130 if end == signal.SIGINT else -end)
    assert time.monotonic() < begin + 2 and ("interrupted" in errors) == (end == signal.SIGINT)
    until(lambda: gone(everything), 5)
    assert process.poll() is None


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_may_end_in_the_middle(folder, end):
    path = folder / "run" / "s"
    process = start(folder, "serve", server=path)
    assert process.stdout.readline() == f"serving at {path}\n"
    client = start(folder, "verify", "--format", "plain", "-t", "2", "endless.bpl", server=path)
    working = until(lambda: [p for p in descendants(process.pid) if descendants(p)])
    everything = descendants(process.pid)
    until(lambda: [p for p in working if len(descendants(p)) > 1])
    everything += descendants(process.pid)
    process.send_signal(end)
    process.communicate(timeout=20)
    output, errors = client.communicate(timeout=60)
    assert client.returncode == 1 and "timed out" in output and "1 verified" in errors
    until(lambda: gone(everything), 5)
    assert path.exists() == (end == signal.SIGKILL)
    assert run(folder, "verify", "good.bpl", server=path)[0] == 0  # nobody serves there


def test_work_that_is_killed_is_an_error(server, folder):
    process, path = server
    client = start(folder, "verify", "endless.bpl", server=path)
    attendant = until(lambda: [p for p in descendants(process.pid) if len(descendants(p)) > 1])[0]
    worker = until(lambda: descendants(attendant))[0]
    os.kill(worker, signal.SIGKILL)
    client.communicate(timeout=20)
    assert client.returncode == 128 + signal.SIGKILL
    client = start(folder, "verify", "endless.bpl", server=path)
    attendant = until(lambda: [p for p in descendants(process.pid) if len(descendants(p)) > 1])[0]
    everything = descendants(attendant)
    os.kill(attendant, signal.SIGKILL)
    _, errors = client.communicate(timeout=20)
    assert client.returncode == 3 and "the server has ended" in errors
    until(lambda: gone(everything), 5)


def test_the_socket_of_a_dead_server_is_replaced_and_removed_when_idle(folder):
    path = folder / "run" / "s"
    path.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    process = start(folder, "serve", "--idle", "0.2", server=path)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 0 and output == f"serving at {path}\n" and not path.exists()


def test_there_is_one_server(server, folder):
    code, _, errors = run(folder, "serve", server=server[1])
    assert code == 2 and f"cannot listen at {server[1]}: Address already in use" in errors


# ------------------------------------------------------------ whom to trust


def test_a_folder_that_others_can_write_to(tmp_path, monkeypatch):
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(ServerError, match="others can write"):
        Server(str(folder / "s"), lambda words: sys.exit(1))
    assert not (folder / "s").exists()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "s"))
        listener.listen()
        monkeypatch.setenv("IVL_SERVER", str(folder / "s"))
        assert not is_ours(str(folder / "s")) and served(["verify"]) is None


def test_another_users_socket(tmp_path, monkeypatch):
    tmp_path.chmod(0o700)
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        assert is_ours(path)
        monkeypatch.setattr(os, "getuid", lambda: 12345)
        assert not is_ours(path)


HELLO = json.dumps({"ivl": tool()}).encode() + b"\n"


@pytest.mark.parametrize(
    ("hello", "reply", "asked"),
    [
        (HELLO, b'{"refused": "I do not want to"}\n', True),
        (HELLO, b"", True),
        (HELLO, b"?\n", True),
        (b'{"ivl": "0"}\n', b"", False),
        (b"[]\n", b"", False),
        (b"", b"", False),
    ],
)
def test_a_server_that_refuses(tmp_path, monkeypatch, hello, reply, asked):
    tmp_path.chmod(0o700)
    monkeypatch.setenv("IVL_SERVER", str(tmp_path / "s"))
    got = []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen()

        def answer():
            connection, _ = listener.accept()
            connection.sendall(hello)
            if asked:
                data, files, _, _ = socket.recv_fds(connection, 1 << 20, 3)
                while not data.endswith(b"\n"):
                    data += connection.recv(1 << 20)
                got.append((len(files), json.loads(data[1:])["words"]))
                connection.sendall(reply)
            connection.close()

        thread = threading.Thread(target=answer)
        thread.start()
        with open(os.devnull) as nothing:
            monkeypatch.setattr(sys, "stdin", nothing)
            assert served(["verify", "x"]) is None
        thread.join()
    assert got == ([(3, ["verify", "x"])] if asked else [])


def test_a_server_that_hangs(folder):
    with serving(folder) as (process, path):
        process.send_signal(signal.SIGSTOP)
        code, output, _ = run(folder, "verify", "--format", "plain", "bad.bpl", server=path)
        process.send_signal(signal.SIGCONT)
        assert code == 1 and output.count("error") == 1
        assert run(folder, "verify", "good.bpl", server=path)[0] == 0


@pytest.mark.parametrize("data", [b"nonsense\n", b"\0{}\n", b'\0{"ivl": "0"}\n'])
def test_the_server_survives_nonsense(server, folder, data):
    process, path = server
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        connection.sendall(data)
        replies = connection.makefile("rb")
        assert b"ivl" in replies.readline() and b"refused" in replies.readline()
    assert process.poll() is None


def test_where_it_is(monkeypatch):
    monkeypatch.setenv("IVL_SERVER", "off")
    assert socket_path() is None
    monkeypatch.delenv("IVL_SERVER")
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/1")
    assert socket_path() == "/run/user/1/ivl.socket"
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setenv("TMPDIR", "/t")
    assert socket_path() == f"/t/ivl-{os.getuid()}/ivl.socket"


# ------------------------------------------------------------ --watch


def test_watch(folder):
    process = start(folder, "verify", "--watch", "--format", "plain", "good.bpl")
    lines = []
    threading.Thread(
        target=lambda: lines.extend(iter(process.stderr.readline, "")), daemon=True
    ).start()
    until(lambda: any("waiting for changes" in line for line in lines))
    assert lines[0].startswith("verified: 1 implementation")
    (folder / "good.bpl").write_text(ENDLESS)
    until(lambda: len(descendants(process.pid)) > 1)
    (folder / "good.bpl").write_text(BAD)
    until(lambda: lines[-1].startswith("waiting") and len(lines) > 3)
    assert any(line.startswith("not verified: 1 failed") for line in lines)
    started = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    assert process.wait(5) == 130 and gone(started)


def test_an_interrupt_while_watching(folder):
    process = start(folder, "verify", "--watch", "endless.bpl", start_new_session=True)
    until(lambda: len(descendants(process.pid)) > 1)
    started = descendants(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=5)
    assert process.returncode == 130
    until(lambda: gone(started), 5)


def test_watch_needs_files(folder):
    code, _, errors = run(folder, "verify", "--watch", "-")
    assert code == 2 and "needs files" in errors
