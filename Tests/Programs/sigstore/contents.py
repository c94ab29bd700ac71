"""What is signed, and the text it is in."""

import base64
import json

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

import encoding
import instance
from collection import CERTIFICATE, ENTRY, FILE, MADE, OTHER, case, changed, flipped
from encoding import b64, new_key, sign


def messages():
    good = MADE.bundle(FILE)
    case("good", None, good)
    case("good-alternative-type", None, changed(
        good, "mediaType", to="application/vnd.dev.sigstore.bundle+json;version=0.3"))
    case("good-without-stated-digest", None, changed(good, "messageSignature", "messageDigest"))
    case("good-p384", None, MADE.bundle(FILE, key=new_key(ec.SECP384R1())))
    case("good-uri", None, MADE.bundle(
        FILE, name=x509.UniformResourceIdentifier("https://example.com/workflow@v1")),
        identity="https://example.com/workflow@v1")
    case("good-user-name", None, MADE.bundle(
        FILE, name=x509.OtherName(instance.USER_NAME, encoding.utf8_string("user!example.com"))),
        # sigstore-python compares with the DER around the name, too.
        identity="user!example.com", differs=True)
    case("wrong-identity", "sigstore.wrong-identity", good, identity="else@example.com")
    case("identity-in-another-case", "sigstore.wrong-identity", good,
         identity=instance.IDENTITY.upper())
    case("wrong-issuer", "sigstore.wrong-issuer", good, issuer="https://else.example.com")
    # sigstore-python only looks at the older form.
    case("issuer-of-older-form-only", None, MADE.bundle(FILE, issuer=None))
    case("issuer-of-newer-form-only", None, MADE.bundle(FILE, older_issuer=None), differs=True)
    case("issuers-that-differ", "sigstore.wrong-issuer",
         MADE.bundle(FILE, issuer="https://else.example.com"), differs=True)
    case("no-issuer", "sigstore.wrong-issuer", MADE.bundle(FILE, issuer=None, older_issuer=None))
    case("other-file", "sigstore.other-file", good, file=OTHER)
    case("other-file-unstated", "sigstore.bad-signature",
         changed(good, "messageSignature", "messageDigest"), file=OTHER)
    case("signature", "sigstore.bad-signature",
         changed(good, "messageSignature", "signature", by=flipped))
    case("stated-digest", "sigstore.other-file",
         changed(good, "messageSignature", "messageDigest", "digest", by=flipped))
    # Another signature by the same key over the same file is as good, and not what was logged.
    key = new_key()
    certificate = MADE.certificate(key)
    again = MADE.bundle(FILE, key=key, certificate=certificate)
    case("signature-not-logged", "sigstore.entry-differs",
         changed(again, "messageSignature", "signature", to=b64(sign(key, FILE))))
    body = encoding.message_body(OTHER, sign(key, OTHER), certificate)
    case("entry-of-another-file", "sigstore.entry-differs",
         changed(again, *ENTRY, to=MADE.entry(body, "hashedrekord")))
    other = MADE.certificate(key)
    signature = base64.b64decode(again["messageSignature"]["signature"])
    body = encoding.message_body(FILE, signature, other)
    case("entry-of-another-certificate", "sigstore.entry-differs",
         changed(again, *ENTRY, to=MADE.entry(body, "hashedrekord")))


def envelopes():
    good = MADE.envelope(FILE)
    case("envelope", None, good)
    case("envelope-other-file", "sigstore.other-file", good, file=OTHER)
    case("envelope-payload", "sigstore.bad-signature",
         changed(good, "dsseEnvelope", "payload", to=b64(encoding.statement(OTHER))), file=OTHER)
    case("envelope-signature", "sigstore.bad-signature",
         changed(good, "dsseEnvelope", "signatures", 0, "sig", by=flipped))
    case("envelope-two-signatures", "sigstore.unsupported-bundle",
         changed(good, "dsseEnvelope", "signatures", by=lambda all: all * 2))
    case("envelope-of-another-type", "sigstore.unsupported-bundle",
         MADE.envelope(FILE, kind="text/plain"))
    case("envelope-of-no-statement", "sigstore.malformed-bundle",
         MADE.envelope(FILE, payload=b"{}"))
    twice = encoding.statement(FILE).replace(b'{"_type"', b'{"subject":[],"_type"')
    case("envelope-statement-name-twice", "sigstore.malformed-bundle",
         MADE.envelope(FILE, payload=twice), differs=True)
    other = MADE.envelope(OTHER)
    case("envelope-entry-of-another", "sigstore.entry-differs",
         changed(good, *ENTRY, to=other["verificationMaterial"]["tlogEntries"][0]))
    # The log has a message of the same file by the same certificate, not an envelope.
    message = MADE.bundle(FILE)
    case("envelope-entry-of-a-message", "sigstore.entry-differs",
         changed(good, *ENTRY, to=message["verificationMaterial"]["tlogEntries"][0]))


def texts():
    good = MADE.bundle(FILE)
    text = json.dumps(good)
    malformed = "sigstore.malformed-bundle"
    case("good-indented", None, text=json.dumps(good, indent=2) + "\n")
    case("older-version", "sigstore.unsupported-bundle", changed(
        good, "mediaType", to="application/vnd.dev.sigstore.bundle+json;version=0.2"))
    case("later-version", "sigstore.unsupported-bundle", changed(
        good, "mediaType", to="application/vnd.dev.sigstore.bundle.v0.9+json"))
    case("chain-of-certificates", "sigstore.unsupported-bundle", changed(
        changed(good, *CERTIFICATE[:-1]), "verificationMaterial", "x509CertificateChain",
        to={"certificates": [good["verificationMaterial"]["certificate"]]}))
    case("both-contents", malformed, {**MADE.envelope(FILE), **good})
    case("no-content", malformed, changed(good, "messageSignature"))
    twice = text[:-1] + ', "messageSignature": ' + json.dumps(good["messageSignature"]) + "}"
    # sigstore-python takes the last of two.
    case("name-twice", malformed, text=twice, differs=True)
    case("name-twice-escaped", malformed, differs=True,
         text=twice.replace(', "messageSignature"', ', "message\\u0053ignature"'))
    case("name-twice-deep-inside", malformed, differs=True,
         text=text.replace('"kindVersion": {', '"kindVersion": {"kind": "dsse", '))
    case("name-nobody-knows", malformed, {**good, "more": 1})
    case("name-in-another-spelling", malformed, {**good, "message_signature": None})
    case("trailing-data", malformed, text=text + "{}")
    case("cut-off", malformed, text=text[:-1])
    case("number-not-in-a-string", malformed,
         changed(good, *ENTRY, "logIndex", to=1003))
    case("number-with-a-sign", malformed, changed(good, *ENTRY, "logIndex", to="-1"))
    case("bad-base64", malformed,
         changed(good, "messageSignature", "signature", by=lambda text: text[:-1] + "*"))
    case("certificate-and-more", malformed, changed(
        good, *CERTIFICATE, by=lambda text: b64(base64.b64decode(text) + b"\0")))
