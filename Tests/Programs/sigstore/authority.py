"""Authorities over certificates, and over time."""

import pathlib
import subprocess
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from encoding import at, b64, der_bytes, new_key, pem_bytes


def authority(name, key, issuer=None, begin=1_600_000_000, end=2_400_000_000):
    """A certificate authority; `issuer` is a pair of certificate and key."""
    subject = x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "example"),
        x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer[1] if issuer else key
    builder = (
        x509.CertificateBuilder().subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at(begin)).not_valid_after(at(end))
        .add_extension(x509.BasicConstraints(True, 0 if issuer else 1), critical=True)
        .add_extension(usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
            critical=False))
    if issuer:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
    return builder.sign(signer, hashes.SHA256())


def usage(**given):
    names = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
             "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"]
    return x509.KeyUsage(**{name: given.get(name, False) for name in names})


class TimestampAuthority:
    """RFC 3161, by openssl."""

    def __init__(self):
        root_key, key = new_key(), new_key()
        self.root = authority("timestamp root", root_key)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "timestamp authority")])
        self.certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(self.root.subject)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(at(1_600_000_000)).not_valid_after(at(2_400_000_000))
            .add_extension(usage(digital_signature=True), critical=True)
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
                critical=False)
            .sign(root_key, hashes.SHA256()))
        self.key = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption())

    def trusted(self, **period):
        return {
            "subject": {"organization": "example", "commonName": "timestamp root"},
            "uri": "https://tsa.example.com", "certChain": {"certificates": [
                {"rawBytes": b64(der_bytes(each))} for each in [self.certificate, self.root]]},
            "validFor": {"start": "2020-01-01T00:00:00Z", **period}}

    def stamp(self, data):
        """A response about data, of the present time."""
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder)
            (place / "key.pem").write_bytes(self.key)
            (place / "certificate.pem").write_bytes(pem_bytes(self.certificate))
            (place / "data").write_bytes(data)
            (place / "serial").write_text("01\n")
            (place / "configuration").write_text(
                "[tsa]\ndefault_tsa = own\n[own]\nserial = serial\ndigests = sha256\n"
                "signer_digest = sha256\ndefault_policy = 1.2.3.4\ness_cert_id_alg = sha256\n"
                "signer_cert = certificate.pem\nsigner_key = key.pem\n")
            def openssl(*words):
                subprocess.run(["openssl", "ts", *words], cwd=place, check=True,
                               capture_output=True)
            openssl("-query", "-data", "data", "-sha256", "-cert", "-out", "query")
            openssl("-reply", "-config", "configuration", "-queryfile", "query", "-out", "reply")
            return (place / "reply").read_bytes()
