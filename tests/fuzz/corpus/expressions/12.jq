@text, @json, @html, @uri, @csv "\([.n, .s])", @sh "\(.s)", @base32 "\(.s)", ascii_downcase?
{"a": [1, {"b": "text", "c": [null, 2.5]}], "s": "a,b c", "t": "2015-03-05T23:51:47Z", "n": 3}