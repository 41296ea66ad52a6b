def next_tide(hours: float) -> float:
    return hours + 12.42
