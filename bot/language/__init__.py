"""All that differs by language, but for the texts that the bot says: one file a language."""
