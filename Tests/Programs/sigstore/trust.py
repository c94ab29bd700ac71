"""Who is certified, and who is trusted."""

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

import authority
import encoding
import instance
from collection import FILE, MADE, STRANGER, case, changed
from encoding import b64, new_key


def certificates():
    good = MADE.bundle(FILE)
    case("no-purpose", "sigstore.wrong-purpose", MADE.bundle(FILE, purpose=None))
    case("other-purpose", "sigstore.wrong-purpose",
         MADE.bundle(FILE, purpose=ExtendedKeyUsageOID.SERVER_AUTH))
    case("other-key-usage", "sigstore.wrong-purpose", MADE.bundle(FILE, digital_signature=False))
    case("an-authority", "sigstore.wrong-purpose", MADE.bundle(FILE, is_ca=True))
    case("no-promise-to-publish", "sigstore.no-certificate-timestamp",
         MADE.bundle(FILE, promise=False))
    case("other-certificate-log", "sigstore.unknown-log",
         MADE.bundle(FILE, ct_key=STRANGER.ct_key))
    case("promise-in-the-name-of-another-log", "sigstore.bad-certificate-timestamp", MADE.bundle(
        FILE, ct_key=STRANGER.ct_key, ct_name=encoding.key_id(MADE.ct_key)))
    key = new_key()
    first = MADE.certificate(key)
    listed = first.extensions.get_extension_for_oid(instance.SCT_LIST).value.public_bytes()
    case("promise-for-another-certificate", "sigstore.bad-certificate-timestamp", MADE.bundle(
        FILE, key=key, promise=False,
        extra=(x509.UnrecognizedExtension(instance.SCT_LIST, listed), False)))
    case("unknown-critical-extension", "sigstore.untrusted-certificate", MADE.bundle(
        FILE, extra=(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\5\0"), True)))
    case("other-authority", "sigstore.untrusted-certificate",
         MADE.bundle(FILE, ca=(STRANGER.ca, STRANGER.ca_key)))
    # In the name of the authority, and not by its key.
    case("forged-issuer", "sigstore.untrusted-certificate",
         MADE.bundle(FILE, ca=(MADE.ca, STRANGER.ca_key)))
    between = new_key()
    holder = MADE.certificate(
        between, name=x509.RFC822Name("else@example.com"), begin=instance.BEGIN)
    case("issued-by-a-signer", "sigstore.untrusted-certificate",
         MADE.bundle(FILE, ca=(holder, between)))
    late_key = new_key()
    late = authority.authority(
        "late", late_key, (MADE.root, MADE.root_key), begin=instance.SIGNED + 50)
    root = MADE.trusted_root()
    root["certificateAuthorities"][0]["certChain"]["certificates"].insert(
        0, {"rawBytes": b64(encoding.der_bytes(late))})
    case("authority-not-yet-valid", "sigstore.untrusted-certificate",
         MADE.bundle(FILE, ca=(late, late_key)), root=root)
    case("good-second-authority", None,
         good, root=changed(MADE.trusted_root(), "certificateAuthorities", by=lambda all:
                            STRANGER.trusted_root()["certificateAuthorities"] + all))


def roots():
    good = MADE.bundle(FILE)
    before, after = "2024-03-01T00:00:00Z", "2024-04-01T00:00:00Z"
    ended = {"start": "2020-01-01T00:00:00Z", "end": before}
    key = ("publicKey", "validFor")
    # sigstore-python asks for none of these ends, of a start only whether it has passed by now.
    case("log-trusted-until-then", "sigstore.unknown-log", good, differs=True,
         root=changed(MADE.trusted_root(), "tlogs", 0, *key, to=ended))
    case("log-trusted-from-later-on", "sigstore.unknown-log", good, differs=True,
         root=changed(MADE.trusted_root(), "tlogs", 0, *key, to={"start": after}))
    case("certificate-log-trusted-until-then", "sigstore.unknown-log", good, differs=True,
         root=changed(MADE.trusted_root(), "ctlogs", 0, *key, to=ended))
    case("authority-trusted-until-then", "sigstore.authority-expired", good, differs=True,
         root=changed(MADE.trusted_root(), "certificateAuthorities", 0, "validFor", to=ended))
    case("good-until-later", None, good, root=changed(
        MADE.trusted_root(), "certificateAuthorities", 0, "validFor",
        to={"start": before, "end": after}))
    for name in ["tlogs", "ctlogs", "certificateAuthorities"]:
        code = "untrusted-certificate" if name.startswith("cert") else "unknown-log"
        case(f"no-{name}", f"sigstore.{code}", good,
             root=changed(MADE.trusted_root(), name, to=[]))
        case(f"other-{name}", f"sigstore.{code}", good,
             root=changed(MADE.trusted_root(), name, to=STRANGER.trusted_root()[name]))
