"""A small, strict Slack on this machine: for tests, for load, and for trying an app without an account.

`Sandbox` (`bot.sandbox.server`) is the way in: its Web API, Socket Mode and signed requests are what slack_sdk and Bolt expect,
and its people say, click and submit.
"""
