"""Proving the norms: every state that a dialogue can reach, walked with the real engine, actions, articles and texts."""
