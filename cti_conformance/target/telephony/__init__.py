"""A telephone system under test: its adapter, and the helpdesk that listens to it."""
