"""The paths of the two documented calls, and the attributes of a pop, grouped."""

POP_PATH = "/api/v2/integrations/cti/pop"
"""Path of the Screenpop API."""

DETAILS_PATH = "/api/v2/integrations/cti/details"
"""Path of the Call Details API."""

REQUESTER = ("requester_id", "requester_phone", "requester_email")
"""The attributes that name the requester."""

RESPONDER = ("responder_id", "responder_phone", "responder_email")
"""The attributes that name the responder."""

OPTIONAL = ("call_reference_id", "ticket_id", "new_ticket", "call_url", "call_info")
"""All other attributes."""

ATTRIBUTES = frozenset((*REQUESTER, *RESPONDER, *OPTIONAL))
"""Every documented attribute."""
