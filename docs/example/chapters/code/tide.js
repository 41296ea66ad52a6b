function nextTide(hours) {
  return hours + 12.42;
}
