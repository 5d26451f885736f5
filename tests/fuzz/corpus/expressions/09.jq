.t | fromdate | todate, (strftime("%Y %j") // "")
{"a": [1, {"b": "text", "c": [null, 2.5]}], "s": "a,b c", "t": "2015-03-05T23:51:47Z", "n": 3}