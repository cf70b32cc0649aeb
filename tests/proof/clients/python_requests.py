"""Defects in what the client in Python sends, in the order of the rules that they break."""

from __future__ import annotations

from clients.client import mutant

_HANG_UP = 'if event["type"] == "hang_up" and not is_address(event.get("recording")):'
_REFERENCE = '"call_reference_id": event["call"],'
_PHONE = 'readable(caller.get("number"), caller.get("country"))'
_POP = "self.helpdesk.pop({name: value for name, value in pop.items() if value is not None})"
_E164 = "phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)"
_RECORDING = '"call_url": event.get("recording"),'
_INFO = '"call_info": event.get("info"),'
_NEW = '"new_ticket": event.get("new_ticket"),'

FORM = (
    mutant("03", "form", "sends a form", ("json=attributes", "data=attributes")),
    mutant(
        *("03", "no-content-type", "sends JSON without saying so"),
        ("json=attributes", "data=json.dumps(attributes)"),
    ),
    mutant("03", "put", "sends pops by PUT", ('self.send("POST", POP', 'self.send("PUT", POP')),
    mutant("03", "list", "sends an array", ("json=attributes", "json=[attributes]")),
    mutant(
        *("04", "no-requester-email", "names nobody who is known by email only"),
        ('"requester_email": caller.get("email"),', ""),
    ),
    mutant(
        *("04", "no-responder-email", "names no agent who is known by email only"),
        ('"responder_email": agent.get("email"),', ""),
    ),
    mutant(
        *("05", "misspelt-reference", "misspells the reference, as a known client does"),
        (_REFERENCE, '"call+reference_id": event["call"],'),
    ),
    mutant(
        *("05", "direction", "adds an attribute of its own"),
        (_REFERENCE, '"direction": "inbound", ' + _REFERENCE),
    ),
    mutant(
        *("06", "prefixed-id", "sends ids with a word before them"),
        (
            '"requester_id": caller.get("id"),',
            '"requester_id": f"contact-{caller[\'id\']}" if caller.get("id") else None,',
        ),
    ),
    mutant(
        *("06", "switch-as-number", "sends 1 for true"),
        (_NEW, '"new_ticket": 1 if event.get("new_ticket") else None,'),
    ),
    mutant(
        *("06", "switch-as-word", "sends yes for true"),
        (_NEW, '"new_ticket": "yes" if event.get("new_ticket") else None,'),
    ),
    mutant(
        *("06", "information-as-text", "sends the information as a string of JSON"),
        (_INFO, '"call_info": json.dumps(event["info"]) if event.get("info") else None,'),
    ),
)

PEOPLE = (
    mutant(
        *("07", "agent-as-caller", "names the agent as the requester"),
        ('"requester_id": caller.get("id"),', '"requester_id": agent.get("id"),'),
    ),
    mutant(
        *("07", "default-caller", "names a default contact where it has no id"),
        ('"requester_id": caller.get("id"),', '"requester_id": caller.get("id", 1),'),
    ),
    mutant(
        *("08", "caller-as-agent", "names the caller's number as the agent's"),
        ('"responder_phone": agent.get("number"),', '"responder_phone": caller.get("number"),'),
    ),
    mutant(
        *("08", "default-agent", "names a default agent where it has no id"),
        ('"responder_id": agent.get("id"),', '"responder_id": agent.get("id", 1),'),
    ),
    mutant(
        *("09", "id-alone", "drops the number once it has an id"),
        (_PHONE, f'None if caller.get("id") else {_PHONE}'),
    ),
    mutant(
        *("10", "last-digits", "sends the last seven digits"),
        (_PHONE, f'({_PHONE} or "")[-7:] or None'),
    ),
    mutant("11", "plus-left-out", "leaves the plus out", (_E164, f'{_E164}.lstrip("+")')),
    mutant("11", "zeros-for-plus", "sends 00 for the plus", (_E164, f'{_E164}.replace("+", "00")')),
    mutant(
        "11",
        "as-signalled",
        "sends the number as the line has it",
        (_PHONE, 'caller.get("number")'),
    ),
    mutant(
        *("11", "one-country", "takes every line for one of its own country"),
        ("phonenumbers.parse(text, country)", 'phonenumbers.parse(text, "US")'),
    ),
    mutant(
        *("12", "anonymous", "names a caller who withholds the number anonymous"),
        (
            'return {"outcome": "done", "message": "The caller withholds the number: no pop"}',
            'caller = {"number": "anonymous"}',
        ),
    ),
    mutant(
        *("13", "no-short-numbers", "skips numbers of under 4 characters, as a known client does"),
        (
            'if not caller.keys() & {"id", "number", "email"}:',
            'if len(caller.get("number", "")) < 4 and "id" not in caller:',
        ),
    ),
)

CALLS = (
    mutant("14", "twice", "sends each pop twice", (_POP, f"[{_POP} for _ in (1, 2)]")),
    mutant(
        *("14", "at-the-end", "announces a call when it is over"),
        (
            "return self.announce(event)",
            'return self.announce(event) if event["type"] != "ring" else {"outcome": "done"}',
        ),
    ),
    mutant("15", "no-reference", "sends no reference", (_REFERENCE, "")),
    mutant(
        *("15", "reference-of-first-pop", "sends the reference with the first pop only"),
        (_REFERENCE, '"call_reference_id": event["call"] if event["type"] == "ring" else None,'),
    ),
    mutant(
        *("16", "reference-of-each-pop", "gives each pop a reference of its own"),
        (_REFERENCE, "\"call_reference_id\": f\"{event['call']}-{event['event']}\","),
    ),
    mutant(
        *("16", "reference-of-each-leg", "gives each leg of a call a reference of its own"),
        (_REFERENCE, "\"call_reference_id\": f\"{event['call']}-{agent.get('id')}\","),
    ),
    mutant(
        *("16", "reference-of-recording", "gives the recording a reference of its own"),
        (_REFERENCE, '"call_reference_id": event["call"] + "-r" * ("recording" in event),'),
    ),
    mutant(
        *("17", "reference-of-caller", "takes the caller for the reference"),
        (_REFERENCE, '"call_reference_id": str(caller),'),
    ),
    mutant("17", "one-reference", "sends a constant", (_REFERENCE, '"call_reference_id": "1",')),
    mutant(
        *("17", "reference-of-redial", "gives a redial the reference of the call before"),
        (_REFERENCE, '"call_reference_id": event.get("earlier_call", event["call"]),'),
    ),
    mutant(
        *("18", "silent-transfer", "does not announce transfers"),
        (_HANG_UP, f'if event["type"] == "transfer" or ({_HANG_UP[3:-1]}):'),
    ),
    mutant(
        *("18", "transfer-to-sender", "names the agent who passed the call on"),
        (
            'caller, agent = event["caller"], event["agent"]',
            'caller, agent = event["caller"], event.get("from_agent", event["agent"])',
        ),
    ),
    mutant("19", "always-new", "always asks for a new ticket", (_NEW, '"new_ticket": True,')),
    mutant("19", "never-new", "never asks for a new ticket", (_NEW, "")),
    mutant(
        *("19", "new-again", "asks for a new ticket when the recording is there"),
        (_NEW, '"new_ticket": event.get("new_ticket") or event["type"] == "hang_up" or None,'),
    ),
    mutant("20", "no-ticket", "drops the ticket", ('"ticket_id": event.get("ticket"),', "")),
    mutant(
        *("20", "default-ticket", "names a ticket where none was entered"),
        ('"ticket_id": event.get("ticket"),', '"ticket_id": event.get("ticket", 1),'),
    ),
    mutant(
        *("40", "last-call", "takes what it knows of the last call that rang"),
        (
            '        caller, agent = event["caller"], event["agent"]\n',
            '        last = self.unknown.with_name("last")\n'
            '        if event["type"] == "ring":\n'
            "            last.write_text(json.dumps(event))\n"
            '        event = {**event, "call": json.loads(last.read_text())["call"]}\n'
            '        caller, agent = event["caller"], event["agent"]\n',
        ),
    ),
    mutant("41", "announces-ends", "announces the end of each call", (_HANG_UP, "if False:")),
)

CONTENT = (
    mutant(
        *("21", "recording-decoded", "decodes the address of a recording"),
        (_RECORDING, '"call_url": requests.utils.unquote(event.get("recording") or "") or None,'),
    ),
    mutant(
        *("21", "recording-cut", "cuts the address of a recording at 255 characters"),
        (_RECORDING, '"call_url": (event.get("recording") or "")[:255] or None,'),
    ),
    mutant(
        *("21", "recording-unsigned", "drops the query of a recording's address"),
        (_RECORDING, '"call_url": (event.get("recording") or "").partition("?")[0] or None,'),
    ),
    mutant(
        *("21", "no-recording", "sends nothing when the recording is there"),
        (_HANG_UP, 'if event["type"] == "hang_up":'),
    ),
    mutant(
        *("22", "files-as-recordings", "sends the path of a file as the recording"),
        ('return str(text).lower().startswith(("http://", "https://"))', "return bool(text)"),
    ),
    mutant("23", "no-information", "drops the information", (_INFO, "")),
    mutant(
        *("23", "information-in-ascii", "loses letters beyond ASCII"),
        (
            _INFO,
            '"call_info": json.loads(json.dumps(event.get("info"), ensure_ascii=False)'
            '.encode("ascii", "ignore")),',
        ),
    ),
    mutant(
        *("23", "information-without-zeros", "drops values that are false, zero or empty"),
        (_INFO, '"call_info": {k: v for k, v in event.get("info", {}).items() if v} or None,'),
    ),
    mutant(
        *("23", "information-in-lower-case", "puts names into lower case"),
        (_INFO, '"call_info": {k.lower(): v for k, v in event.get("info", {}).items()} or None,'),
    ),
)

MUTANTS = (*FORM, *PEOPLE, *CALLS, *CONTENT)
