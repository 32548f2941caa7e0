"""The workshop of the editors."""
