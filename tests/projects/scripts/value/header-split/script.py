"""Parse raw HTTP response headers."""

RESPONSE = """\
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8
Content-Length: 348
Location: https://example.org:8443/home
Cache-Control: no-cache

<html></html>
"""


def parse_headers(raw):
    head, _, body = raw.partition("\n\n")
    status_line, *lines = head.splitlines()
    version, code, reason = status_line.split(" ", 2)
    headers = {}
    for line in lines:
        key, value = line.split(":")
        headers[key.strip().lower()] = value.strip()
    return {"version": version, "code": int(code), "reason": reason}, headers, body


def main():
    status, headers, body = parse_headers(RESPONSE)
    print(status["code"], status["reason"])
    for key in sorted(headers):
        print(f"  {key} = {headers[key]}")
    kind, _, parameters = headers["content-type"].partition(";")
    print("html:", kind == "text/html", "|", parameters.strip())
    print("body length:", len(body.strip()))


main()
