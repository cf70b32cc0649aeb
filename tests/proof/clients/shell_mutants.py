"""Defects of the client in POSIX sh, with curl and jq."""

from __future__ import annotations

from clients.client import SHELL, Client, mutant

_REFERENCE = "        call_reference_id: .call,\n"


def _mutant(rule: str, name: str, why: str, *edits: tuple[str, str]) -> Client:
    return mutant(rule, f"sh-{name}", why, *edits, file=SHELL)


MUTANTS = (
    _mutant(
        *("01", "no-login", "sends no credentials"),
        ("    printf 'user = \"%s\"\\n'", "    : printf 'user = \"%s\"\\n'"),
    ),
    _mutant(
        *("01", "key-without-colon", "encodes the key without a colon and a password"),
        (
            '    printf \'user = "%s"\\n\' "$(printf %s "$login" | sed \'s/[\\\\"]/\\\\&/g\')"\n',
            "    printf 'header = \"Authorization: Basic %s\"\\n' "
            '"$(printf %s "$CTI_API_KEY" | jq -sRr @base64)"\n',
        ),
    ),
    _mutant(
        *("03", "no-content-type", "leaves curl's own content type"),
        ('header = "Content-Type: application/json"\n', ""),
    ),
    _mutant(
        *("04", "no-agents-number", "names no agent who is known by number only"),
        ("        responder_phone: .agent.number,\n", ""),
    ),
    _mutant(
        *("05", "misspelt-reference", "misspells the reference"),
        (_REFERENCE, '        "call+reference_id": .call,\n'),
    ),
    _mutant(
        *("06", "everything-is-text", "sends true as a word of its own"),
        ("new_ticket: .new_ticket,", 'new_ticket: (if .new_ticket then "1" else null end),'),
    ),
    _mutant(
        *("07", "null-caller", "sends the word null for what it does not know"),
        ("requester_id: .caller.id,", 'requester_id: (.caller.id // "null"),'),
    ),
    _mutant(
        "11",
        "as-signalled",
        "sends the number as the line has it",
        (
            "    00*) printf '+%s' \"${digits#00}\" && return ;;\n",
            '    *) printf %s "$1" && return ;;\n',
        ),
    ),
    _mutant("15", "no-reference", "sends no reference", (_REFERENCE, "")),
    _mutant(
        *("16", "reference-of-each-pop", "adds the number of the event to the reference"),
        (_REFERENCE, '        call_reference_id: "\\(.call)-\\(.event)",\n'),
    ),
    _mutant(
        *("17", "reference-of-caller", "takes the caller for the reference"),
        (_REFERENCE, "        call_reference_id: (.caller | tojson),\n"),
    ),
    _mutant(
        *("19", "always-new", "always asks for a new ticket"),
        ("new_ticket: .new_ticket,", "new_ticket: true,"),
    ),
    _mutant(
        *("21", "recording-unsigned", "drops the query of a recording's address"),
        ("call_url: .recording,", 'call_url: (.recording | if . then split("?")[0] else . end),'),
    ),
    _mutant(
        *("23", "information-as-text", "sends values that are texts only"),
        ("call_info: .info\n", "call_info: (.info | if . then map_values(strings) else . end)\n"),
    ),
    _mutant(
        *("24", "reference-unencoded", "puts the reference into the address as it is"),
        (
            'get\nurl = "$CTI_URL$details_path"\n'
            'data-urlencode = "call_reference_id@$dir/reference"\n',
            'get\nurl = "$CTI_URL$details_path"\ndata = "call_reference_id=$(get .call)"\n',
        ),
    ),
    _mutant(
        "25",
        "first-member",
        "reads an object instead of the array",
        ('if type == "array" then', 'if type == "object" then'),
    ),
    _mutant(
        *("46", "last-ticket", "reads the last object of the details only"),
        ("calls: map({", "calls: .[-1:] | map({"),
    ),
    _mutant(
        *("27", "not-found-fails", "takes 404 for a refusal"),
        ('        404) [ "$1" = GET ] && return 0 ;;\n', ""),
    ),
    _mutant(
        *("28", "always-done", "reports success"),
        (
            '    answer "$outcome" "The helpdesk: $problem"\n}\n\nis_object',
            '    answer "done" ""\n}\n\nis_object',
        ),
    ),
    _mutant(
        "29",
        "refused-again",
        "repeats what was refused",
        ("        4??) outcome=refused && return 1 ;;\n", ""),
    ),
    _mutant("30", "ten-tries", "tries ten times", ("tries=3 ", "tries=10 ")),
    _mutant(
        *("30", "no-time-limit", "waits for an answer for ever"),
        ('max-time = "%s"', 'connect-timeout = "%s"'),
    ),
    _mutant("32", "no-pause", "does not wait", ('&& sleep "$pause"', "&& :")),
    _mutant(
        "34",
        "one-try",
        "gives up without an answer",
        ('problem="no answer" && continue ;;', 'problem="no answer" && return 1 ;;'),
    ),
    _mutant(
        "36",
        "forgets-unknown",
        "announces to an agent of whom there is none",
        ('    [ -f "$unknown" ] &&', "    false &&"),
    ),
    _mutant(
        *("37", "follows-redirects", "follows redirects with its credentials"),
        ("curl -q -K -", "curl -q --location-trusted -K -"),
    ),
    _mutant(
        "38", "any-certificate", "does not check certificates", ("curl -q -K -", "curl -q -k -K -")
    ),
    _mutant(
        "39",
        "verbose",
        "logs what curl does, with all headers",
        ("curl -q -K -", "curl -q -v -K -"),
    ),
    _mutant(
        "42",
        "any-answer",
        "does not read the answer to a pop",
        ("&& is_object && answer", "&& answer"),
    ),
    _mutant(
        "44",
        "impatient",
        "waits for half a second, whatever the limit",
        ('"${CTI_TIMEOUT:-5}" "$dir/answer"', '0.5 "$dir/answer"'),
    ),
)
