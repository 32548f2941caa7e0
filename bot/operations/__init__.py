"""What runs a process, looks after it, and says how it is."""
