. as {a: [$first, {b: $b}], $n} ?// [$first] | {$first, b: $b, "k\(.n)": @base64 "x\(.s)"}
{"a": [1, {"b": "text", "c": [null, 2.5]}], "s": "a,b c", "t": "2015-03-05T23:51:47Z", "n": 3}