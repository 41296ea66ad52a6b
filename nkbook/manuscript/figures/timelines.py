"""Draws a timeline: an axis of time true to scale, periods in columns, events with their dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from nkbook.manuscript.figures.model import Event, Lane, Timeline, year
from nkbook.manuscript.figures.svg import (
    DARK,
    INK,
    LIGHT,
    MIDDLE,
    PALE,
    PAPER,
    Drawing,
    broken,
    width_of,
)
from nkbook.manuscript.figures.words import Words

_SIZE, _LINE = 8.0, 11.0
_LEAST = 6.0  # no smaller print, in a period too short for larger
_LANE, _LANE_GAP = 18.0, 4.0
_AXIS_LEFT = 28.0  # room for the years
_LEADER = 26.0  # from the axis to the dates
_DATE_GAP = 8.0
_BETWEEN = 2.5  # between events
LEAST_ROOM = 64.0  # pt: eight characters in a line of an event
_HEAD = 16.0  # room for the names of the columns


@dataclass(slots=True)
class _Note:
    """An event's words: the position of its date on the axis, and of its first line."""

    event: Event
    lines: list[str]
    date: str
    at: float = 0
    top: float = 0

    @property
    def height(self) -> float:
        """Return the height of the words and the white below."""
        return len(self.lines) * _LINE + _BETWEEN


def room(figure: Timeline, words: Words, width: float) -> float:
    """Return how much of a drawing's width the words of events have, in points."""
    return width - _axis(figure) - _LEADER - _indent(figure, words)


def _axis(figure: Timeline) -> float:
    return _AXIS_LEFT + len(figure.lanes) * (_LANE + _LANE_GAP) + 2


def _indent(figure: Timeline, words: Words) -> float:
    dates = (width_of(words.date(event.date), _SIZE) for event in figure.events)
    return max(dates, default=0.0) + _DATE_GAP


def draw(figure: Timeline, words: Words, drawing: Drawing) -> float:
    """Draw the timeline and return its height in points."""
    first, last = year(figure.from_), year(figure.to)
    top = _HEAD if figure.lanes else 5.0
    axis, indent = _axis(figure), _indent(figure, words)
    notes = _notes(figure, words, room(figure, words, drawing.width))
    # As high as its words, if they need more than the author thought.
    height = max(figure.height, sum(note.height for note in notes) - _BETWEEN)

    def place(date: str) -> float:
        return top + (year(date) - first) / (last - first) * height

    _years(figure, drawing, axis, top, height)
    for index, lane in enumerate(figure.lanes):
        x = _AXIS_LEFT + index * (_LANE + _LANE_GAP)
        _lane(lane, x, place, words, drawing)
    drawing.line((axis, top), (axis, top + height), stroke=INK, stroke_width=1)
    for note in notes:
        note.at = place(note.event.date)
    bottom = _spread(notes, top, top + height)
    for note in notes:
        _note(note, axis, indent, drawing)
    return max(bottom, top + height) + 4


def _years(figure: Timeline, drawing: Drawing, axis: float, top: float, height: float) -> None:
    first, last = year(figure.from_), year(figure.to)
    mark = ceil(first / figure.step) * figure.step
    while mark <= last:
        y = top + (mark - first) / (last - first) * height
        drawing.line((_AXIS_LEFT - 3, y), (axis, y), stroke=LIGHT, stroke_width=0.4)
        text = str(mark) if mark >= 0 else f"前{-mark}"
        drawing.text(_AXIS_LEFT - 6, y + 2.9, text, _SIZE, anchor="end", fill=DARK)
        mark += figure.step


def _lane(lane: Lane, x: float, place: object, words: Words, drawing: Drawing) -> None:
    assert callable(place)  # noqa: S101
    centre = x + _LANE / 2
    drawing.text(centre, _HEAD - 7, words(lane.text), _SIZE, anchor="middle", fill=DARK)
    for index, span in enumerate(lane.spans):
        start, end = place(span.from_), place(span.to)
        drawing.rectangle(
            x,
            start,
            _LANE,
            end - start,
            fill=(PALE if index % 2 else PAPER) if span.text else MIDDLE,
            stroke=MIDDLE,
            stroke_width=0.5,
        )
        if span.text and not _upright(words(span.text), centre, start, end, drawing):
            words.problem(
                f'"{span.text}" does not fit between {span.from_} and {span.to}',
                "leave its text out and name it among the events, or make the figure higher",
            )


def _upright(text: str, x: float, start: float, end: float, drawing: Drawing) -> bool:
    """Write a text down a column, a character a line, or turned; return whether it has room."""
    room = end - start - 3
    size = _SIZE if len(text) * (_SIZE + 0.5) <= room else _LEAST
    pitch = size + 0.5
    if len(text) * pitch <= room and not any(character.isascii() for character in text):
        y = (start + end) / 2 - len(text) * pitch / 2 + size * 0.88
        for index, character in enumerate(text):
            drawing.text(x, y + index * pitch, character, size, anchor="middle")
        return True
    size = min(_SIZE, room / max(width_of(text, 1), 1))
    if size < _LEAST:
        return False
    drawing.text(x - size * 0.36, (start + end) / 2, text, size, anchor="middle", turned=90)
    return True


def _notes(figure: Timeline, words: Words, room: float) -> list[_Note]:
    notes = []
    for event in sorted(figure.events, key=lambda event: year(event.date)):
        lines = broken(words(event.text), _SIZE, room)
        notes.append(_Note(event, lines, words.date(event.date)))
    return notes


def _spread(notes: Sequence[_Note], top: float, bottom: float) -> float:
    """Set the words as near their dates as they go without touching; return where they end.

    Notes that would touch form a block round the middle of their dates; blocks that touch join.
    """
    blocks: list[list[_Note]] = []
    for note in notes:
        blocks.append([note])
        while len(blocks) > 1 and _top(blocks[-2], top, bottom) + _height(blocks[-2]) > _top(
            blocks[-1], top, bottom
        ):
            last = blocks.pop()
            blocks[-1].extend(last)
    end = top
    for block in blocks:
        y = max(end, _top(block, top, bottom))
        for note in block:
            note.top = y
            y += note.height
        end = y
    return end


def _height(block: Sequence[_Note]) -> float:
    return sum(note.height for note in block)


def _top(block: Sequence[_Note], top: float, bottom: float) -> float:
    """Return where a block begins so that its words are on average next to their dates."""
    offset = wanted = 0.0
    for note in block:
        wanted += note.at - _LINE / 2 - offset
        offset += note.height
    return max(top - 4, min(wanted / len(block), bottom + 4 - offset))


def _note(note: _Note, axis: float, indent: float, drawing: Drawing) -> None:
    """Draw an event: a dot on the axis, a leader, its date and its words in two columns."""
    y = note.top + _LINE / 2
    drawing.circle(axis, note.at, 1.8, fill=PAPER, stroke=INK, stroke_width=0.7)
    x = axis + _LEADER
    drawing.path(
        [[(axis + 1.8, note.at), (axis + 4, note.at), (x - 7, y), (x - 3, y)]],
        closed=False,
        fill="none",
        stroke=MIDDLE,
        stroke_width=0.4,
    )
    drawing.text(x, y + 2.9, note.date, _SIZE, fill=DARK)
    for index, line in enumerate(note.lines):
        drawing.text(x + indent, y + 2.9 + index * _LINE, line, _SIZE)
