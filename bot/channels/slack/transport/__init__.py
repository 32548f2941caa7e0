"""Slack's wire: requests in through the gate, calls of the Web API out."""
