"""What the cases are made with, and where they are collected."""

import base64
import copy
import json

from encoding import b64
from instance import IDENTITY, ISSUER, Instance

FILE = b"what is released\n"
OTHER = b"something else\n"
CASES = []


def case(name, expected, bundle=None, *, file=FILE, root=None, text=None, identity=IDENTITY,
         issuer=ISSUER, differs=False):
    """`expected` is the code of pkg's refusal, or None; sigstore-python `differs`, or agrees."""
    CASES.append({
        "name": name, "expected": expected, "differs": differs, "identity": identity,
        "issuer": issuer, "file": file,
        "root": root, "text": text or json.dumps(bundle)})


def changed(bundle, *path, to=None, by=None):
    """A copy with another value at a path; without one, it is gone."""
    bundle = copy.deepcopy(bundle)
    place = bundle
    for key in path[:-1]:
        place = place[key]
    if by:
        place[path[-1]] = by(place[path[-1]])
    elif to is None:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return bundle


def flipped(text):
    """Base 64 of the same bytes but for a bit of the last one."""
    data = bytearray(base64.b64decode(text))
    data[-1] ^= 1
    return b64(bytes(data))


MADE = Instance()
STRANGER = Instance()
ENTRY = ("verificationMaterial", "tlogEntries", 0)
PROOF = (*ENTRY, "inclusionProof")
CERTIFICATE = ("verificationMaterial", "certificate", "rawBytes")
