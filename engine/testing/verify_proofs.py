"""Verifies proofs of a ledger, of entries and of growth, with nothing but Python's standard library.

It is written from the documents alone, and shares no code with what it is compared with: C2SP
tlog-proof, tlog-witness, tlog-checkpoint and signed-note, RFC 6962 section 2.1, RFC 8032 section 5.1.

Reads a JSON list of {"proof", "entry", "key"} or {"growth", "since", "key"} and prints a JSON list of true, or of
what is wrong.
"""
import base64
import functools
import hashlib
import json
import sys

# The curve of RFC 8032, section 5.1.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - xx) % P or (x == 0 and sign):
        raise ValueError("no point of the curve")
    return x if x % 2 == sign else P - x


def to_extended(x, y):
    return x, y, 1, x * y % P


def read_point(data):
    number = int.from_bytes(data, "little")
    y, sign = number % 2**255, number >> 255
    return to_extended(recover_x(y, sign), y)


# Extended coordinates, as in RFC 8032, section 5.1.4: no division for each addition.
def add(one, other):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = one, other
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(factor, point):
    result = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = add(result, point)
        point = add(point, point)
        factor >>= 1
    return result


def is_same(one, other):
    (x1, y1, z1, _), (x2, y2, z2, _) = one, other
    return (x1 * z2 - x2 * z1) % P == 0 and (y1 * z2 - y2 * z1) % P == 0


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = to_extended(recover_x(BASE_Y, 0), BASE_Y)


# The proofs of one ledger share their checkpoint.
@functools.cache
def is_signed(public_key, message, signature):
    if len(public_key) != 32 or len(signature) != 64:
        return False
    try:
        key, point = read_point(public_key), read_point(signature[:32])
    except ValueError:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= ORDER:
        return False
    challenge = hashlib.sha512(signature[:32] + public_key + message).digest()
    factor = int.from_bytes(challenge, "little") % ORDER
    return is_same(multiply(scalar, BASE), add(point, multiply(factor, key)))


def root_of(index, size, leaf, path):
    """The root that a path leads to, by the definition of PATH in RFC 6962, from the top down."""
    if size == 1:
        if path:
            raise ValueError("the path is too long")
        return leaf
    if not path:
        raise ValueError("the path is too short")
    cut = 1
    while cut * 2 < size:
        cut *= 2
    if index < cut:
        left, right = root_of(index, cut, leaf, path[:-1]), path[-1]
    else:
        left, right = path[-1], root_of(index - cut, size - cut, leaf, path[:-1])
    return hashlib.sha256(b"\x01" + left + right).digest()


def roots_of_growth(first, size, is_whole, path, root):
    """Both roots that a proof of consistency leads to, by SUBPROOF in RFC 6962, from the top down."""
    if first == size:
        if len(path) != (0 if is_whole else 1):
            raise ValueError("the path has another length")
        return (root, root) if is_whole else (path[0], path[0])
    if not path:
        raise ValueError("the path is too short")
    cut = 1
    while cut * 2 < size:
        cut *= 2
    other = path[-1]
    join = lambda left, right: hashlib.sha256(b"\x01" + left + right).digest()
    if first <= cut:
        old, new = roots_of_growth(first, cut, is_whole, path[:-1], root)
        return old, join(new, other)
    old, new = roots_of_growth(first - cut, size - cut, False, path[:-1], root)
    return join(other, old), join(other, new)


class Refused(Exception):
    pass


def read_signed(note, key):
    """The size and the root of a checkpoint that the key has signed."""
    name, key_id, encoded = key.split("+", 2)
    algorithm, public_key = base64.b64decode(encoded)[:1], base64.b64decode(encoded)[1:]
    own_id = hashlib.sha256(name.encode() + b"\n" + algorithm + public_key).digest()[:4]
    if algorithm != b"\x01" or own_id.hex() != key_id:
        raise Refused("key")
    text, lines = note[: note.rindex("\n\n") + 1], note[note.rindex("\n\n") + 2 :]
    signatures = [line.split(" ") for line in lines.splitlines()]
    known = [base64.b64decode(data)[4:] for dash, by, data in signatures
             if dash == "\u2014" and by == name and base64.b64decode(data)[:4] == own_id]
    if not known or not all(is_signed(public_key, text.encode(), one) for one in known):
        raise Refused("signature")
    origin, size, root = text.split("\n")[:3]
    if origin != name:
        raise Refused("origin")
    return int(size), base64.b64decode(root)


def verify_entry(proof, entry, key):
    head, note = proof.split("\n\n", 1)
    magic, index_line, *hashes = head.split("\n")
    if magic != "c2sp.org/tlog-proof@v1" or not index_line.startswith("index "):
        return "format"
    size, root = read_signed(note, key)
    index = int(index_line[len("index "):])
    if json.loads(entry)["seq"] != index or index >= size:
        return "index"
    leaf = hashlib.sha256(b"\x00" + entry.encode()).digest()
    try:
        found = root_of(index, size, leaf, [base64.b64decode(one) for one in hashes])
    except ValueError:
        return "path"
    return found == root or "root"


def verify_growth(growth, since, key):
    head, note = growth.split("\n\n", 1)
    old_line, *hashes = head.split("\n")
    old_size, old_root = read_signed(since, key)
    size, root = read_signed(note, key)
    if old_line != f"old {old_size}" or old_size > size:
        return "size"
    path = [base64.b64decode(one) for one in hashes]
    if old_size == 0:
        return (not path and old_root == hashlib.sha256(b"").digest()) or "path"
    try:
        found = roots_of_growth(old_size, size, True, path, old_root)
    except ValueError:
        return "path"
    return found == (old_root, root) or "root"


def verify(question):
    try:
        return (verify_growth if "growth" in question else verify_entry)(**question)
    except Refused as refused:
        return str(refused)


print(json.dumps([verify(question) for question in json.load(sys.stdin)]))
