"""The terminal: chatting, running scripts of conversations, the desk's lists. Translates and prints, decides nothing."""
