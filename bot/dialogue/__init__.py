"""The dialogue as data (domain, flows, responses) and the pure engine that runs it."""
