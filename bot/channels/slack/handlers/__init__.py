"""What becomes of what customers do in Slack: each handler works in one transaction, and has no other effect."""
