"""Where a signature is logged, and when."""

import base64
import time

import encoding
import instance
from authority import TimestampAuthority
from collection import ENTRY, FILE, MADE, OTHER, PROOF, STRANGER, case, changed, flipped


def log_entries():
    good = MADE.bundle(FILE)
    alone = MADE.bundle(FILE)
    body = base64.b64decode(alone["verificationMaterial"]["tlogEntries"][0]["canonicalizedBody"])
    case("good-first-entry", None,
         changed(alone, *ENTRY, to=MADE.entry(body, "hashedrekord", leaves=[])))
    case("promise", "sigstore.bad-promise",
         changed(good, *ENTRY, "inclusionPromise", "signedEntryTimestamp", by=flipped))
    case("time", "sigstore.bad-promise",
         changed(good, *ENTRY, "integratedTime", to=str(instance.SIGNED + 1)))
    case("place", "sigstore.bad-promise", changed(good, *ENTRY, "logIndex", to="7"))
    case("no-promise", "sigstore.no-time", changed(good, *ENTRY, "inclusionPromise"))
    case("no-time", "sigstore.bad-promise", changed(good, *ENTRY, "integratedTime"))
    case("proof", "sigstore.not-included", changed(good, *PROOF, "hashes", 0, by=flipped))
    case("proof-too-short", "sigstore.not-included", changed(good, *PROOF, "hashes", 2))
    case("place-in-the-tree", "sigstore.not-included",
         changed(good, *PROOF, "logIndex", to="2"))
    case("tree-size", "sigstore.not-included", changed(good, *PROOF, "treeSize", to="9"))
    case("root", "sigstore.not-included", changed(good, *PROOF, "rootHash", by=flipped))
    case("checkpoint", "sigstore.bad-checkpoint", changed(
        good, *PROOF, "checkpoint", "envelope", by=lambda text: text.replace("- 1234", "- 1235")))
    size = len(MADE.leaves) + 2
    proof = good["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]
    root = base64.b64decode(proof["rootHash"])
    case("checkpoint-of-another-size", "sigstore.bad-checkpoint", changed(
        good, *PROOF, "checkpoint", "envelope",
        to=encoding.checkpoint(MADE.log_key, MADE.log_key, size, root)), differs=True)
    case("checkpoint-by-another-key", "sigstore.bad-checkpoint", changed(
        good, *PROOF, "checkpoint", "envelope",
        to=encoding.checkpoint(STRANGER.log_key, MADE.log_key, size - 1, root)))
    case("checkpoint-by-a-stranger", "sigstore.bad-checkpoint", changed(
        good, *PROOF, "checkpoint", "envelope",
        to=encoding.checkpoint(STRANGER.log_key, STRANGER.log_key, size - 1, root)))
    case("no-checkpoint", "sigstore.malformed-bundle", changed(good, *PROOF, "checkpoint"))
    case("no-proof", "sigstore.malformed-bundle", changed(good, *PROOF))
    case("other-log", "sigstore.unknown-log",
         changed(good, *ENTRY, to=STRANGER.entry(body, "hashedrekord")))
    case("two-entries", "sigstore.unsupported-bundle",
         changed(good, "verificationMaterial", "tlogEntries", by=lambda entries: entries * 2))
    case("no-entry", "sigstore.unsupported-bundle",
         changed(good, "verificationMaterial", "tlogEntries", to=[]))
    case("entry-of-another-kind", "sigstore.malformed-bundle",
         changed(good, *ENTRY, "kindVersion", "kind", to="dsse"))
    case("entry-of-another-version", "sigstore.malformed-bundle",
         changed(good, *ENTRY, "kindVersion", "version", to="0.0.2"))
    for name, moment in [("after", instance.END + 1), ("before", instance.BEGIN - 1)]:
        case(f"signed-{name}-the-certificate", "sigstore.certificate-expired",
             MADE.bundle(FILE, time=moment))
    case("signed-in-the-last-second", None, MADE.bundle(FILE, time=instance.END))


def timestamps():
    now = int(time.time())
    authority = TimestampAuthority()
    period = {"begin": now - 1000, "end": now + 100_000}
    root = {**MADE.trusted_root(), "timestampAuthorities": [authority.trusted()]}
    case("stamped", None, MADE.stamped(FILE, authority, **period), root=root)
    case("stamped-envelope", None, MADE.stamped(FILE, authority, envelope=True, **period),
         root=root)
    both = encoding.with_timestamp(
        MADE.bundle(FILE, time=now, **period), b"")
    signature = base64.b64decode(both["messageSignature"]["signature"])
    encoding.with_timestamp(both, authority.stamp(signature))
    case("stamped-and-promised", None, both, root=root)
    good = MADE.stamped(FILE, authority, **period)
    case("no-timestamp", "sigstore.no-time",
         changed(good, "verificationMaterial", "timestampVerificationData"), root=root)
    case("timestamp-of-something-else", "sigstore.bad-timestamp",
         MADE.stamped(FILE, authority, signed=b"else", **period), root=root)
    case("timestamp-changed", "sigstore.bad-timestamp", changed(
        good, "verificationMaterial", "timestampVerificationData", "rfc3161Timestamps", 0,
        "signedTimestamp", by=flipped), root=root)
    case("timestamp-by-a-stranger", "sigstore.bad-timestamp",
         MADE.stamped(FILE, TimestampAuthority(), **period), root=root)
    case("timestamp-by-nobody-trusted", "sigstore.bad-timestamp", good)
    # sigstore-python passes over a timestamp that proves nothing, where the log states a time.
    encoding.with_timestamp(both, authority.stamp(b"else"))
    case("promised-with-a-timestamp-of-something-else", "sigstore.bad-timestamp", both, root=root,
         differs=True)
    case("timestamp-authority-trusted-until-then", "sigstore.bad-timestamp", good, root={
        **root, "timestampAuthorities": [authority.trusted(end="2024-01-01T00:00:00Z")]})
    case("stamped-after-the-certificate", "sigstore.certificate-expired",
         MADE.stamped(FILE, authority, begin=now - 1000, end=now - 500), root=root)
    other = MADE.stamped(OTHER, authority, **period)
    case("stamped-entry-of-another-file", "sigstore.entry-differs",
         changed(good, *ENTRY, to=other["verificationMaterial"]["tlogEntries"][0]), root=root)
    envelope = MADE.stamped(FILE, authority, envelope=True, **period)
    case("stamped-entry-of-an-envelope", "sigstore.entry-differs",
         changed(good, *ENTRY, to=envelope["verificationMaterial"]["tlogEntries"][0]), root=root)
