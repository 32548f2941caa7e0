"""The command line: one file a command. Each translates, calls one thing, prints."""
