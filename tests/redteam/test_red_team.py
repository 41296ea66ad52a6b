"""Each way leads into the product, and nothing hostile gets anywhere by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from strangers import listening

from redteam import of_data, of_files, of_imports, of_looks, of_pictures, of_templates, of_texts
from redteam.attack import Attack, Way
from redteam.running import Place, judge, run

pytestmark = pytest.mark.slow

ROOMS = (of_templates, of_looks, of_pictures, of_texts, of_data, of_files, of_imports)
ATTACKS: tuple[Attack, ...] = tuple(attack for room in ROOMS for attack in room.ATTACKS)
EACH = 20  # of so many imports one is tried with all other tests; the rest, and books, apart
WAYS: dict[str, Way] = {attack.way.name: attack.way for attack in ATTACKS}


def is_apart(number: int, attack: Attack) -> bool:
    return number % EACH > 0 or attack.way.verb[0] != "import"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with listening() as server:
        yield Place(tmp_path, server)


@pytest.mark.apart
@pytest.mark.parametrize("name", WAYS)
def test_a_way_leads_in(name: str, place: Place) -> None:
    way = WAYS[name]
    found = run(place, way, way.harmless)
    judge(found, place)
    assert found.code == 0, found.err
    assert way.shows in found.text + found.out


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(attack, id=str(attack), marks=[pytest.mark.apart] * is_apart(number, attack))
        for number, attack in enumerate(ATTACKS)
    ],
)
def test_an_attack(attack: Attack, place: Place) -> None:
    found = run(place, attack.way, attack.text, attack)
    judge(found, place)
    said = set(re.findall(r"NK\d{3}", found.err + found.out))
    assert not attack.codes or said & set(attack.codes.split()), found.err
