"""One file a kind of evidence: each recogniser finds acts, or the values that acts need, and overrules nothing."""
