"""Defects of the client in Python, in the order of the rules that they break."""

from __future__ import annotations

from clients.client import Client

_REFERENCE = '"call_reference_id": event["call"],'
_REQUEST = "self.session.request(method, self.url + path, **content, **self.limits)"
_PHONE = 'readable(caller.get("number"), caller.get("country"))'
_RETRY = "time.sleep(PAUSE_S * 2 ** (attempt - 1))"
_REFUSED = "            elif 400 <= status < 500:\n"
_POP = "self.helpdesk.pop({name: value for name, value in pop.items() if value is not None})"
_E164 = "phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)"
_OBJECT = "if not isinstance(read_json(answer), dict):"
_HANG_UP = 'if event["type"] == "hang_up" and not is_address(event.get("recording")):'
_RECORDING = '"call_url": event.get("recording"),'
_INFO = '"call_info": event.get("info"),'
_NEW = '"new_ticket": event.get("new_ticket"),'
_ERROR = (
    '            return {"outcome": error.args[0], "message": f"The helpdesk: {error.args[1]}"}\n'
)


def _mutant(rule: str, name: str, why: str, *edits: tuple[str, str]) -> Client:
    return Client(name, why, edits, kills=(rule,))


CREDENTIALS = (
    _mutant("01", "no-login", "sends no credentials", ("self.session.auth = auth\n", "pass\n")),
    _mutant(
        *("01", "bearer", "sends the key as a bearer token"),
        (
            "self.session.auth = auth\n",
            'self.session.headers["Authorization"] = f"Bearer {auth[0]}"\n',
        ),
    ),
    _mutant(
        *("01", "key-as-password", "sends the key in the place of the password"),
        ('(key, "X") if key', '("X", key) if key'),
    ),
    _mutant(
        *("01", "details-without-login", "sends credentials with pops only"),
        (
            'params={"call_reference_id": reference})',
            'params={"call_reference_id": reference}, auth=("guest", "guest"))',
        ),
    ),
    _mutant(
        *("02", "key-in-query", "adds the key to the address as well"),
        ("self.url + path, **content", 'f"{self.url}{path}?key={self.session.auth[0]}", **content'),
    ),
    _mutant(
        *("02", "key-in-information", "adds the key to the information of the call"),
        (
            _INFO,
            '"call_info": {**event.get("info", {}), "by": self.helpdesk.session.auth[0]},',
        ),
    ),
    _mutant(
        *("37", "follows-redirects", "sends the request to wherever a redirect leads"),
        (
            "            status = answer.status_code\n",
            "            if answer.is_redirect:\n"
            '                place = answer.headers["Location"]\n'
            "                answer = self.session.request(method, place, **content)\n"
            "            status = answer.status_code\n",
        ),
    ),
    _mutant(
        *("38", "any-certificate", "does not check certificates"),
        ('os.environ.get("CTI_CA_BUNDLE") or True', "False"),
    ),
    _mutant(
        *("38", "any-name", "checks the authority of a certificate, and not its name"),
        (
            'os.environ.get("CTI_CA_BUNDLE") or True\n',
            'os.environ.get("CTI_CA_BUNDLE") or True\n'
            "        adapter = requests.adapters.HTTPAdapter()\n"
            '        adapter.poolmanager.connection_pool_kw["assert_hostname"] = False\n'
            '        self.session.mount("https://", adapter)\n',
        ),
    ),
    _mutant(
        *("38", "unchecked-second-try", "tries without checking, once the check has failed"),
        (
            '                raise HelpdeskError("failed", "the certificate is not to be trusted") '
            "from None\n",
            "                self.session.verify = False\n                continue\n",
        ),
    ),
    _mutant(
        *("39", "logs-headers", "logs the headers of each request"),
        (
            "            status = answer.status_code\n",
            "            status = answer.status_code\n"
            "            print(answer.request.headers, file=sys.stderr)\n",
        ),
    ),
    _mutant(
        *("39", "key-in-message", "names the credentials when a login is refused"),
        ('problem = f"{status} {reason_of(answer)}"', 'problem = f"{status} {self.session.auth}"'),
    ),
    _mutant(
        *("31", "login-again", "tries refused credentials three times"),
        (_REFUSED, "            elif status == 401:\n                continue\n" + _REFUSED),
    ),
)

FORM = (
    _mutant("03", "form", "sends a form", ("json=attributes", "data=attributes")),
    _mutant(
        *("03", "no-content-type", "sends JSON without saying so"),
        ("json=attributes", "data=json.dumps(attributes)"),
    ),
    _mutant("03", "put", "sends pops by PUT", ('self.send("POST", POP', 'self.send("PUT", POP')),
    _mutant("03", "list", "sends an array", ("json=attributes", "json=[attributes]")),
    _mutant(
        *("04", "no-requester-email", "names nobody who is known by email only"),
        ('"requester_email": caller.get("email"),', ""),
    ),
    _mutant(
        *("04", "no-responder-email", "names no agent who is known by email only"),
        ('"responder_email": agent.get("email"),', ""),
    ),
    _mutant(
        *("05", "misspelt-reference", "misspells the reference, as a known client does"),
        (_REFERENCE, '"call+reference_id": event["call"],'),
    ),
    _mutant(
        *("05", "direction", "adds an attribute of its own"),
        (_REFERENCE, '"direction": "inbound", ' + _REFERENCE),
    ),
    _mutant(
        *("06", "prefixed-id", "sends ids with a word before them"),
        (
            '"requester_id": caller.get("id"),',
            '"requester_id": f"contact-{caller[\'id\']}" if caller.get("id") else None,',
        ),
    ),
    _mutant(
        *("06", "switch-as-number", "sends 1 for true"),
        (_NEW, '"new_ticket": 1 if event.get("new_ticket") else None,'),
    ),
    _mutant(
        *("06", "switch-as-word", "sends yes for true"),
        (_NEW, '"new_ticket": "yes" if event.get("new_ticket") else None,'),
    ),
    _mutant(
        *("06", "information-as-text", "sends the information as a string of JSON"),
        (_INFO, '"call_info": json.dumps(event["info"]) if event.get("info") else None,'),
    ),
)

PEOPLE = (
    _mutant(
        *("07", "agent-as-caller", "names the agent as the requester"),
        ('"requester_id": caller.get("id"),', '"requester_id": agent.get("id"),'),
    ),
    _mutant(
        *("07", "default-caller", "names a default contact where it has no id"),
        ('"requester_id": caller.get("id"),', '"requester_id": caller.get("id", 1),'),
    ),
    _mutant(
        *("08", "caller-as-agent", "names the caller's number as the agent's"),
        ('"responder_phone": agent.get("number"),', '"responder_phone": caller.get("number"),'),
    ),
    _mutant(
        *("08", "default-agent", "names a default agent where it has no id"),
        ('"responder_id": agent.get("id"),', '"responder_id": agent.get("id", 1),'),
    ),
    _mutant(
        *("09", "id-alone", "drops the number once it has an id"),
        (_PHONE, f'None if caller.get("id") else {_PHONE}'),
    ),
    _mutant("10", "last-digits", "sends the last seven digits", (_E164, f"{_E164}[-7:]")),
    _mutant("11", "plus-left-out", "leaves the plus out", (_E164, f'{_E164}.lstrip("+")')),
    _mutant(
        "11", "zeros-for-plus", "sends 00 for the plus", (_E164, f'{_E164}.replace("+", "00")')
    ),
    _mutant(
        "11",
        "as-signalled",
        "sends the number as the line has it",
        (_PHONE, 'caller.get("number")'),
    ),
    _mutant(
        *("11", "one-country", "takes every line for one of its own country"),
        ("phonenumbers.parse(text, country)", 'phonenumbers.parse(text, "US")'),
    ),
    _mutant(
        *("12", "anonymous", "names a caller who withholds the number anonymous"),
        (
            'return {"outcome": "done", "message": "The caller withholds the number: no pop"}',
            'caller = {"number": "anonymous"}',
        ),
    ),
    _mutant(
        *("13", "no-short-numbers", "skips numbers of under 4 characters, as a known client does"),
        (
            'if not caller.keys() & {"id", "number", "email"}:',
            'if len(caller.get("number", "")) < 4 and "id" not in caller:',
        ),
    ),
)

CALLS = (
    _mutant("14", "twice", "sends each pop twice", (_POP, f"[{_POP} for _ in (1, 2)]")),
    _mutant(
        *("14", "at-the-end", "announces a call when it is over"),
        (
            "return self.announce(event)",
            'return self.announce(event) if event["type"] != "ring" else {"outcome": "done"}',
        ),
    ),
    _mutant("15", "no-reference", "sends no reference", (_REFERENCE, "")),
    _mutant(
        *("15", "reference-of-first-pop", "sends the reference with the first pop only"),
        (_REFERENCE, '"call_reference_id": event["call"] if event["type"] == "ring" else None,'),
    ),
    _mutant(
        *("16", "reference-of-each-pop", "gives each pop a reference of its own"),
        (_REFERENCE, "\"call_reference_id\": f\"{event['call']}-{event['event']}\","),
    ),
    _mutant(
        *("16", "reference-of-each-leg", "gives each leg of a call a reference of its own"),
        (_REFERENCE, "\"call_reference_id\": f\"{event['call']}-{agent.get('id')}\","),
    ),
    _mutant(
        *("16", "reference-of-recording", "gives the recording a reference of its own"),
        (_REFERENCE, '"call_reference_id": event["call"] + "-r" * ("recording" in event),'),
    ),
    _mutant(
        *("17", "reference-of-caller", "takes the caller for the reference"),
        (_REFERENCE, '"call_reference_id": str(caller),'),
    ),
    _mutant("17", "one-reference", "sends a constant", (_REFERENCE, '"call_reference_id": "1",')),
    _mutant(
        *("17", "reference-of-redial", "gives a redial the reference of the call before"),
        (_REFERENCE, '"call_reference_id": event.get("earlier_call", event["call"]),'),
    ),
    _mutant(
        *("18", "silent-transfer", "does not announce transfers"),
        (_HANG_UP, f'if event["type"] == "transfer" or ({_HANG_UP[3:-1]}):'),
    ),
    _mutant(
        *("18", "transfer-to-sender", "names the agent who passed the call on"),
        (
            'caller, agent = event["caller"], event["agent"]',
            'caller, agent = event["caller"], event.get("from_agent", event["agent"])',
        ),
    ),
    _mutant("19", "always-new", "always asks for a new ticket", (_NEW, '"new_ticket": True,')),
    _mutant("19", "never-new", "never asks for a new ticket", (_NEW, "")),
    _mutant(
        *("19", "new-again", "asks for a new ticket when the recording is there"),
        (_NEW, '"new_ticket": event.get("new_ticket") or event["type"] == "hang_up" or None,'),
    ),
    _mutant("20", "no-ticket", "drops the ticket", ('"ticket_id": event.get("ticket"),', "")),
    _mutant(
        *("20", "default-ticket", "names a ticket where none was entered"),
        ('"ticket_id": event.get("ticket"),', '"ticket_id": event.get("ticket", 1),'),
    ),
    _mutant(
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
    _mutant("41", "announces-ends", "announces the end of each call", (_HANG_UP, "if False:")),
)

CONTENT = (
    _mutant(
        *("21", "recording-decoded", "decodes the address of a recording"),
        (_RECORDING, '"call_url": requests.utils.unquote(event.get("recording") or "") or None,'),
    ),
    _mutant(
        *("21", "recording-cut", "cuts the address of a recording at 255 characters"),
        (_RECORDING, '"call_url": (event.get("recording") or "")[:255] or None,'),
    ),
    _mutant(
        *("21", "recording-unsigned", "drops the query of a recording's address"),
        (_RECORDING, '"call_url": (event.get("recording") or "").partition("?")[0] or None,'),
    ),
    _mutant(
        *("21", "no-recording", "sends nothing when the recording is there"),
        (_HANG_UP, 'if event["type"] == "hang_up":'),
    ),
    _mutant(
        *("22", "files-as-recordings", "sends the path of a file as the recording"),
        ('return str(text).lower().startswith(("http://", "https://"))', "return bool(text)"),
    ),
    _mutant("23", "no-information", "drops the information", (_INFO, "")),
    _mutant(
        *("23", "information-in-ascii", "loses letters beyond ASCII"),
        (
            _INFO,
            '"call_info": json.loads(json.dumps(event.get("info"), ensure_ascii=False)'
            '.encode("ascii", "ignore")),',
        ),
    ),
    _mutant(
        *("23", "information-without-zeros", "drops values that are false, zero or empty"),
        (_INFO, '"call_info": {k: v for k, v in event.get("info", {}).items() if v} or None,'),
    ),
    _mutant(
        *("23", "information-in-lower-case", "puts names into lower case"),
        (_INFO, '"call_info": {k.lower(): v for k, v in event.get("info", {}).items()} or None,'),
    ),
)

DETAILS = (
    _mutant(
        *("24", "reference-unencoded", "puts the reference into the address as it is"),
        (
            'self.send("GET", DETAILS, params={"call_reference_id": reference})',
            'self.send("GET", f"{DETAILS}?call_reference_id={reference}")',
        ),
    ),
    _mutant(
        *("24", "reference-encoded-twice", "encodes the reference twice"),
        (
            '{"call_reference_id": reference}',
            '{"call_reference_id": requests.utils.quote(reference)}',
        ),
    ),
    _mutant(
        *("24", "other-parameter", "calls the parameter otherwise"),
        ('params={"call_reference_id": reference}', 'params={"call_id": reference}'),
    ),
    _mutant(
        *("25", "no-note", "does not read the note"),
        ('("requester_id", "ticket_id", "note_id")', '("requester_id", "ticket_id")'),
    ),
    _mutant(
        *("25", "note-expected", "breaks down where there is no note"),
        ("known = {name: call.get(name)", "known = {name: call[name]"),
    ),
    _mutant(
        *("25", "one-object", "expects one object instead of an array"),
        ("if not isinstance(calls, list):", "if isinstance(calls, list):"),
    ),
    _mutant(
        *("26", "no-misspelling", "reads the agent under one name only"),
        ('call.get("responder_id", call.get("responder_idl"))', 'call.get("responder_id")'),
    ),
    _mutant(
        *("27", "not-found-fails", "takes 404 for a failure"),
        ('or (status == 404 and method == "GET")', ""),
    ),
    _mutant(
        *("27", "nothing-fails", "takes an empty array for a failure"),
        ("if not isinstance(calls, list):", "if not calls or not isinstance(calls, list):"),
    ),
)

TROUBLE = (
    _mutant(
        "28", "always-done", "reports success", (_ERROR, '            return {"outcome": "done"}\n')
    ),
    _mutant(
        *("28", "no-message", "says nothing of the reason"),
        ('"message": f"The helpdesk: {error.args[1]}"', '"message": ""'),
    ),
    _mutant(
        *("28", "refusals-accepted", "takes a refusal for success"),
        (
            '                raise HelpdeskError("refused", problem)\n',
            "                answer._content = b'{}'\n                return answer\n",
        ),
    ),
    _mutant(
        *("29", "refused-again", "repeats what was refused"),
        (_REFUSED, "            elif status == 401:\n"),
        ("            elif status < 500:\n", "            elif status < 400:\n"),
    ),
    _mutant(
        *("30", "ten-tries", "tries ten times"),
        ("TRIES, PAUSE_S = 3, 0.3", "TRIES, PAUSE_S = 10, 0.001"),
    ),
    _mutant(
        *("30", "no-end", "tries until it is accepted"),
        ("for attempt in range(TRIES):", "for attempt in iter(int, 1):"),
    ),
    _mutant(
        "30",
        "no-time-limit",
        "waits for an answer for ever",
        ('"timeout": timeout', '"timeout": None'),
    ),
    _mutant(
        *("32", "no-pause", "does not wait"),
        ("time.sleep(max(0.0, pause))", "time.sleep(0.0)"),
    ),
    _mutant(
        *("32", "no-dates", "does not wait until a date"),
        ("date - time.time() if is_date", "0 if is_date"),
    ),
    _mutant(
        *("32", "milliseconds", "takes seconds for milliseconds"),
        ("else float(retry_after)", "else float(retry_after) / 1000"),
    ),
    _mutant(
        *("33", "limited-means-lost", "gives up when it is limited"),
        ('wait(answer.headers.get("Retry-After", ""))', 'raise HelpdeskError("failed", problem)'),
    ),
    _mutant(
        *("33", "seconds-expected", "breaks down at a date"),
        ("is_date = not retry_after.strip().isdigit()", "is_date = int(retry_after) < 0"),
    ),
    _mutant(
        "34",
        "one-try",
        "gives up without an answer",
        ("                continue\n", "                break\n"),
    ),
    _mutant(
        *("34", "maintenance-is-final", "gives up at a 503"),
        ("elif status < 500:", "elif status < 600:"),
    ),
    _mutant(
        *("35", "another-reference", "sends each repetition with another reference"),
        (
            _RETRY,
            f'{_RETRY}\n                content["json"] = '
            '{**content["json"], "call_reference_id": str(time.time())}',
        ),
    ),
    _mutant(
        *("35", "asks-for-new-again", "asks for a new ticket when it repeats a pop"),
        (
            _RETRY,
            f'{_RETRY}\n                content["json"] = '
            '{**content["json"], "new_ticket": True}',
        ),
    ),
    _mutant(
        *("36", "forgets-unknown", "announces to an agent of whom there is none"),
        ("return any(who == agent and", "return any(False and"),
    ),
    _mutant(
        *("36", "nobody-is-known", "takes all agents for unknown after one"),
        ("return any(who == agent and", "return any("),
    ),
    _mutant(
        *("42", "any-answer", "does not read the answer to a pop"),
        (_OBJECT, "if False:"),
    ),
    _mutant(
        *("42", "page-as-nothing", "takes a page for an empty answer"),
        (
            'raise HelpdeskError("failed", f"{answer.status_code} without JSON") from None',
            "return {} if answer.request.body else []",
        ),
    ),
    _mutant(
        *("43", "nothing-but-an-id", "refuses an answer with further members"),
        (_OBJECT, 'if set(read_json(answer)) != {"id"}:'),
    ),
    _mutant(
        *("43", "id-of-digits", "refuses an id that is not a number"),
        (_OBJECT, 'if not str(read_json(answer).get("id")).isdigit():'),
    ),
    _mutant(
        *("43", "id-as-text", "refuses an id that is not a string"),
        (_OBJECT, 'if not isinstance(read_json(answer).get("id"), str):'),
    ),
    _mutant(
        *("44", "impatient", "waits for half a second, whatever the limit"),
        ('"timeout": timeout', '"timeout": 0.5'),
    ),
    _mutant(
        *("45", "down-for-good", "sends nothing more after a failure"),
        (_ERROR, '            self.unknown.with_name("down").touch()\n' + _ERROR),
        (
            '            if event["type"] == "look_up":\n',
            '            if self.unknown.with_name("down").exists():\n'
            '                return {"outcome": "failed", "message": "down"}\n'
            '            if event["type"] == "look_up":\n',
        ),
    ),
)

MUTANTS = (*CREDENTIALS, *FORM, *PEOPLE, *CALLS, *CONTENT, *DETAILS, *TROUBLE)
