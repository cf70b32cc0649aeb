"""Defects in how the client in Python deals with credentials, answers and trouble."""

from __future__ import annotations

from clients.client import mutant

_RETRY = "time.sleep(PAUSE_S * 2 ** (attempt - 1))"
_REFUSED = "            elif 400 <= status < 500:\n"
_OBJECT = "if not isinstance(read_json(answer), dict):"
_INFO = '"call_info": event.get("info"),'
_ERROR = (
    '            return {"outcome": error.args[0], "message": f"The helpdesk: {error.args[1]}"}\n'
)

CREDENTIALS = (
    mutant("01", "no-login", "sends no credentials", ("self.session.auth = auth\n", "pass\n")),
    mutant(
        *("01", "bearer", "sends the key as a bearer token"),
        (
            "self.session.auth = auth\n",
            'self.session.headers["Authorization"] = f"Bearer {auth[0]}"\n',
        ),
    ),
    mutant(
        *("01", "key-without-colon", "encodes the key without a colon and a password"),
        (
            "self.session.auth = auth\n",
            "import base64\n"
            "        encoded = base64.b64encode(auth[0].encode()).decode()\n"
            '        self.session.headers["Authorization"] = f"Basic {encoded}"\n',
        ),
    ),
    mutant(
        *("01", "key-unencoded", "sends the key in the header as it is"),
        (
            "self.session.auth = auth\n",
            'self.session.headers["Authorization"] = f"Basic {auth[0]}:X"\n',
        ),
    ),
    mutant(
        *("01", "key-as-password", "sends the key in the place of the password"),
        ('(key, "X") if key', '("X", key) if key'),
    ),
    mutant(
        *("01", "details-without-login", "sends credentials with pops only"),
        (
            'params={"call_reference_id": reference})',
            'params={"call_reference_id": reference}, auth=("guest", "guest"))',
        ),
    ),
    mutant(
        *("02", "key-in-query", "adds the key to the address as well"),
        ("self.url + path, **content", 'f"{self.url}{path}?key={self.session.auth[0]}", **content'),
    ),
    mutant(
        *("02", "key-in-information", "adds the key to the information of the call"),
        (
            _INFO,
            '"call_info": {**event.get("info", {}), "by": self.helpdesk.session.auth[0]},',
        ),
    ),
    mutant(
        *("37", "follows-redirects", "sends the request to wherever a redirect leads"),
        (
            "            status = answer.status_code\n",
            "            if answer.is_redirect:\n"
            '                place = answer.headers["Location"]\n'
            "                answer = self.session.request(method, place, **content)\n"
            "            status = answer.status_code\n",
        ),
    ),
    mutant(
        *("38", "any-certificate", "does not check certificates"),
        ('os.environ.get("CTI_CA_BUNDLE") or True', "False"),
    ),
    mutant(
        *("38", "any-name", "checks the authority of a certificate, and not its name"),
        (
            'os.environ.get("CTI_CA_BUNDLE") or True\n',
            'os.environ.get("CTI_CA_BUNDLE") or True\n'
            "        adapter = requests.adapters.HTTPAdapter()\n"
            '        adapter.poolmanager.connection_pool_kw["assert_hostname"] = False\n'
            '        self.session.mount("https://", adapter)\n',
        ),
    ),
    mutant(
        *("38", "unchecked-second-try", "tries without checking, once the check has failed"),
        (
            '                raise HelpdeskError("failed", "the certificate is not to be trusted") '
            "from None\n",
            "                self.session.verify = False\n                continue\n",
        ),
    ),
    mutant(
        *("39", "logs-headers", "logs the headers of each request"),
        (
            "            status = answer.status_code\n",
            "            status = answer.status_code\n"
            "            print(answer.request.headers, file=sys.stderr)\n",
        ),
    ),
    mutant(
        *("39", "key-in-message", "names the credentials when a login is refused"),
        ('problem = f"{status} {reason_of(answer)}"', 'problem = f"{status} {self.session.auth}"'),
    ),
    mutant(
        *("31", "login-again", "tries refused credentials three times"),
        (_REFUSED, "            elif status == 401:\n                continue\n" + _REFUSED),
    ),
)

DETAILS = (
    mutant(
        *("24", "reference-unencoded", "puts the reference into the address as it is"),
        (
            'self.send("GET", DETAILS, params={"call_reference_id": reference})',
            'self.send("GET", f"{DETAILS}?call_reference_id={reference}")',
        ),
    ),
    mutant(
        *("24", "reference-encoded-twice", "encodes the reference twice"),
        (
            '{"call_reference_id": reference}',
            '{"call_reference_id": requests.utils.quote(reference)}',
        ),
    ),
    mutant(
        *("24", "other-parameter", "calls the parameter otherwise"),
        ('params={"call_reference_id": reference}', 'params={"call_id": reference}'),
    ),
    mutant(
        *("25", "no-note", "does not read the note"),
        ('("requester_id", "ticket_id", "note_id")', '("requester_id", "ticket_id")'),
    ),
    mutant(
        *("25", "note-expected", "breaks down where there is no note"),
        ("known = {name: call.get(name)", "known = {name: call[name]"),
    ),
    mutant(
        *("25", "one-object", "expects one object instead of an array"),
        ("if not isinstance(calls, list):", "if isinstance(calls, list):"),
    ),
    mutant(
        *("26", "no-misspelling", "reads the agent under one name only"),
        ('call.get("responder_id", call.get("responder_idl"))', 'call.get("responder_id")'),
    ),
    mutant(
        *("46", "first-ticket", "reads the first object of the details only"),
        ("[tidy(call) for call in calls]", "[tidy(call) for call in calls[:1]]"),
    ),
    mutant(
        *("27", "not-found-fails", "takes 404 for a failure"),
        ('or (status == 404 and method == "GET")', ""),
    ),
    mutant(
        *("27", "nothing-fails", "takes an empty array for a failure"),
        ("if not isinstance(calls, list):", "if not calls or not isinstance(calls, list):"),
    ),
)

TROUBLE = (
    mutant(
        "28", "always-done", "reports success", (_ERROR, '            return {"outcome": "done"}\n')
    ),
    mutant(
        *("28", "no-message", "says nothing of the reason"),
        ('"message": f"The helpdesk: {error.args[1]}"', '"message": ""'),
    ),
    mutant(
        *("28", "refusals-accepted", "takes a refusal for success"),
        (
            '                raise HelpdeskError("refused", problem)\n',
            "                answer._content = b'{}'\n                return answer\n",
        ),
    ),
    mutant(
        *("29", "refused-again", "repeats what was refused"),
        (_REFUSED, "            elif status == 401:\n"),
        ("            elif status < 500:\n", "            elif status < 400:\n"),
    ),
    mutant(
        *("30", "ten-tries", "tries ten times"),
        ("TRIES, PAUSE_S = 3, 0.3", "TRIES, PAUSE_S = 10, 0.001"),
    ),
    mutant(
        *("30", "no-end", "tries until it is accepted"),
        ("for attempt in range(TRIES):", "for attempt in iter(int, 1):"),
    ),
    mutant(
        "30",
        "no-time-limit",
        "waits for an answer for ever",
        ('"timeout": timeout', '"timeout": None'),
    ),
    mutant(
        *("32", "no-pause", "does not wait"),
        ("time.sleep(max(0.0, pause))", "time.sleep(0.0)"),
    ),
    mutant(
        *("32", "no-dates", "does not wait until a date"),
        ("date - time.time() if is_date", "0 if is_date"),
    ),
    mutant(
        *("32", "milliseconds", "takes seconds for milliseconds"),
        ("else float(retry_after)", "else float(retry_after) / 1000"),
    ),
    mutant(
        *("33", "limited-means-lost", "gives up when it is limited"),
        ('wait(answer.headers.get("Retry-After", ""))', 'raise HelpdeskError("failed", problem)'),
    ),
    mutant(
        *("33", "seconds-expected", "breaks down at a date"),
        ("is_date = not retry_after.strip().isdigit()", "is_date = int(retry_after) < 0"),
    ),
    mutant(
        "34",
        "one-try",
        "gives up without an answer",
        ("                continue\n", "                break\n"),
    ),
    mutant(
        *("34", "maintenance-is-final", "gives up at a 503"),
        ("elif status < 500:", "elif status < 600:"),
    ),
    mutant(
        *("35", "another-reference", "sends each repetition with another reference"),
        (
            _RETRY,
            f'{_RETRY}\n                content["json"] = '
            '{**content["json"], "call_reference_id": str(time.time())}',
        ),
    ),
    mutant(
        *("35", "asks-for-new-again", "asks for a new ticket when it repeats a pop"),
        (
            _RETRY,
            f'{_RETRY}\n                content["json"] = '
            '{**content["json"], "new_ticket": True}',
        ),
    ),
    mutant(
        *("36", "forgets-unknown", "announces to an agent of whom there is none"),
        ("return any(who == agent and", "return any(False and"),
    ),
    mutant(
        *("36", "nobody-is-known", "takes all agents for unknown after one"),
        ("return any(who == agent and", "return any("),
    ),
    mutant(
        *("42", "any-answer", "does not read the answer to a pop"),
        (_OBJECT, "if False:"),
    ),
    mutant(
        *("42", "page-as-nothing", "takes a page for an empty answer"),
        (
            'raise HelpdeskError("failed", f"{answer.status_code} without JSON") from None',
            "return {} if answer.request.body else []",
        ),
    ),
    mutant(
        *("43", "nothing-but-an-id", "refuses an answer with further members"),
        (_OBJECT, 'if set(read_json(answer)) != {"id"}:'),
    ),
    mutant(
        *("43", "id-of-digits", "refuses an id that is not a number"),
        (_OBJECT, 'if not str(read_json(answer).get("id")).isdigit():'),
    ),
    mutant(
        *("43", "id-as-text", "refuses an id that is not a string"),
        (_OBJECT, 'if not isinstance(read_json(answer).get("id"), str):'),
    ),
    mutant(
        *("44", "impatient", "waits for half a second, whatever the limit"),
        ('"timeout": timeout', '"timeout": 0.5'),
    ),
    mutant(
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

MUTANTS = (*CREDENTIALS, *DETAILS, *TROUBLE)
