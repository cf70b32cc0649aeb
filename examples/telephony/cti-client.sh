#!/bin/sh
# A telephone system's side of the Freshdesk CTI framework, in POSIX sh with curl and jq: the same as
# cti_client.py. It takes one event a line in JSON on standard input, and answers in JSON on standard
# output, as docs/telephony-client.md describes.
set -u
umask 077
tries=3          # of one request, while the helpdesk is in trouble
longest_pause=60 # of a rate limit, in seconds; the call is over by then
forget=600       # how long an agent counts as unknown, in seconds
pop_path=/api/v2/integrations/cti/pop
details_path=/api/v2/integrations/cti/details
unknown="${CTI_STATE_DIR:-.}/unknown-agents"
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM

# Give curl its options on standard input, so that no credentials are on a command line.
config() {
    if [ -n "${CTI_API_KEY:-}" ]; then login="$CTI_API_KEY:X"; else login=$CTI_AUTH; fi
    printf 'user = "%s"\n' "$(printf %s "$login" | sed 's/[\\"]/\\&/g')"
    printf 'max-time = "%s"\nsilent\noutput = "%s"\ndump-header = "%s"\n' \
        "${CTI_TIMEOUT:-5}" "$dir/answer" "$dir/head"
    printf 'write-out = "%%{http_code}"\n'
    cat
}

# Set status to that of the answer, and problem to what is wrong with it.
# Where it can help, wait and repeat the request as it is.
send() { # method, options of curl on standard input
    options=$(cat)
    attempt=0
    while [ "$attempt" -lt "$tries" ]; do
        [ "$attempt" -gt 0 ] && sleep 0.3
        attempt=$((attempt + 1))
        : >"$dir/answer"
        : >"$dir/head"
        status=$(printf '%s\n' "$options" | config | curl -q -K -)
        case $? in
        0) ;;
        35 | 51 | 58 | 60) outcome=failed problem="the certificate is not to be trusted" && return 1 ;;
        *) problem="no answer" && continue ;;
        esac
        case $status in
        2??) return 0 ;;
        404) [ "$1" = GET ] && return 0 ;;
        esac
        problem="$status $(reason)"
        case $status in
        429) wait_for "$(sed -n 's/^[Rr]etry-[Aa]fter: *//p' "$dir/head" | tr -d '\r')" || return 1 ;;
        4??) outcome=refused && return 1 ;;
        3??) outcome=failed && return 1 ;;
        esac
    done
    outcome=failed problem="given up after $tries tries: $problem"
    return 1
}

reason() {
    jq -r '[.errors[]? | "\(.field): \(.message)"] as $all
        | if $all == [] then .message // "" else $all | join("; ") end' "$dir/answer" 2>/dev/null
}

# Wait as a rate limit says: for seconds, or until a date.
wait_for() {
    pause=$(jq -n --arg after "$1" '$after
        | if test("^[0-9]+$") then tonumber
          else (strptime("%a, %d %b %Y %H:%M:%S GMT") | mktime) - now | ceil end')
    if [ "${pause:-0}" -gt "$longest_pause" ]; then
        outcome=failed problem="no request is wanted for $pause s"
        return 1
    fi
    [ "${pause:-0}" -gt 0 ] && sleep "$pause"
    return 0
}

# Print a number with its country code, as every helpdesk can read it; else as it is.
readable() { # number, country of the line
    digits=$(printf %s "$1" | tr -cd 0-9)
    case $2 in
    GB) code=44 ;; DE) code=49 ;; FR) code=33 ;; AU) code=61 ;; US | CA) code=1 ;; *) code= ;;
    esac
    case $1 in
    +*) printf '+%s' "$digits" && return ;;
    00*) printf '+%s' "${digits#00}" && return ;;
    esac
    if [ "${#digits}" -le 5 ] || [ -z "$code" ]; then
        printf %s "$1"
    elif [ "${digits#0}" != "$digits" ]; then
        printf '+%s%s' "$code" "${digits#0}"
    elif [ "${digits#"$code"}" != "$digits" ] && [ "${#digits}" -gt 10 ]; then
        printf '+%s' "$digits"
    else
        printf '+%s%s' "$code" "$digits"
    fi
}

get() { printf %s "$event" | jq -r "$1 // empty"; }

answer() { # outcome, message
    jq -nc --argjson event "$(get .event)" --arg outcome "$1" --arg message "$2" \
        '{event: $event, outcome: $outcome, message: $message}'
}

look_up() {
    printf %s "$(get .call)" >"$dir/reference"
    send GET <<EOF || { answer "$outcome" "The helpdesk: $problem" && return; }
get
url = "$CTI_URL$details_path"
data-urlencode = "call_reference_id@$dir/reference"
EOF
    [ "$status" = 404 ] && echo '[]' >"$dir/answer"
    jq -ec --argjson event "$(get .event)" 'if type == "array" then {event: $event, outcome: "done",
        calls: map({requester_id, ticket_id, note_id,
                    responder_id: (.responder_id // .responder_idl)})} else null end' \
        "$dir/answer" 2>/dev/null || answer failed "The details are not an array"
}

is_unknown() {
    [ -f "$unknown" ] && now=$(jq -n 'now | floor') &&
        awk -v agent="$1" -v since="$((now - forget))" \
            '$1 > since && substr($0, length($1) + 2) == agent { found = 1 }
             END { exit !found }' "$unknown"
}

announce() {
    agent=$(get '.agent | tojson')
    if [ "$(get '.caller | has("id") or has("number") or has("email")')" != true ]; then
        answer "done" "The caller withholds the number: no pop" && return
    fi
    if is_unknown "$agent"; then
        answer refused "The helpdesk has no agent $agent" && return
    fi
    phone=$(readable "$(get .caller.number)" "$(get .caller.country)")
    printf %s "$event" | jq -c --arg phone "$phone" '{
        requester_id: .caller.id,
        requester_phone: (if $phone == "" then null else $phone end),
        requester_email: .caller.email,
        responder_id: .agent.id,
        responder_phone: .agent.number,
        responder_email: .agent.email,
        call_reference_id: .call,
        ticket_id: .ticket,
        new_ticket: .new_ticket,
        call_url: .recording,
        call_info: .info
    } | with_entries(select(.value != null))' >"$dir/pop"
    send POST <<EOF && is_object && answer "done" "" && return
url = "$CTI_URL$pop_path"
header = "Content-Type: application/json"
data-binary = "@$dir/pop"
EOF
    case $problem in
    *responder*) printf '%s %s\n' "$(jq -n 'now | floor')" "$agent" >>"$unknown" ;;
    esac
    answer "$outcome" "The helpdesk: $problem"
}

is_object() {
    jq -e 'type == "object"' "$dir/answer" >/dev/null 2>&1 && return 0
    outcome=failed problem="$status without a JSON object"
    return 1
}

handle() {
    case $(get .type) in
    look_up) look_up && return ;;
    hang_up)
        case $(get .recording) in
        http://* | https://*) ;;
        *) answer "done" "nothing to announce" && return ;;
        esac
        ;;
    esac
    announce
}

while IFS= read -r event; do
    problem='' outcome=failed
    handle
done
