
# -- the tools of this script; the steps are below ----------------------------------------------

say() { printf '%s\n' "$@"; }

unclear() {
    say "" "COULD NOT BE JUDGED: $*"
    exit 2
}

for tool in curl jq; do
    command -v "$tool" >/dev/null || unclear "$tool is needed"
done
[ -n "${1-}" ] || unclear "give the URL of the target, as in: sh $0 https://helpdesk.example.com"
for one in $needed; do
    eval "[ -n \"\${$one-}\" ]" || unclear "set $one"
done
url=${1%/}
control=${CTI_CONTROL_URL:-$url$control_path}
wait_s=${CTI_WAIT:-5}
mark=$((($(date +%s) * 7 + $$) % 900000 + 100000)) # new in each run
began=                                             # when the first record was made
umask 077
top=$(mktemp -d) || unclear "no temporary folder can be made"
work=$top
trap 'code=$?; trap - EXIT; clean_up; rm -rf "$top"; exit "$code"' EXIT
trap 'exit 130' INT TERM HUP

# request METHOD URL CURL-ARGUMENTS...: sets status (0 without an answer), and head, the status and the
# content type as they came; the answer is in a file
request() {
    method=$1 address=$2
    shift 2
    say "  $method ${address#"$url"}"
    : >"$work/answer"
    head=$(curl -sS -g -X "$method" -H 'Accept: application/json' --max-time 30 \
        -o "$work/answer" -w '%{http_code} %{content_type}' "$@" "$address" 2>"$work/error") || head='0 '
    status=$(expr "${head%% *}" + 0)
    rm -f "$work/json"
}

# read_json: the answer as JSON, or null; not before it is needed, since jq takes its time
read_json() {
    [ ! -e "$work/json" ] || return 0
    jq -s 'if length == 1 then .[0] else null end' "$work/answer" >"$work/json" 2>/dev/null ||
        echo null >"$work/json"
}

# login USER:PASSWORD, bearer TOKEN: a file for curl, so that no list of processes shows them
login() {
    printf 'user = "%s"\n' "$(printf %s "$1" | sed 's/[\\"]/\\&/g')" >"$work/login"
    say "$work/login"
}

bearer() {
    printf 'header = "Authorization: Bearer %s"\n' "$(printf %s "$1" | sed 's/[\\"]/\\&/g')" >"$work/bearer"
    say "$work/bearer"
}

# body: takes the body of the next request from the standard input; send sends it as JSON
body() {
    text=$(cat)
    printf '%s' "$text" >"$work/body"
}

send() { request "$@" -H 'Content-Type: application/json' --data-binary "@$work/body"; }

done_well() {
    [ "$status" -ge 200 ] && [ "$status" -lt 300 ] ||
        unclear "$1: $method ${address#"$url"} answered $status $(head -c 300 "$work/answer")" \
            "$(head -c 300 "$work/error")"
}

# is_so CONDITION: asks jq
is_so() {
    read_json
    { cat "$top/functions.jq" && say "$1"; } >"$work/condition.jq"
    content_type=$(say "${head#* }" | cut -d ';' -f 1 | tr -d ' ' | tr '[:upper:]' '[:lower:]')
    jq -e --argjson status "$status" --arg content_type "$content_type" \
        -f "$work/condition.jq" "$work/json" >/dev/null 2>"$work/error"
    case $? in 0) ;; 3) unclear "$(head -c 300 "$work/error")" ;; *) return 1 ;; esac
}

# capture NAME PLACE: takes a value out of the answer
capture() {
    read_json
    value=$(jq -r "$2 | select(. != null)" "$work/json" 2>/dev/null)
    case $value in '' | *[!0-9A-Za-z._:+-]*) return 1 ;; esac
    eval "$1=\$value"
}

captured() { capture "$@" || unclear "the answer has no $2: $(head -c 300 "$work/answer")"; }

# pause SECONDS WHY: waits where the suite has waited on purpose
pause() {
    say "  waits $1 s: $2" >&2
    sleep "$1"
}

# later: a second before a look is repeated; says once why
later() {
    [ -n "$told" ] || say "  looks again for up to $wait_s s, since an effect may come late" >&2
    told=1
    sleep 1
}

# await NAME PLACE REQUEST...: repeats a look until it shows a value; await_so is for a condition
await() {
    name=$1 place=$2 until_s=$(($(date +%s) + wait_s)) told=
    shift 2
    until request "$@" && capture "$name" "$place"; do
        [ "$(date +%s)" -lt "$until_s" ] || unclear "$name is not to be seen at $place"
        later
    done
}

await_so() {
    condition=$1 until_s=$(($(date +%s) + wait_s)) told=
    shift
    until request "$@" && is_so "$condition"; do
        [ "$(date +%s)" -lt "$until_s" ] || return 0 # the judgement says what came of it
        later
    done
}

# judge CONDITION PLACE [REQUEST...]: repeats the deciding look, if it is one, and ends the script
judge() {
    condition=$1 place=$2 until_s=$(($(date +%s) + wait_s)) told=
    shift 2
    while :; do
        [ $# -eq 0 ] || request "$@"
        if is_so "$condition"; then
            [ $# -gt 0 ] || gone
            sleep 1 # what comes late is seen as well
            request "$@"
            ! is_so "$condition" || gone
        fi
        [ $# -gt 0 ] && [ "$(date +%s)" -lt "$until_s" ] || break
        later
    done
    show
    say "THE FAULT IS STILL THERE"
    exit 1
}

gone() {
    show
    say "THE FAULT IS GONE"
    exit 0
}

show() {
    read_json
    say "" "Rule:      $rule" "Expected:  $expected" "Observed:  $observed (in the run of the suite)"
    say "Decides:   $method ${address#"$url"}, answered with $status${place:+, at $place}"
    say "Now there: $(jq -c "$place" "$work/json" 2>/dev/null | head -c 600)" ""
}

# by_hand: a step that a person does at the desktop; sign_in: a link for an agent, to be used once
by_hand() {
    say "  (by hand, at the desktop)"
    [ ! -t 0 ] || { printf '  Press Enter when it is done. ' && read -r answer; }
}

sign_in() {
    [ -t 0 ] || return 0
    whom=$(jq -r '.id // empty' "$work/answer")
    request POST "$control/agents/$whom/sign-in" -K "$(controls)" >/dev/null
    say "  To be the agent $whom, open $(jq -r '.url // "the desktop"' "$work/answer")"
}

# -- what is made is deleted again --------------------------------------------------------------

made() { # KIND [NAME]: the record in the answer, whose id gets a name
    set -- "$1" "${2-made_id}" $(jq -r '.id // empty, .created_at // empty' "$work/answer" 2>/dev/null)
    case ${3-} in '' | *[!0-9]*) unclear "the answer has no id: $(head -c 300 "$work/answer")" ;; esac
    say "$3" >>"$top/$1"
    [ "$2" = made_id ] || say "    $2 is the $1 $3"
    eval "$2=\$3"
    began=${began:-${4-}}
}

remember() { printf '%s\n' "$2" >>"$top/$1"; } # phones, emails and references that calls name

# found FIELD VALUE: the ids of the contacts who have exactly this
found() {
    curl -sS -g --max-time 30 -G --data-urlencode "$1=$2" -d per_page=100 -K "$(records)" \
        "$url/api/v2/contacts" 2>/dev/null >"$top/found"
    [ "$(head -c 3 "$top/found")" != '[]' ] || return 0
    { cat "$top/functions.jq" && say '.[]? | select(.[$f] == $v or (.name == $v) or
        ($f != "email" and (.[$f] | same_number($v))) or
        ($f == "email" and (.email // "" | ascii_downcase) == ($v | ascii_downcase))) | .id'; } \
        >"$top/found.jq"
    jq -r --arg f "$1" --arg v "$2" -f "$top/found.jq" "$top/found" 2>/dev/null
}

are_taken() { for one in "$@"; do found phone "$one"; found mobile "$one"; done | grep -q .; }

lines() { [ ! -e "$top/$1" ] || sort -u "$top/$1"; }

# holders KIND: the contacts who have what calls name; those from before are never deleted
holders() {
    lines "phones$1" | while IFS= read -r one; do found phone "$one"; found mobile "$one"; done
    lines "emails$1" | while IFS= read -r one; do found email "$one"; done
}

clean_up() {
    work=$top
    lines online | while read -r whom; do
        printf '{"online": false}' >"$work/body"
        send PUT "$control/agents/$whom/presence" -K "$(controls)" >/dev/null
    done
    if [ -s "$top/settings" ]; then
        cp "$top/settings" "$work/body"
        send PATCH "$control/settings" -K "$(controls)" >/dev/null
    fi
    { holders -new && holders -given; } >"$top/now"
    lines references | while IFS= read -r one; do
        curl -sS -g --max-time 30 -G --data-urlencode "call_reference_id=$one" -K "$(records)" \
            "$url$details_path" 2>/dev/null | grep ticket_id | jq -r '.[]? |
                (.requester_id // empty | "contact \(.)"), (.ticket_id // empty | "ticket \(.)")'
    done 2>/dev/null | sort -u | while read -r kind id; do # only what is newer than this script
        ! grep -qx "$id" "$top/now" "$top/$kind" 2>/dev/null || continue
        curl -sS -g --max-time 30 -K "$(records)" "$url/api/v2/${kind}s/$id" 2>/dev/null |
            jq -r --arg began "$began" \
                'select($began != "" and .created_at >= $began) | .id' >>"$top/$kind" 2>/dev/null
    done
    sort -u "$top/now" | while read -r id; do
        grep -qx "$id" "$top/before" 2>/dev/null || printf '%s\n' "$id" >>"$top/contact"
    done
    lines contact | while read -r id; do
        curl -sS -g --max-time 30 -K "$(records)" \
            "$url/api/v2/tickets?requester_id=$id&per_page=100" 2>/dev/null | grep requester_id |
            jq -r --arg id "$id" '.[]? | select("\(.requester_id)" == $id) | .id' 2>/dev/null
    done >>"$top/ticket"
    for kind in ticket contact agent; do
        lines "$kind" | while read -r id; do
            if [ -n "${KEEP-}" ]; then
                say "kept: $kind $id"
                continue
            fi
            request DELETE "$url/api/v2/${kind}s/$id" -K "$(records)" >/dev/null
            case $status in 2?? | 404 | 410) ;; *) say "left: $kind $id ($status)" ;; esac
        done
    done
    [ -z "${KEEP-}" ] || say "To delete what is kept: cti-conformance clean $url"
}
