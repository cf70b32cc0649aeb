def calls: if type == "array" then .[] | objects elif type == "object" then . else empty end;
def num: if type == "string" and test("^[0-9]+$") then tonumber else . end;
def digits: gsub("[^0-9]"; "");
def same_number($n):
  (. // "" | tostring) as $p | ($p | digits) as $d | ($n | digits) as $w
  | $p == $n or (($d | length) > 6 and
      if $p | test("^\\s*(\\+|00)") then ($d | ltrimstr("00")) == $w
      else ($d | ltrimstr("0")) as $tail | $w | endswith($tail) end);
def with_number($n): map(select((.phone | same_number($n)) or (.mobile | same_number($n))));
def naming($reference):
  map(select([(.note // "") | split($reference) | . as $parts | range(1; length)
    | ($parts[. - 1] | test("[0-9]$") | not) and ($parts[.] | test("^[0-9]") | not)] | any));
def squeezed: gsub("\\s+"; "");
def unescaped: gsub("\\\\[nrt]"; " ") | gsub("\\\\"; "");
def characters:
  gsub("&lt;"; "<") | gsub("&gt;"; ">") | gsub("&quot;"; "\"") | gsub("&apos;"; "'")
  | gsub("&nbsp;"; " ") | gsub("&#x27;"; "'") | gsub("&#x22;"; "\"")
  | gsub("&#(?<code>[0-9]+);"; [.code | tonumber] | implode) | gsub("&amp;"; "&");
def without_tags: gsub("<[a-zA-Z/!?][^>]*>"; " ");
def texts:
  (.body // "" | without_tags | characters), (.body // "" | characters), (.body_text // "");
def holds($value):
  (if $value == true then ["true", "yes"] elif $value == false then ["false", "no"]
   else [$value | tostring] end) as $wanted
  | any(texts; (squeezed | ascii_downcase) as $text | $wanted
      | any(.[]; (squeezed | ascii_downcase) as $one | ($text | contains($one))
          or ($text | unescaped | contains($one | unescaped))));
def lines: [splits("\n+") | squeezed | select(. != "")];
def keeps_lines($text):
  ($text | lines) as $wanted
  | (.body // "" | gsub("<(br|p|div|pre|ul|ol|li|dl|dt|dd|table|tr|td|th)[^>]*>"; "\n")
     | without_tags | characters), (.body_text // "")
  | (lines) as $there
  | ($there | add // "" | contains($wanted | add)) and
    all(range(1; $wanted | length); ($wanted[. - 1][-12:] + $wanted[.][:12]) as $join
        | $there | all(contains($join) | not));
def plays($url):
  [.body // "" | match("<(audio|source)[^>]*>"; "gi").string | characters | squeezed
   | contains($url | squeezed)] | any;
def runs($code):
  ($code | gsub("[()]"; ".")) as $code | .body // ""
  | test("<script[^>]*>[^<]*" + $code; "i") or test("<[^>]*[\\s\"'/]on[a-z]+\\s*=[^>]*" + $code; "i")
    or test("(href|src)\\s*=\\s*.?\\s*(javascript|data|vbscript):[^>]*" + $code; "i");
def seconds:
  if type == "number" then .
  else sub("\\.[0-9]+"; "") | sub("(Z|[+-]00:?00)?$"; "Z") | fromdateiso8601 end;
