"""The durable queue: what arrives is kept before it is acknowledged, worked off once, and sent once, in order."""
