"""What Sigstore's documents are made of: keys, digests, trees and JSON."""

import base64
import datetime
import hashlib
import json

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


def at(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def b64(data):
    return base64.b64encode(data).decode()


def new_key(curve=ec.SECP256R1()):
    return ec.generate_private_key(curve)


def spki(key):
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def key_id(key):
    return hashlib.sha256(spki(key)).digest()


def sign(key, data, digest=hashes.SHA256()):
    return key.sign(data, ec.ECDSA(digest))


def der_bytes(certificate):
    return certificate.public_bytes(serialization.Encoding.DER)


def pem_bytes(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


def utf8_string(text):
    """DER of a UTF8String shorter than 128 bytes."""
    return bytes([0x0C, len(text)]) + text.encode()


def with_timestamp(bundle, response):
    bundle["verificationMaterial"]["timestampVerificationData"] = {
        "rfc3161Timestamps": [{"signedTimestamp": b64(response)}]}
    return bundle


def encoding(kind, payload):
    """What a DSSE signature is over."""
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)


def sha256(data):
    return hashlib.sha256(data).digest()


def canonical(value):
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def statement(artefact):
    return canonical({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "artefact", "digest": {"sha256": sha256(artefact).hex()}}],
        "predicateType": "https://slsa.dev/provenance/v1", "predicate": {"a": {"b": [1]}}})


def message_body(artefact, signature, certificate):
    return canonical({
        "apiVersion": "0.0.1", "kind": "hashedrekord", "spec": {
            "data": {"hash": {"algorithm": "sha256", "value": sha256(artefact).hex()}},
            "signature": {
                "content": b64(signature),
                "publicKey": {"content": b64(pem_bytes(certificate))}}}})


def wrapped(certificate, entry, content):
    return {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {
            "certificate": {"rawBytes": b64(der_bytes(certificate))}, "tlogEntries": [entry]},
        **content}


def tree(leaves):
    """MTH of RFC 6962, section 2.1."""
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0])
    half = split(len(leaves))
    return sha256(b"\1" + tree(leaves[:half]) + tree(leaves[half:]))


def path(index, leaves):
    """PATH of RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    half = split(len(leaves))
    if index < half:
        return path(index, leaves[:half]) + [tree(leaves[half:])]
    return path(index - half, leaves[half:]) + [tree(leaves[:half])]


def split(count):
    half = 1
    while half * 2 < count:
        half *= 2
    return half


def checkpoint(key, log_key, size, root):
    text = f"rekor.example.com - 1234\n{size}\n{b64(root)}\n"
    signature = b64(key_id(log_key)[:4] + sign(key, text.encode()))
    return f"{text}\n\u2014 rekor.example.com {signature}\n"
