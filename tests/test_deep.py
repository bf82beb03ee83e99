"""Room for recursion, on one thread for many calls."""

import threading
import time

import pytest

from ivl.base.deep import declare_deep, deep, deep_stacks, deep_thread

LEVELS = 100_000


def depth(levels):
    return 0 if levels == 0 else 1 + depth(levels - 1)


def test_a_call_has_room_and_returns():
    assert deep(lambda: depth(LEVELS)) == LEVELS


def test_nested_calls_run_in_place():
    assert deep(lambda: deep(threading.get_ident) == threading.get_ident())


def test_many_calls_share_a_thread_and_an_exception_does_not_end_it():
    with deep_thread() as call:
        first = call(threading.get_ident)
        with pytest.raises(ZeroDivisionError):
            call(lambda: 1 // 0)
        assert call(threading.get_ident) == first != threading.get_ident()
        assert call(lambda: depth(LEVELS)) == LEVELS
    with deep_thread() as call:
        assert call(lambda: 1) == 1
    deadline = time.monotonic() + 10
    while any(t.ident == first for t in threading.enumerate()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert all(t.ident != first for t in threading.enumerate())


def test_a_thread_that_is_declared_deep():
    found = []

    def run():
        declare_deep()
        found.append(deep(lambda: depth(LEVELS)))
        found.append(deep(threading.get_ident) == threading.get_ident())

    with deep_stacks():
        thread = threading.Thread(target=run)
        thread.start()
    thread.join()
    assert found == [LEVELS, True]
