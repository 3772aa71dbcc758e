import base64
import hashlib

LINE = '-' * 40

def make_attachment(filename, payload):
    """Return the text lines of a MIME part holding the payload."""
    body = base64.encodestring(payload).decode('ascii')
    head = [
        'Content-Type: application/octet-stream; name="%s"' % filename,
        'Content-Transfer-Encoding: base64',
        'Content-MD5: %s' % hashlib.md5(payload).hexdigest(),
        '',
    ]
    return head + body.splitlines()

def read_attachment(lines):
    start = lines.index('') + 1
    return base64.b64decode(''.join(lines[start:]))

payload = bytes(range(0, 250, 3)) + b'END'
part = make_attachment('sensor.bin', payload)
print('\n'.join(part))
print(LINE)
print('lines:', len(part))
print('round trip:', read_attachment(part) == payload)
