"""A case that a person takes on, whatever the channel: its states, what is kept of it, who is told what."""
