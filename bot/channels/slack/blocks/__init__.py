"""What customers see in Slack, as Block Kit. Pure."""
