"""A Sigstore instance of the tests' own: Fulcio, a certificate log, Rekor and their trusted root.

Everything happens at fixed times but what openssl stamps, which only knows the present; keys and
ECDSA's random numbers differ from run to run.
"""

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from authority import authority, usage
from encoding import (
    at, b64, canonical, checkpoint, der_bytes, encoding, key_id, message_body, new_key, path,
    pem_bytes, sha256, sign, spki, statement, tree, utf8_string, with_timestamp, wrapped)

# When everything is signed, in seconds since the epoch; certificates are for ten minutes.
SIGNED = 1_710_000_100
BEGIN, END = SIGNED - 100, SIGNED + 500
IDENTITY = "release@example.com"
ISSUER = "https://accounts.example.com"
SCT_LIST = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
ISSUER_OLD = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.1")
ISSUER_NEW = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.8")
USER_NAME = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.7")


class Instance:
    def __init__(self):
        self.root_key, self.ca_key = new_key(ec.SECP384R1()), new_key(ec.SECP384R1())
        self.root = authority("root", self.root_key)
        self.ca = authority("intermediate", self.ca_key, (self.root, self.root_key))
        self.ct_key, self.log_key = new_key(), new_key()
        self.leaves = [b"one", b"two", b"three", b"four", b"five", b"six"]

    def trusted_root(self):
        def log(key, url):
            return {
                "baseUrl": url, "hashAlgorithm": "SHA2_256",
                "publicKey": {
                    "rawBytes": b64(spki(key)), "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                    "validFor": {"start": "2020-01-01T00:00:00.000Z"}},
                "logId": {"keyId": b64(key_id(key))}}
        return {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [log(self.log_key, "https://rekor.example.com")],
            "certificateAuthorities": [{
                "subject": {"organization": "example", "commonName": "root"},
                "uri": "https://fulcio.example.com",
                "certChain": {"certificates": [
                    {"rawBytes": b64(der_bytes(self.ca))},
                    {"rawBytes": b64(der_bytes(self.root))}]},
                "validFor": {"start": "2020-01-01T00:00:00Z"}}],
            "ctlogs": [log(self.ct_key, "https://ctfe.example.com")],
            "timestampAuthorities": []}

    def certificate(self, key, *, purpose=ExtendedKeyUsageOID.CODE_SIGNING, promise=True,
                    ct_key=None, ct_name=None, ca=None, name=None, issuer=ISSUER,
                    older_issuer=ISSUER, begin=BEGIN, end=END, extra=None, is_ca=False,
                    digital_signature=True):
        """A signer's certificate, with the certificate log's promise as its last extension."""
        ca, ca_key = ca or (self.ca, self.ca_key)
        ct_key = ct_key or self.ct_key
        builder = (
            x509.CertificateBuilder().issuer_name(ca.subject)
            .subject_name(
                x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "holder")] if is_ca else []))
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(at(begin)).not_valid_after(at(end))
            .add_extension(
                usage(digital_signature=digital_signature, key_encipherment=not digital_signature,
                      key_cert_sign=is_ca), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()),
                critical=False)
            .add_extension(
                x509.SubjectAlternativeName([name or x509.RFC822Name(IDENTITY)]), critical=True))
        if is_ca:
            builder = builder.add_extension(x509.BasicConstraints(True, None), critical=True)
        if purpose:
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        if older_issuer:
            builder = builder.add_extension(
                x509.UnrecognizedExtension(ISSUER_OLD, older_issuer.encode()), critical=False)
        if issuer:
            builder = builder.add_extension(
                x509.UnrecognizedExtension(ISSUER_NEW, utf8_string(issuer)), critical=False)
        if extra:
            builder = builder.add_extension(extra[0], critical=extra[1])
        if not promise:
            return builder.sign(ca_key, hashes.SHA256())
        # What RFC 6962 calls the precertificate's TBSCertificate has no promise in it.
        body = builder.sign(ca_key, hashes.SHA256()).tbs_certificate_bytes
        time = (begin * 1000).to_bytes(8, "big")
        signed = (b"\0\0" + time + b"\0\1" + sha256(spki(ca_key))
                  + len(body).to_bytes(3, "big") + body + b"\0\0")
        signature = sign(ct_key, signed)
        promise = (b"\0" + (ct_name or key_id(ct_key)) + time + b"\0\0" + b"\4\3"
                   + len(signature).to_bytes(2, "big") + signature)
        listed = len(promise).to_bytes(2, "big") + promise
        listed = len(listed).to_bytes(2, "big") + listed
        value = b"\x04" + (bytes([len(listed)]) if len(listed) < 128
                           else bytes([0x81, len(listed)])) + listed
        return builder.add_extension(
            x509.UnrecognizedExtension(SCT_LIST, value), critical=False).sign(
                ca_key, hashes.SHA256())

    def entry(self, body, kind, *, version="0.0.1", time=SIGNED, key=None, log_key=None,
              leaves=None):
        """A log entry: the promise, unless there is no time, and the place in a tree with the
        checkpoint of it."""
        log_key, key = log_key or self.log_key, key or self.log_key
        leaves = self.leaves if leaves is None else leaves
        index = len(leaves) // 2
        leaves = leaves[:index] + [body] + leaves[index:]
        position = 1000 + index
        root = tree(leaves)
        entry = {
            "logIndex": str(position), "logId": {"keyId": b64(key_id(log_key))},
            "kindVersion": {"kind": kind, "version": version},
            "inclusionProof": {
                "logIndex": str(index), "rootHash": b64(root), "treeSize": str(len(leaves)),
                "hashes": [b64(node) for node in path(index, leaves)],
                "checkpoint": {"envelope": checkpoint(key, log_key, len(leaves), root)}},
            "canonicalizedBody": b64(body)}
        if time is not None:
            promised = canonical(
                {"body": b64(body), "integratedTime": time, "logID": key_id(log_key).hex(),
                 "logIndex": position})
            entry["integratedTime"] = str(time)
            entry["inclusionPromise"] = {"signedEntryTimestamp": b64(sign(key, promised))}
        return entry

    def trust_config(self):
        """The trusted root as sigstore-python's command line takes it."""
        def service(url):
            return [{
                "url": url, "majorApiVersion": 1, "operator": "example",
                "validFor": {"start": "2020-01-01T00:00:00Z"}}]
        return {
            "mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
            "trustedRoot": self.trusted_root(),
            "signingConfig": {
                "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
                "caUrls": service("https://fulcio.example.com"),
                "oidcUrls": service("https://oauth.example.com"),
                "rekorTlogUrls": service("https://rekor.example.com"),
                "rekorTlogConfig": {"selector": "ANY"}}}

    def bundle(self, artefact, *, certificate=None, key=None, time=SIGNED, **options):
        """A signature over a file."""
        key = key or new_key()
        certificate = certificate or self.certificate(key, **options)
        signature = sign(key, artefact)
        body = message_body(artefact, signature, certificate)
        return wrapped(certificate, self.entry(body, "hashedrekord", time=time), {
            "messageSignature": {
                "messageDigest": {"algorithm": "SHA2_256", "digest": b64(sha256(artefact))},
                "signature": b64(signature)}})

    def envelope(self, artefact, *, payload=None, kind="application/vnd.in-toto+json"):
        """A signed in-toto statement about a file."""
        key = new_key()
        certificate = self.certificate(key)
        payload = payload or statement(artefact)
        signature = sign(key, encoding(kind, payload))
        body = canonical({
            "apiVersion": "0.0.1", "kind": "dsse", "spec": {
                "envelopeHash": {"algorithm": "sha256", "value": sha256(b"envelope").hex()},
                "payloadHash": {"algorithm": "sha256", "value": sha256(payload).hex()},
                "signatures": [
                    {"signature": b64(signature), "verifier": b64(pem_bytes(certificate))}]}})
        return wrapped(certificate, self.entry(body, "dsse"), {
            "dsseEnvelope": {
                "payload": b64(payload), "payloadType": kind,
                "signatures": [{"sig": b64(signature)}]}})


    def stamped(self, artefact, authority, *, envelope=False, signed=None, **options):
        """As Rekor 2 does it: the log states no time, an authority's timestamp does."""
        key = new_key()
        certificate = self.certificate(key, **options)
        payload, kind = statement(artefact), "application/vnd.in-toto+json"
        message = encoding(kind, payload) if envelope else artefact
        signature = sign(key, message)
        body = canonical({
            "apiVersion": "0.0.2", "kind": "hashedrekord", "spec": {"hashedRekordV002": {
                "data": {"algorithm": "SHA2_256", "digest": b64(sha256(message))},
                "signature": {
                    "content": b64(signature),
                    "verifier": {
                        "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                        "x509Certificate": {"rawBytes": b64(der_bytes(certificate))}}}}}})
        content = {"dsseEnvelope": {
            "payload": b64(payload), "payloadType": kind,
            "signatures": [{"sig": b64(signature)}]}} if envelope else {
            "messageSignature": {
                "messageDigest": {"algorithm": "SHA2_256", "digest": b64(sha256(message))},
                "signature": b64(signature)}}
        bundle = wrapped(
            certificate, self.entry(body, "hashedrekord", version="0.0.2", time=None), content)
        return with_timestamp(bundle, authority.stamp(signed or signature))
