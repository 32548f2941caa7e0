"""Cases that a person takes on, in Slack: cards, claims, what passes between customer and agent."""
