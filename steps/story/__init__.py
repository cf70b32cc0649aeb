"""The state of a scenario that its steps share."""

from cti_conformance.steps.story.story import Story
from cti_conformance.steps.story.tickets import Tickets

__all__ = ["Story", "Tickets"]
