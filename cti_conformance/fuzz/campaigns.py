"""The campaigns, in the order in which they run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cti_conformance.fuzz import contract
from cti_conformance.fuzz.api import ApiCampaign
from cti_conformance.fuzz.bodies import BodiesCampaign
from cti_conformance.fuzz.machine import MachineCampaign
from cti_conformance.fuzz.notation import NotationCampaign

if TYPE_CHECKING:
    from cti_conformance.fuzz.context import Campaign
    from cti_conformance.scenario.run import Run


def _cti_calls(run: Run) -> dict[str, Any]:
    return contract.cti_calls(strictly=run.target.disposable)


CAMPAIGNS: tuple[Campaign, ...] = (
    ApiCampaign("the two calls", _cti_calls),
    BodiesCampaign(),
    NotationCampaign(),
    MachineCampaign(),
    ApiCampaign("REST v2", lambda _: contract.records(), of_reference=True),
    ApiCampaign("the control API", lambda _: contract.control(), of_reference=True, control=True),
)
