"""Articles about cancelling products: what they hold, where it is written, and how it is read.

Knows no Slack, no database and no dialogue: everything here is data in, data out.
"""
