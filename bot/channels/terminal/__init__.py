"""A customer at a keyboard, and conversations that are played from a file."""
