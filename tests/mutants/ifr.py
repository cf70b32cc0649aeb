"""Defects of the helpdesk numbers."""

from .mutant import Edit, Mutant

OFFERED = '    offered = settings.read(ask.store)["helpdesk_numbers"]\n'
PICK = "    people.pick(store, agent, picked)\n"

MUTANTS = (
    Mutant(
        "numbers-for-the-admin",
        "The numbers that the admin adds are there for the admin alone.",
        kills=("IFR-10",),
        edits=(
            Edit(
                "harness.py",
                OFFERED,
                OFFERED + '    offered = offered if _agent(ask)["id"] == ask.agent_id else []\n',
            ),
        ),
    ),
    Mutant(
        "numbers-for-one-agent",
        "A number that the admin adds is there for the first agent who looks.",
        kills=("IFR-10",),
        edits=(
            Edit(
                "harness.py",
                OFFERED,
                OFFERED + "    taken = [n for n in offered if"
                ' _SEEN.setdefault(n, _agent(ask)["id"]) != _agent(ask)["id"]]\n'
                "    offered = [n for n in offered if n not in taken]\n",
            ),
            Edit("harness.py", 'VERSION = "1"', '_SEEN: dict[str, int] = {}\nVERSION = "1"'),
        ),
    ),
    Mutant(
        "numbers-of-yesterday",
        "A number that the admin adds is there when the server has been started again.",
        kills=("IFR-10",),
        edits=(
            Edit(
                "harness.py",
                OFFERED,
                OFFERED + "    offered = _FIRST.setdefault(0, [])\n",
            ),
            Edit("harness.py", 'VERSION = "1"', '_FIRST: dict[int, list[str]] = {}\nVERSION = "1"'),
        ),
    ),
    Mutant(
        "number-is-frozen",
        "The number that an agent has picked is the agent's for good.",
        kills=("IFR-11",),
        edits=(
            Edit(
                "settings.py",
                PICK,
                '    if picked and agent["picked"]:\n'
                '        raise invalid_value("picked", "Ask the admin for another number")\n'
                + PICK,
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "number-is-frozen-during-a-call",
        "An agent who has a call cannot pick another number.",
        kills=("IFR-11",),
        edits=(
            Edit(
                "settings.py",
                PICK,
                '    if store.get("widgets", agent["id"]):\n'
                '        raise invalid_value("picked", "Not during a call")\n' + PICK,
            ),
        ),
    ),
    Mutant(
        "first-number-stays",
        "An agent's second choice of a number is accepted, and the first one stays.",
        kills=("IFR-11",),
        edits=(Edit("settings.py", PICK, '    if not agent["picked"]:\n    ' + PICK),),
    ),
)
