[range(0; 10; 3)], (foreach range(5) as $i (0; . + $i; [$i, .])), first(.a[]), any(.a[]; . == 1)
{"a": [1, {"b": "text", "c": [null, 2.5]}], "s": "a,b c", "t": "2015-03-05T23:51:47Z", "n": 3}