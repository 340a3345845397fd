"""Requests that were valid once, changed at random: the node answers or closes, and lives.

HEADWATER_MUTATIONS is how many (4,000), HEADWATER_MUTATION_SEED where they come from. The node's own readers
are fuzzed one by one (make fuzz); this is for what lies behind them.
"""

import contextlib
import os
import random
import re
import socket
import threading

import node as nodes

COUNT = int(os.environ.get("HEADWATER_MUTATIONS", "4000"))
SEED = int(os.environ.get("HEADWATER_MUTATION_SEED", str(random.randrange(1 << 32))))
THREADS = 4
TAGS = "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"
CORS = ("<CORSConfiguration><CORSRule><AllowedOrigin>*.a.com</AllowedOrigin><AllowedMethod>GET</AllowedMethod>"
        "<AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader></CORSRule></CORSConfiguration>")
DELETE = "<Delete><Quiet>true</Quiet><Object><Key>one</Key></Object><Object><Key>two</Key></Object></Delete>"
COMPLETE = ('<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"9a0364b9e99bb480dd25e1f0284c8555"'
            "</ETag></Part></CompleteMultipartUpload>")
CHUNKED = "5;chunk-signature=" + "0" * 64 + "\r\nhello\r\n0;chunk-signature=" + "0" * 64 + "\r\n\r\n"
S3 = [
    ("GET", "/", "", ""), ("GET", "/mutants?list-type=2&prefix=o&delimiter=/&max-keys=3", "", ""),
    ("GET", "/mutants?marker=a&encoding-type=url", "", ""), ("GET", "/mutants?versions&key-marker=a", "", ""),
    ("GET", "/mutants?list-type=2&continuation-token=AQFv", "", ""), ("GET", "/mutants?uploads", "", ""),
    ("GET", "/mutants/one", "Range: bytes=1-3\r\nIf-None-Match: \"x\", W/\"y\"\r\n", ""),
    ("GET", "/mutants/large", "Range: bytes=100000-200000\r\nIf-Range: \"x\"\r\n", ""),
    ("GET", "/mutants/parts?partNumber=2", "x-amz-checksum-mode: ENABLED\r\n", ""),
    ("HEAD", "/mutants/one?response-content-type=a/b", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n", ""),
    ("GET", "/mutants/one?attributes", "x-amz-object-attributes: ETag,ObjectParts\r\n", ""),
    ("GET", "/missed/far?x=1", "Range: bytes=-5\r\n", ""), ("HEAD", "/missed/far", "", ""),
    ("PUT", "/mutants/put", "Content-MD5: XUFAKrxLKna5cZ2REBfFkg==\r\nx-amz-meta-a: b\r\n", "hello"),
    ("PUT", "/mutants/put", "x-amz-checksum-crc32: NhCmhg==\r\nIf-None-Match: *\r\n", "hello"),
    ("PUT", "/mutants/chunks", "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD\r\n"
     "x-amz-decoded-content-length: 5\r\nContent-Encoding: aws-chunked, gzip\r\n", CHUNKED),
    ("PUT", "/mutants/chunked", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
    ("PUT", "/mutants/copy", "x-amz-copy-source: /mutants/one\r\nx-amz-metadata-directive: REPLACE\r\n", ""),
    ("PUT", "/mutants/parts?partNumber=1&uploadId=UPLOAD", "x-amz-copy-source: /mutants/large\r\n"
     "x-amz-copy-source-range: bytes=0-99999\r\n", ""),
    ("PUT", "/mutants/parts?partNumber=1&uploadId=UPLOAD", "", "hello"),
    ("POST", "/mutants/parts?uploads", "x-amz-checksum-algorithm: CRC32\r\nx-amz-tagging: a=b\r\n", ""),
    ("POST", "/mutants/parts?uploadId=UPLOAD", "", COMPLETE), ("POST", "/mutants?delete", "", DELETE),
    ("GET", "/mutants/parts?uploadId=UPLOAD&max-parts=1&part-number-marker=0", "", ""),
    ("PUT", "/mutants/one?tagging", "", TAGS), ("PUT", "/mutants?cors", "", CORS),
    ("PUT", "/mutants/one?acl", "x-amz-acl: public-read\r\n", ""), ("GET", "/mutants?acl", "", ""),
    ("OPTIONS", "/mutants/one", "Origin: http://b.a.com\r\nAccess-Control-Request-Method: GET\r\n"
     "Access-Control-Request-Headers: x-a, x-b\r\n", ""),
    ("GET", "/mutants/one?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20261123%2Fus-east-1%2Fs3%2Faws4"
     "_request&X-Amz-Date=20261123T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=" + "0" * 64,
     "", ""),
    ("GET", "/mutants/one", "x-amz-date: 20261123T000000Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=A/20261123/"
     "us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + "0" * 64 + "\r\n", ""),
    ("DELETE", "/mutants/put", "If-Match: \"x\"\r\n", ""), ("PUT", "/fresh-bucket", "", ""),
]
ADMIN = [
    ("PUT", "/v1/kv/mutated", "If-None-Match: *\r\n", "http://example.com/a"),
    ("PUT", "/v1/kv/mutated%2Fp", "Idempotency-Key: k\r\n", '{"origin":"https://example.com/","also":["http://b/"],'
     '"max-bandwidth":"5MB","headers":{"a":"b"},"negative-ttl":"10s","max-object":"5TB","acl":"public-read"}'),
    ("GET", "/v1/kv?prefix=m&after=a&limit=3", "", ""), ("GET", "/v1/kv/mutants?consistency=local", "", ""),
    ("POST", "/v1/kv:batch", "", '{"key":"m1","value":"http://a/"}\n{"type":"delete","key":"m1"}\n'),
    ("GET", "/v1/route?path=missed/far", "", ""), ("GET", "/v1/members", "", ""), ("GET", "/v1/status", "", ""),
    ("GET", "/v1/fills", "", ""), ("DELETE", "/v1/kv/mutated", "If-Match: \"3\"\r\n", ""),
    ("GET", "/metrics", "", ""), ("GET", "/v1/backup", "", ""), ("GET", "/v1/access", "", ""),
]
WORDS = ["", "0", "-1", "1", "18446744073709551615", "99999999999999999999", "\"", "\"\"", "%", "%00", "%zz", "\0",
         "é", "\ufffd", "..", "/", "//", "?", "&", "=", ";", ",", "*", "<", ">", "&amp;", "&#0;", "<!DOCTYPE a>", "[",
         "{", "null", "1e999", "bytes=", "-", "W/", " ", "\t", "a" * 300, "aws-chunked", "UPLOAD", "\r\n"]


def changed(text, chance):
    """The text with a few of its pieces replaced, repeated, taken out or cut."""
    pieces = re.split(r"([^A-Za-z0-9]+)", text)
    for _ in range(chance.choice([0, 1, 1, 2, 4])):
        place = chance.randrange(len(pieces))
        pieces[place] = chance.choice([
            lambda: chance.choice(WORDS), lambda: pieces[place] * 2, lambda: "",
            lambda: pieces[place][:chance.randrange(len(pieces[place]) + 1)],
            lambda: pieces[chance.randrange(len(pieces))], lambda: pieces[place] + chance.choice(WORDS),
            lambda: pieces[place].swapcase(),
        ])()
    return "".join(pieces)


def request(chance, token, upload):
    isadmin = chance.random() < 0.25
    method, target, fields, body = chance.choice(ADMIN if isadmin else S3)
    method = chance.choice(["GET", "PUT", "POST", "HEAD", "DELETE"]) if chance.random() < 0.1 else method
    target, body = (changed(text, chance).replace("UPLOAD", upload) for text in (target, body))
    fields = changed(fields, chance)
    content = body.encode("utf-8", "replace")
    if "chunked\r\n" not in fields and (content or method in ("PUT", "POST")):
        fields += f"Content-Length: {len(content)}\r\n"
    if isadmin:
        fields += f"Authorization: Bearer {token}\r\n"
    head = f"{method} {target} HTTP/1.1\r\nHost: a\r\n{fields}Connection: close\r\n\r\n"
    return isadmin, head.encode("utf-8", "replace") + content


def ask(port, message, ends=False):
    """Sends a request, and perhaps the end of the stream behind it; takes the answer to its end."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as client:
        client.sendall(message)
        if ends:
            client.shutdown(socket.SHUT_WR)
        while client.recv(1 << 16):
            pass


def checks(node):
    def check():
        for target, body in [("", b""), ("/one", b"one"), ("/two", b"two"), ("/large", b"l" * 300_000)]:
            ask(node.s3_port, b"PUT /mutants%s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                % (target.encode(), len(body), body))
        node.admin("PUT", "/v1/kv/missed", {"origin": "http://127.0.0.1:9/", "allow-private-addresses": True})
        with socket.create_connection(("127.0.0.1", node.s3_port)) as client:
            client.sendall(b"POST /mutants/parts?uploads HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n"
                           b"Connection: close\r\n\r\n")
            answer = b"".join(iter(lambda: client.recv(1 << 16), b""))
        upload = re.search(rb"<UploadId>(.*)</UploadId>", answer)[1].decode()
        last = {}

        def work(thread):
            chance = random.Random(SEED * THREADS + thread)
            for _ in range(COUNT // THREADS):
                isadmin, last[thread] = request(chance, nodes.TOKEN, upload)
                port = node.admin_port if isadmin else node.s3_port
                ask(port, last[thread], ends=chance.random() < 0.05)
                if node.process.poll() is not None:
                    return

        threads = [threading.Thread(target=work, args=(thread,)) for thread in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert node.process.poll() is None, f"HEADWATER_MUTATION_SEED={SEED}: the node ended after one of {last}"

    yield "requests changed at random", check
