"""The agents' channel: cards, forms, what passes between customer and agent."""
