"""Words on a map keep off lines, signs and one another, and stay where they belong."""

from __future__ import annotations

from itertools import combinations

from nkbook.manuscript.figures.placing import Obstacles, Spot, label_spots, placed, town_spots

BOX = (32.0, 8.0)


def obstacles(*lines: list[tuple[float, float]]) -> Obstacles:
    found = Obstacles(300, 200)
    for line in lines:
        found.add_line(line, 2.5)
    return found


def crossed(spot: Spot, line: list[tuple[float, float]]) -> bool:
    (x, y), (to_x, to_y) = line
    steps = [step / 200 for step in range(201)]
    return any(spot.has((x + (to_x - x) * t, y + (to_y - y) * t), 0) for t in steps)


def test_what_is_free_stays_where_the_author_put_it() -> None:
    town, label = town_spots((100, 100), BOX, 3, "e"), label_spots((50, 50), BOX, 0, "region")
    assert placed([town, label], obstacles()) == [town[0], label[0]]


def test_a_towns_name_goes_to_the_side_without_a_border() -> None:
    border = [(110.0, 0.0), (110.0, 200.0)]
    (spot,) = placed([town_spots((100, 100), BOX, 3, "e")], obstacles(border))
    assert not crossed(spot, border)


def test_a_countrys_name_leaves_a_line_but_not_its_country() -> None:
    river, border = [(0.0, 100.0), (300.0, 103.0)], [(130.0, 0.0), (130.0, 200.0)]
    (spot,) = placed([label_spots((100, 101), BOX, 0, "country")], obstacles(border))
    assert spot.x < 130
    assert not crossed(spot, border)
    (spot,) = placed([label_spots((100, 98), BOX, 0, "country")], obstacles(river))
    assert not crossed(spot, river)
    assert spot.y < 100


def test_a_turned_name_stands_beside_its_river() -> None:
    river = [(50.0, 50.0), (250.0, 150.0)]
    (spot,) = placed([label_spots((150, 100), BOX, 26.565, "river")], obstacles(river))
    assert not crossed(spot, river)
    assert abs(spot.local((150, 100))[1]) < 20


def test_names_of_a_crowd_of_towns_do_not_touch() -> None:
    places = [(100, 100), (104, 108), (110, 100), (96, 112), (118, 110)]
    field = obstacles()
    field.signs.extend(places)
    spots = placed([town_spots(at, BOX, 3, "e") for at in places], field)
    assert not any(one.touches(other) for one, other in combinations(spots, 2))
    assert not any(spot.has(sign, 0) for spot in spots for sign in places)


def test_names_stay_inside_the_frame() -> None:
    (spot,) = placed([town_spots((295, 100), BOX, 3, "e")], obstacles())
    assert spot.x + spot.width / 2 <= 298
    assert placed([], obstacles()) == []


def test_a_long_name_stands_on_two_lines_where_one_would_cross_a_border() -> None:
    west, east = [(60.0, 0.0), (60.0, 200.0)], [(140.0, 0.0), (140.0, 200.0)]
    long, rows = (60.0, 8.0), (32.0, 17.5)
    (spot,) = placed([town_spots((100, 100), long, 3, "e", rows)], obstacles(west, east))
    assert not spot.in_rows  # above its sign
    (spot,) = placed([town_spots((100, 100), (90.0, 8.0), 3, "e", rows)], obstacles(west, east))
    assert spot.in_rows
    assert not crossed(spot, west)
    assert not crossed(spot, east)
