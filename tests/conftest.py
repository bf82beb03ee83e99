"""What all tests have in common: no proof is remembered from one to the next, no server helps."""

import itertools

import pytest

_numbers = itertools.count()


@pytest.fixture(autouse=True)
def _cache_of_its_own(monkeypatch, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / f"cache-{next(_numbers)}"
    monkeypatch.setenv("IVL_CACHE", str(folder))
    monkeypatch.setenv("IVL_SERVER", "off")
