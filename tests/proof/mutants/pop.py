"""Defects of the Screenpop request."""

from .mutant import Edit, Mutant

READ = "    pop = calls.Pop(**request.attributes(pop_attributes(request.body)))\n"

MUTANTS = (
    Mutant(
        "id-is-a-number",
        "The answer's id is a JSON number.",
        kills=("POP-01",),
        edits=(Edit("rest/cti.py", '{"id": str(', '{"id": int('),),
    ),
    Mutant(
        "accepted-without-an-id",
        "A pop is answered with 204 and nothing.",
        kills=("POP-01",),
        edits=(
            Edit("rest/cti.py", "return reply(201, {", "return _say_nothing({"),
            Edit(
                "rest/cti.py",
                "HANDLERS:",
                "def _say_nothing(_: object) -> Response:\n"
                "    return Response(status_code=204)\n\n\n"
                "HANDLERS:",
            ),
        ),
    ),
    Mutant(
        "blank-phone-is-a-phone",
        "A phone of blanks counts as a requester, and becomes a contact.",
        kills=("POP-02",),
        edits=(Edit("rest/cti.py", "and not value.strip())", "and not value)"),),
    ),
    Mutant(
        "nobody-is-unknown",
        "A pop without a requester is accepted as a call from Unknown.",
        kills=("POP-02",),
        edits=(
            Edit(
                "rest/cti.py",
                READ,
                "    attributes = pop_attributes(request.body)\n"
                '    if not any(name.startswith("requester_") for name in attributes):\n'
                '        attributes["requester_phone"] = "Unknown"\n'
                "    pop = calls.Pop(**request.attributes(attributes))\n",
            ),
        ),
    ),
    Mutant(
        "default-responder",
        "A pop without a responder goes to whoever's credentials it came with.",
        kills=("POP-03", "POP-13"),
        beside="POP-13 counts 'no responder' among the refusals.",
        edits=(
            Edit(
                "rest/cti.py",
                READ,
                "    attributes = pop_attributes(request.body)\n"
                '    if not any(name.startswith("responder_") for name in attributes):\n'
                '        attributes["responder_id"] = request.agent_id\n'
                "    pop = calls.Pop(**request.attributes(attributes))\n",
            ),
        ),
    ),
    Mutant(
        "email-only-beside-a-phone",
        "The requester's email is read only to tell apart who shares a phone.",
        kills=("POP-04", "REQ-12", "REQ-19"),
        beside="REQ-12 and REQ-19 are about calls that give an email alone.",
        edits=(
            Edit(
                "rest/cti.py",
                '    if "requester_id" in kept:\n',
                '    if "requester_phone" not in kept:\n'
                '        kept.pop("requester_email", None)\n'
                '    if "requester_id" in kept:\n',
            ),
        ),
    ),
    Mutant(
        "agents-have-mobiles-only",
        "The agent's number is looked for among the Mobiles only.",
        kills=("POP-05", "RSP-08"),
        beside="RSP-08 names its agent by phone as well.",
        edits=(
            Edit(
                "calls.py",
                'people.by_phone(store, "agent", number) or people.by_mobile',
                "people.by_mobile",
            ),
        ),
    ),
    Mutant(
        "every-text-is-true",
        'A boolean sent as a string is true, whatever it says: "false" too.',
        kills=("POP-06",),
        edits=(Edit("http/contract.py", 'return value == "true"', "return bool(value)"),),
        fixed=True,
    ),
    Mutant(
        "ticket-id-must-be-a-number",
        "A ticket_id sent as a string is ignored.",
        kills=("POP-06",),
        edits=(
            Edit(
                "rest/cti.py",
                "        if value is not None\n",
                "        if value is not None\n"
                '        and not (name == "ticket_id" and value == str(value) and value.isdigit())'
                "\n",
            ),
        ),
    ),
    Mutant(
        "null-is-no-object",
        "A call_info of null is an error, though the attribute is optional.",
        kills=("POP-15",),
        edits=(
            Edit(
                "rest/cti.py",
                "        if value is not None\n",
                '        if (value is not None or name == "call_info")\n',
            ),
            Edit(
                "http/contract.py",
                'if value is not None or "null" in',
                'if value is not None or name == "call_info" or "null" in',
            ),
        ),
    ),
    Mutant(
        "new-ticket-needs-a-reference",
        "A new ticket can be asked for only of a call that has a reference.",
        kills=("POP-07",),
        edits=(
            Edit(
                "calls.py",
                "    requester = find_requester(store, pop)\n",
                "    if pop.new_ticket and pop.call_reference_id is None:\n"
                '        raise invalid_value("new_ticket", "There is no call reference")\n'
                "    requester = find_requester(store, pop)\n",
            ),
        ),
    ),
    Mutant(
        "maybe-is-false",
        'A new_ticket that is neither "true" nor "false" counts as false.',
        kills=("POP-08",),
        edits=(
            Edit(
                "http/contract.py",
                'if "boolean" in types and value in ("true", "false"):',
                'if "boolean" in types:',
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "odd-call-info-is-dropped",
        "A call_info that is no object is dropped, and the call is accepted.",
        kills=("POP-08",),
        edits=(
            Edit(
                "rest/cti.py",
                '    if "requester_id" in kept:\n',
                '    if not isinstance(kept.get("call_info"), dict):\n'
                '        kept.pop("call_info", None)\n'
                '    if "requester_id" in kept:\n',
            ),
        ),
    ),
    Mutant(
        "any-json-is-an-object",
        "That the body is JSON is checked, but not that it is an object.",
        kills=("POP-09",),
        edits=(
            Edit(
                "http/contract.py",
                "    if not isinstance(value, dict):\n",
                "    if False:\n",
            ),
        ),
    ),
    Mutant(
        "empty-body-is-accepted",
        "A request without a body is answered with success, and nothing is done.",
        kills=("POP-09",),
        edits=(
            Edit(
                "http/endpoint.py",
                "        raw = await _read(request, BODY_LIMIT if agent_id else SIGN_IN_LIMIT)\n",
                "        raw = await _read(request, BODY_LIMIT if agent_id else SIGN_IN_LIMIT)\n"
                "        if not raw:\n"
                "            return reply(200, {})\n",
            ),
        ),
    ),
    Mutant(
        "first-of-a-list",
        "A body that is a list of pops is accepted, and its first one is handled.",
        kills=("POP-09",),
        edits=(
            Edit(
                "http/contract.py",
                "    if not isinstance(value, dict):\n",
                "    if isinstance(value, list) and value:\n"
                "        value = value[0]\n"
                "    if not isinstance(value, dict):\n",
            ),
        ),
    ),
    Mutant(
        "errors-without-a-field",
        "Errors say what is wrong, but not with which attribute.",
        kills=("POP-10",),
        edits=(Edit("domain/errors.py", '{"field": f.field, "message"', '{"message"'),),
        fixed=True,
    ),
    Mutant(
        "undocumented-has-its-own-code",
        "An undocumented attribute is refused with a code that REST v2 does not have.",
        kills=("POP-11",),
        edits=(Edit("http/contract.py", '"invalid_field"', '"unknown_attribute"'),),
    ),
    Mutant(
        "method-is-not-found",
        "Another method on a path that exists is answered with 404.",
        kills=("POP-12",),
        edits=(Edit("http/endpoint.py", "if error.status_code == 405:", "if False:"),),
    ),
    Mutant(
        "any-content-type",
        "The body is read as JSON, whatever it is declared as.",
        kills=("POP-12",),
        edits=(
            Edit("http/endpoint.py", 'if media_type != "application/json" and', "if False and"),
        ),
    ),
    Mutant(
        "refused-but-committed",
        "What was done before the error stays: the new contact of a pop that is refused.",
        kills=("POP-13",),
        edits=(Edit("domain/store.py", "self._db.rollback()", "self._db.commit()"),),
        fixed=True,
    ),
    Mutant(
        "caller-before-ticket",
        "The new contact is saved before the ticket_id is looked at, and stays if that is wrong.",
        kills=("POP-13",),
        edits=(
            Edit(
                "calls.py",
                "    ticket = find_ticket(store, pop)\n",
                '    store.all("COMMIT")\n'
                '    store.all("BEGIN IMMEDIATE")\n'
                "    ticket = find_ticket(store, pop)\n",
            ),
        ),
    ),
    Mutant(
        "deep-json-is-a-fault",
        "JSON that is nested too deep for the parser makes a server error.",
        kills=("POP-14",),
        edits=(
            Edit("http/contract.py", "except (ValueError, RecursionError)", "except ValueError"),
        ),
        fixed=True,
    ),
    Mutant(
        "half-a-surrogate-is-a-fault",
        "Text that is no Unicode gets as far as the database, and is a server error there.",
        kills=("POP-14",),
        edits=(Edit("http/contract.py", "            value.encode()  #", "            pass  #"),),
    ),
    Mutant(
        "something-more-is-mandatory",
        "A pop that names the two parties and nothing else is refused.",
        kills=("POP-07",),
        beside="A pop whose optional attributes are all null has none, either.",
        also=("POP-15",),
        edits=(
            Edit(
                "rest/cti.py",
                "    return kept\n",
                '    if all(name.startswith("re") for name in kept):\n'
                '        raise calls.invalid_value("call_reference_id", "It is missing")\n'
                "    return kept\n",
            ),
        ),
    ),
    Mutant(
        "empty-responder-is-anybody",
        "A responder_phone that is empty goes to whoever's credentials the pop came with.",
        kills=("POP-03",),
        edits=(
            Edit(
                "rest/cti.py",
                READ,
                "    attributes = pop_attributes(request.body)\n"
                '    if request.body.get("responder_phone") == "":\n'
                '        attributes["responder_id"] = request.agent_id\n'
                "    pop = calls.Pop(**request.attributes(attributes))\n",
            ),
        ),
    ),
    Mutant(
        "responder-email-only-beside-an-id",
        "The responder's email is read only to check the id or the phone that comes with it.",
        kills=("POP-05", "RSP-05", "RSP-08", "RSP-10"),
        beside="Each of these has calls that name the agent by email alone.",
        edits=(
            Edit(
                "rest/cti.py",
                '    if "requester_id" in kept:\n',
                '    if "responder_id" not in kept and "responder_phone" not in kept:\n'
                '        kept.pop("responder_email", None)\n'
                '    if "requester_id" in kept:\n',
            ),
        ),
    ),
    Mutant(
        "pop-in-a-text",
        "A body that is a JSON text with a pop in it is accepted.",
        kills=("POP-09",),
        edits=(
            Edit(
                "http/contract.py",
                "    if not isinstance(value, dict):\n",
                "    if isinstance(value, str) and value.startswith('{'):\n"
                "        value = json.loads(value)\n"
                "    if not isinstance(value, dict):\n",
            ),
        ),
    ),
    Mutant(
        "deep-json-kills-the-worker",
        "JSON that is nested too deep kills the process that reads it: the caller is hung up on.",
        kills=("POP-14",),
        edits=(
            Edit(
                "http/contract.py",
                "    except (ValueError, RecursionError) as reason:\n",
                "    except RecursionError:\n"
                "        os.kill(os.getpid(), 9)\n"
                "    except ValueError as reason:\n",
            ),
            Edit("http/contract.py", "import math\n", "import math\nimport os\n"),
        ),
    ),
)
