"""The folder of entries: damage, concurrent writers, size, what cannot be written, audits."""

import errno
import multiprocessing
import os
import random

import pytest

from ivl.base.proofs import Transcript
from ivl.cache import store as store_module
from ivl.cache.entry import KINDS, decode, encode, kind_of
from ivl.cache.folder import default_folder
from ivl.cache.proofs import StoredProofs, question_of
from ivl.cache.store import Store
from ivl.cli import boogie
from ivl.cli.main import main
from ivl.solvers.catalog import find_command
from ivl.solvers.manner import manner
from ivl.solvers.settings import Settings

CORRUPTIONS = 1000


def key(number: int) -> str:
    return f"{number * 0x9E3779B97F4A7C15 % (1 << 256):064x}"


def files(folder) -> list[str]:
    return sorted(os.path.join(d, name) for d, _, names in os.walk(folder) for name in names)


@pytest.fixture
def store(tmp_path):
    return Store(str(tmp_path / "cache"))


# ------------------------------------------------------------ entries


def test_what_is_written_is_read(store):
    assert store.read("proof", key(1)) is None
    store.write("proof", key(1), b"one")
    store.write("body", key(2), b"")
    assert store.read("proof", key(1)) == b"one"
    assert store.read("body", key(2)) == b""
    assert store.read("program", key(1)) is None  # another kind; and now it is gone
    assert store.read("proof", key(1)) is None


def test_an_entry_says_what_it_is_about():
    entry = encode("proof", key(1), b"content")
    assert decode("proof", key(1), entry) == b"content" and kind_of(entry) == "proof"
    assert decode("proof", key(2), entry) is None
    assert decode("body", key(1), entry) is None
    assert decode("proof", key(1), b"") is None
    assert kind_of(b"") is None and kind_of(b"ivl-cache-0 proof x") is None


def corrupted(random_: random.Random, entries: dict[str, bytes], path: str) -> bytes:
    """What might be found in the place of an entry."""
    entry = bytearray(entries[path])
    match random_.randrange(6):
        case 0:  # random bytes
            for _ in range(random_.randint(1, 8)):
                entry[random_.randrange(len(entry))] = random_.randrange(256)
        case 1:  # truncated
            del entry[random_.randrange(len(entry)) :]
        case 2:  # another entry
            entry = bytearray(entries[random_.choice(sorted(entries))])
        case 3:  # half of one, half of another
            other = entries[random_.choice(sorted(entries))]
            at = random_.randrange(min(len(entry), len(other)))
            entry = entry[:at] + other[at:]
        case 4:  # something more
            entry += random_.randbytes(random_.randint(1, 40))
        case 5:  # blocks that were never written
            start = random_.randrange(len(entry))
            entry[start : start + 64] = bytes(len(entry[start : start + 64]))
    return bytes(entry)


def test_no_corruption_is_believed(store):
    random_ = random.Random(7)
    contents, entries = {}, {}
    for number in range(12):
        kind = KINDS[number % len(KINDS)]
        content = random_.randbytes(random_.choice([0, 3, 70, 900]))
        store.write(kind, key(number), content)
        path = store._path(key(number))
        contents[path] = kind, key(number), content
        with open(path, "rb") as file:
            entries[path] = file.read()
    refused = 0
    for _ in range(CORRUPTIONS):
        path = random_.choice(sorted(entries))
        with open(path, "wb") as file:
            file.write(corrupted(random_, entries, path))
        kind, name, content = contents[path]
        found = store.read(kind, name)
        assert found in (None, content)
        refused += found is None
        with open(path, "wb") as file:
            file.write(entries[path])
    assert refused > 0.8 * CORRUPTIONS
    assert all(store.read(kind, name) == content for kind, name, content in contents.values())


def test_an_entry_that_cannot_be_trusted_is_removed(store):
    store.write("proof", key(1), b"one")
    (path,) = files(store.folder)
    with open(path, "ab") as file:
        file.write(b"x")
    assert store.read("proof", key(1)) is None and files(store.folder) == []


# ------------------------------------------------------------ several processes


def _write_and_read(folder: str, seed: int) -> int:
    random_ = random.Random(seed)
    store = Store(folder, mib=1)
    wrong = 0
    for _ in range(150):
        number = random_.randrange(40)
        content = bytes([number]) * 20_000
        if random_.random() < 0.5:
            store.write("proof", key(number), content)
        else:
            wrong += store.read("proof", key(number)) not in (None, content)
        if random_.random() < 0.02:
            store.shrink()
        if random_.random() < 0.01:
            store.clear()
    return wrong


def test_concurrent_writers(tmp_path):
    folder = str(tmp_path / "cache")
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.starmap(_write_and_read, [(folder, seed) for seed in range(3)]) == [0, 0, 0]
    assert not [path for path in files(folder) if path.endswith(".part")]


# ------------------------------------------------------------ size


def test_the_oldest_go_first(tmp_path):
    store = Store(str(tmp_path), mib=1)
    for number in range(20):
        store.write("proof", key(number), bytes(100_000))
        os.utime(store._path(key(number)), (number, number))
    store.shrink()
    left = [number for number in range(20) if store.read("proof", key(number)) is not None]
    assert left == list(range(11, 20))


def test_what_is_used_is_not_old(tmp_path):
    store = Store(str(tmp_path), mib=1)
    store.write("proof", key(1), b"")
    os.utime(store._path(key(1)), (1, 1))
    store.read("proof", key(1))
    (entry,) = store.entries()
    assert entry.used > 1_000_000 and entry.key == key(1)


def test_a_small_cache_is_kept_small(tmp_path):
    store = Store(str(tmp_path), mib=1)
    for number in range(30):
        store.write("proof", key(number), bytes(100_000))
    store.close()
    assert sum(entry.size for entry in store.entries()) <= 1 << 20


def test_abandoned_files_are_removed(store):
    store.write("proof", key(1), b"one")
    part = store._path(key(2)) + ".1.2.part"
    os.makedirs(os.path.dirname(part), exist_ok=True)
    open(part, "w").close()
    store.shrink()
    assert os.path.exists(part)  # someone may be writing to it
    os.utime(part, (1, 1))
    store.shrink()
    assert not os.path.exists(part) and store.read("proof", key(1)) == b"one"


def test_clear_touches_nothing_else(tmp_path):
    store = Store(str(tmp_path))
    (tmp_path / "mine").write_text("x")
    store.write("proof", key(1), b"one")
    assert store.clear() == 1 and files(tmp_path) == [str(tmp_path / "mine")]


# ------------------------------------------------------------ what cannot be written


def test_no_folder_is_one_warning(tmp_path):
    (tmp_path / "file").write_text("")
    warnings = []
    store = Store(str(tmp_path / "file" / "cache"), warn=warnings.append)
    for number in range(3):
        store.write("proof", key(number), b"")
        assert store.read("proof", key(number)) is None
    assert len(warnings) == 1 and "nothing is written to the cache" in warnings[0]
    store.close()
    assert store.clear() == 0 and list(store.entries()) == []


def test_a_full_disk_leaves_nothing_behind(store, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    warnings = []
    store = Store(store.folder, warn=warnings.append)
    monkeypatch.setattr(store_module.os, "replace", full)
    store.write("proof", key(1), b"one")
    assert warnings == [f"nothing is written to the cache {store.folder}: No space left on device"]
    assert files(store.folder) == []


# ------------------------------------------------------------ questions


def question(assertion: str, command=("z3",)) -> Transcript:
    found = find_command("z3")
    assert found is not None
    asked = Transcript(manner("z3", found[0], found[1], Settings()))
    asked.say("(declare-const x Int)\n")
    asked.push()
    asked.say(f"(assert {assertion})\n")
    return asked


def test_a_question_is_kept(store):
    proofs = StoredProofs(store)
    asked = question("(distinct x x)")
    assert not proofs.known(asked)
    proofs.remember(asked)
    assert proofs.known(asked) and StoredProofs(store).known(question("(distinct x x)"))
    assert not proofs.known(question("(= x x)"))
    again = question_of(store.read("proof", asked.digest()))
    assert again is not None and again.digest() == asked.digest() and again.texts() == asked.texts()


def test_what_is_no_question():
    for content in (b"", b"\n", b"1\n", b"(('z3',), (1,))\nxyz", b"__import__('os')\n"):
        assert question_of(content) is None


def run(capsys, *words):
    code = main([str(word) for word in words])
    return code, capsys.readouterr().out


def test_verify_removes_what_is_not_proved_again(store, capsys):
    right, wrong, strange = question("(distinct x x)"), question("(= x 1)"), Transcript(["z3"])
    for asked in (right, wrong, strange):
        StoredProofs(store).remember(asked)
    store.write("proof", key(5), StoredProofs(store)._content(right))  # about something else
    store.write("body", key(6), b"P P 1")
    code, out = run(capsys, "cache", "verify", "--cache", store.folder)
    assert code == 1
    assert f"{wrong.digest()[:16]} removed, refuted: candidate" in out
    assert f"{strange.digest()[:16]} removed, outdated: its solver has changed or gone" in out
    assert f"{key(5)[:16]} removed, damaged: it does not say what was proved" in out
    assert out.endswith("4 proofs: 1 proved again, 1 refuted, 1 outdated, 1 damaged\n")
    assert {entry.key for entry in store.entries()} == {right.digest(), key(6)}
    code, out = run(capsys, "cache", "verify", "--sample", 5, "--cache", store.folder)
    assert (code, out) == (0, "1 proof: 1 proved again\n")


def test_stats_and_clear(store, capsys):
    store.write("proof", key(1), bytes(1 << 20))
    store.write("body", key(2), b"x")
    store.write("body", key(3), b"x")
    with open(store._path(key(3)), "wb") as file:
        file.write(b"?")
    _, out = run(capsys, "cache", "stats", "--cache", store.folder, "--cache-size", 7)
    assert out == (
        f"{store.folder}: 1.0 MiB of 7.0 MiB\n"
        "conditions             1       1.0 MiB\n"
        "implementations        1       0.0 MiB\n"
        "failures               0       0.0 MiB\n"
        "programs               0       0.0 MiB\n"
        "indexes                0       0.0 MiB\n"
        "damaged                1       0.0 MiB\n"
    )
    assert run(capsys, "cache", "clear", "--cache", store.folder) == (0, "3 entries removed\n")


# ------------------------------------------------------------ where it is


def test_the_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("IVL_CACHE", str(tmp_path))
    assert default_folder() == str(tmp_path)
    monkeypatch.setenv("IVL_CACHE", "off")
    assert default_folder() is None
    monkeypatch.delenv("IVL_CACHE")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert default_folder() == str(tmp_path / "xdg" / "ivl")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert default_folder() == str(tmp_path / ".cache" / "ivl")
    monkeypatch.setattr("sys.platform", "darwin")
    assert default_folder() == str(tmp_path / "Library" / "Caches" / "ivl")


def test_there_is_no_cache_to_speak_of(capsys, monkeypatch):
    monkeypatch.setenv("IVL_CACHE", "off")
    assert main(["cache", "stats"]) == 2
    assert capsys.readouterr().err == "there is no cache: IVL_CACHE says so\n"


def test_the_drop_in_has_none_unless_it_is_asked_for(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("IVL_CACHE", str(tmp_path / "cache"))
    (tmp_path / "p.bpl").write_text("procedure P(x: int) { assert x == x; }")
    file, choice = str(tmp_path / "p.bpl"), f"/cache:{tmp_path / 'mine'}"
    retrieving = "Retrieving cached verification result for implementation P...\n"
    boogie.main([file])
    boogie.main([file, choice, "/noCache"])
    assert not (tmp_path / "cache").exists() and not (tmp_path / "mine").exists()
    capsys.readouterr()
    outputs = []
    for words in ([choice], [choice], [choice, f"/proverLog:{tmp_path / 'log'}"]):
        boogie.main(["/trace", *words, file])
        outputs.append(capsys.readouterr().out)
    assert [retrieving in out for out in outputs] == [False, True, False]
    assert (tmp_path / "log").read_text().count("check-sat") == 1
    assert not (tmp_path / "cache").exists()
