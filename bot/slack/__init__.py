"""Partwell in Slack."""
