"""Workspaces that install the app, their tokens, and what happens when they remove it."""
