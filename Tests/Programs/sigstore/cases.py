"""Makes bundles, good and spoilt, and asks sigstore-python about each.

    cases.py DIRECTORY

For each case DIRECTORY gets NAME (the file), NAME.sigstore.json and, unless root.json is meant,
NAME.root.json; the answers go to DIRECTORY/cases.json: for each name, what pkg is to answer and
what sigstore-python does.
"""

import json
import logging
import pathlib
import sys

import contents
import entries
import trust
from collection import CASES, MADE
from encoding import sha256


def oracle(made):
    """What sigstore-python says: None, or why not."""
    from sigstore.dsse import Statement
    from sigstore.errors import VerificationError
    from sigstore.models import Bundle, TrustedRoot
    from sigstore.verify import Verifier
    from sigstore.hashes import Hashed
    from sigstore.verify.policy import Identity
    from sigstore_models.common.v1 import HashAlgorithm
    from sigstore_models.trustroot.v1 import TrustedRoot as Inner

    try:
        root = TrustedRoot(Inner.from_json(json.dumps(made["root"] or MADE.trusted_root())))
        verifier = Verifier(trusted_root=root)
        bundle = Bundle.from_json(made["text"])
        policy = Identity(identity=made["identity"], issuer=made["issuer"])
        if "dsseEnvelope" in json.loads(made["text"]):
            kind, payload = verifier.verify_dsse(bundle, policy)
            digest = Hashed(algorithm=HashAlgorithm.SHA2_256, digest=sha256(made["file"]))
            if kind != "application/vnd.in-toto+json":
                raise VerificationError(f"payload of type {kind}")
            # As its command line does.
            if not Statement(payload)._matches_digest(digest):
                raise VerificationError("the statement is not about the file")
        else:
            verifier.verify_artifact(made["file"], bundle, policy)
        return None
    except Exception as refusal:  # It has many ways to say no; none of them is a yes.
        return f"{type(refusal).__name__}: {refusal}"


def main():
    logging.disable(logging.CRITICAL)
    place = pathlib.Path(sys.argv[1])
    for make in [
            contents.messages, contents.envelopes, contents.texts, entries.log_entries,
            entries.timestamps, trust.certificates, trust.roots]:
        make()
    (place / "root.json").write_text(json.dumps(MADE.trusted_root()))
    answers = {}
    for made in CASES:
        (place / made["name"]).write_bytes(made["file"])
        (place / (made["name"] + ".sigstore.json")).write_text(made["text"])
        root = made["name"] + ".root.json" if made["root"] else "root.json"
        if made["root"]:
            (place / root).write_text(json.dumps(made["root"]))
        answers[made["name"]] = {
            "root": root,
            "expected": made["expected"], "differs": made["differs"],
            "identity": made["identity"], "issuer": made["issuer"], "oracle": oracle(made)}
    (place / "cases.json").write_text(json.dumps(answers, indent=1))


main()
