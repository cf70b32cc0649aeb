"""Telephony clients with one defect, unusual but conforming ones, and hostile ones."""
