"""Clients that do things otherwise and conform: no rule may be held against them."""

from __future__ import annotations

from clients.client import SHELL, Client

VARIANTS = (
    Client(
        "stays",
        "stays up, and takes one event a line",
        (),
        near=(
            "18",
            "25",
            "40",
        ),
        stays=True,
    ),
    Client(
        "sh-stays",
        "the other client stays up",
        (),
        file=SHELL,
        near=(
            "18",
            "25",
            "40",
        ),
        stays=True,
    ),
    Client(
        "texts",
        "sends ids as strings of digits, and true as a word, as the sample does",
        (
            (
                "self.helpdesk.pop({name: value for name, value in pop.items() "
                "if value is not None})",
                'self.helpdesk.pop({n: str(v) if n.endswith("_id") else "true" if v is True else v'
                " for n, v in pop.items() if v is not None})",
            ),
        ),
        near=(
            "06",
            "07",
            "19",
            "20",
        ),
        stays=True,
    ),
    Client(
        "nulls",
        "sends what it does not know as null, in another order",
        (
            (
                "{name: value for name, value in pop.items() if value is not None}",
                "dict(sorted(pop.items(), reverse=True))",
            ),
        ),
        near=(
            "04",
            "06",
            "19",
            "20",
        ),
        stays=True,
    ),
    Client(
        "password",
        "logs in with email and password",
        (('key = os.environ.get("CTI_API_KEY")', "key = None"),),
        near=(
            "01",
            "39",
        ),
        stays=True,
    ),
    Client(
        "own-references",
        "makes references of its own out of the ids of calls",
        (
            ('"call_reference_id": event["call"],', '"call_reference_id": own(event["call"]),'),
            ('self.helpdesk.details(event["call"])', 'self.helpdesk.details(own(event["call"]))'),
            (
                "def is_address(text):",
                "def own(call):\n    import hashlib\n\n"
                '    return f"PBX/{hashlib.sha1(call.encode()).hexdigest()}+1 #2"\n\n\n'
                "def is_address(text):",
            ),
        ),
        near=(
            "16",
            "17",
            "24",
        ),
        stays=True,
    ),
    Client(
        "chatty",
        "logs a lot, and asks REST v2 for the caller first",
        (
            (
                '        caller, agent = event["caller"], event["agent"]\n',
                '        caller, agent = event["caller"], event["agent"]\n'
                '        print("handling", event, "\\n" * 50, file=sys.stderr, flush=True)\n'
                '        if caller.get("number"):\n'
                '            query = {"phone": caller["number"]}\n'
                '            self.helpdesk.send("GET", "/api/v2/contacts", params=query)\n',
            ),
        ),
        near=(
            "02",
            "14",
            "29",
            "39",
        ),
        stays=True,
    ),
    Client(
        "slow",
        "takes a while for each event, and longer pauses",
        (
            (
                "    for line in sys.stdin:\n",
                "    for line in sys.stdin:\n        time.sleep(0.4)\n",
            ),
            ("time.sleep(max(0.0, pause))", "time.sleep(max(0.0, pause) + 0.7)"),
        ),
        near=(
            "14",
            "32",
            "44",
        ),
        stays=True,
    ),
    Client(
        "no-retries",
        "tries everything once",
        (("TRIES, PAUSE_S = 3, 0.3", "TRIES, PAUSE_S = 1, 0.3"),),
        warns=("33", "34", "35"),
        near=(
            "30",
            "33",
            "34",
            "35",
        ),
        stays=True,
    ),
    Client(
        "five-tries",
        "tries five times",
        (("TRIES, PAUSE_S = 3, 0.3", "TRIES, PAUSE_S = 5, 0.05"),),
        near=(
            "30",
            "34",
        ),
        stays=True,
    ),
    Client(
        "other-login",
        "tries the other form of credentials after 401",
        (
            (
                "            elif 400 <= status < 500:\n",
                "            elif status == 401 and attempt == 0:\n"
                '                self.session.auth = tuple(os.environ["CTI_AUTH"].split(":", 1))\n'
                "            elif 400 <= status < 500:\n",
            ),
        ),
        near=(
            "28",
            "31",
        ),
        stays=True,
    ),
    Client(
        "national",
        "sends numbers of the helpdesk's country in national form, with brackets",
        (
            (
                "            return phonenumbers.format_number(parsed, "
                "phonenumbers.PhoneNumberFormat.E164)\n",
                "            form = phonenumbers.PhoneNumberFormat\n"
                "            is_ours = parsed.country_code == 1\n"
                "            kind = form.NATIONAL if is_ours else form.INTERNATIONAL\n"
                "            return phonenumbers.format_number(parsed, kind)\n",
            ),
        ),
        near=(
            "09",
            "10",
            "11",
        ),
        stays=True,
    ),
    Client(
        "plain",
        "knows neither a caller's country nor unknown agents nor misspellings",
        (
            ('readable(caller.get("number"), caller.get("country"))', 'caller.get("number")'),
            ("return any(who == agent and", "return any(False and"),
            ('call.get("responder_id", call.get("responder_idl"))', 'call.get("responder_id")'),
        ),
        warns=("11", "26", "36"),
        near=(
            "11",
            "26",
            "28",
            "36",
        ),
        stays=True,
    ),
    Client(
        "charset",
        "names the character set, and its texts are escaped",
        (
            (
                'self.send("POST", POP, json=attributes)',
                'self.send("POST", POP, data=json.dumps(attributes), '
                'headers={"Content-Type": "application/json; charset=utf-8"})',
            ),
        ),
        near=(
            "03",
            "23",
        ),
        stays=True,
    ),
)
