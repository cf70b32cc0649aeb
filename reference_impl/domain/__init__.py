"""The records of the helpdesk, and the facts about them that every API shares."""
