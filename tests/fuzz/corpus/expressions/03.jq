reduce .a[] as $x (0; . + 1) | if . > 1 then "many" elif . == 0 then "none" else error("x") end
{"a": [1, {"b": "text", "c": [null, 2.5]}], "s": "a,b c", "t": "2015-03-05T23:51:47Z", "n": 3}