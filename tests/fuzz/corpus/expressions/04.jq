def f(g; $n): if $n > 0 then g, f(g; $n - 1) else empty end; [f(.s; 3)]
{"a": [1, {"b": "text", "c": [null, 2.5]}], "s": "a,b c", "t": "2015-03-05T23:51:47Z", "n": 3}