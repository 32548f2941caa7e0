"""Where people write and read: each channel knows the turn, the queue and the cases, and none of those knows a channel."""
