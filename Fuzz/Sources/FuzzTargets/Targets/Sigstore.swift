import Attestation
import Bytes
import Cryptography
import Sigstore
import TransparencyLog

/// The public parts of a Sigstore signature; libcrypto reads certificates into structures of its own.
let sigstoreTargets: [FuzzTarget] = [
  FuzzTarget(
    "StrictJSON",
    texts: [#"{"a":[{"b":"c","\u0064":{}}],"e":1}"#, #"[["a","\\"],{}]"#],
    allowance: Allowance(memory: 4 << 20, memoryPerByte: 512, microsecondsPerByte: 100)
  ) { input in
    let names = try StrictJSON.names(in: input.bytes, field: "text")
    law(names.count <= input.bytes.count / 2, "more names than there is room for")
  },
  FuzzTarget(
    "TrustedRoot",
    texts: [
      #"{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[{"publicKey":{"rawBytes":"MCowBQYDK2VwAyEAPn+AREHoBaZ7wgS1zBqpxmLSGnyhxXj4lFxSdWVB8o8=","keyDetails":"PKIX_ED25519","validFor":{"start":"2025-04-16T00:00:00.5Z"}},"logId":{"keyId":"AAAA"}}],"certificateAuthorities":[{"certChain":{"certificates":[{"rawBytes":""#
        + selfSignedCertificate + #""}]},"validFor":{}}]}"#
    ],
    allowance: parsing
  ) { input in
    let root = try TrustedRoot(parsing: input.bytes)
    for authority in root.certificateAuthorities + root.timestampAuthorities {
      law(!authority.certificates.isEmpty, "an authority without a certificate")
    }
  },
  FuzzTarget(
    "SigstoreBundle", seeds: { [bundle("hashedrekord"), bundle("dsse")] }, allowance: parsing
  ) { input in
    let bundle = try SigstoreBundle(parsing: input.bytes)
    let nobody = SigstoreVerification(
      root: TrustedRoot(certificateAuthorities: [], logs: [], certificateLogs: []), identity: "a",
      issuer: "b", time: Int64(judgementTime))
    if case .proven = nobody.verdict(on: bundle, fileDigest: [1]) { law(false, "proven by nobody") }
  },
  FuzzTarget(
    "InclusionProof", seeds: { [[1, 3] + [UInt8](repeating: 7, count: 64)] }
  ) { input in
    guard input.bytes.count >= 2 else { return }
    let hashes = stride(from: 2, to: input.bytes.count, by: 32).map {
      Array(input.bytes[$0..<min($0 + 32, input.bytes.count)])
    }
    let proof = InclusionProof(
      index: Int(input.bytes[0]), size: Int(input.bytes[1]), hashes: hashes)
    if let root = try proof.root(of: [1]) {
      law(root.count == 32 && hashes.count < 9, "a root at the end of too long a way")
    }
  },
  FuzzTarget(
    "CertificateExtensions",
    seeds: { (try? [Base64.decoded(Array(selfSignedCertificate.utf8))]) ?? [] }, allowance: parsing
  ) { input in
    let certificate = try X509Certificate(der: input.bytes)
    _ = try certificate.alternativeNames(otherNames: "1.3.6.1.4.1.57264.1.7")
    // Most are no text, which is an answer.
    _ = try? certificate.extensionText("2.5.29.14")
    _ = try certificate.extensionValue("2.5.29.19")
    let key = try certificate.publicKey()
    for timestamp in try certificate.embeddedTimestamps() {
      _ = try timestamp.verifies(certificate, issuer: certificate, key: key)
    }
    _ = (certificate.isForSigningCode, certificate.isValid(at: Int64(judgementTime)))
    if let chain = try? certificate.chain(to: [certificate], at: Int64(judgementTime)) {
      law(chain.count == 1, "a way to itself leads elsewhere")
    }
  },
]

/// A bundle with a log entry of a kind, by the one certificate at hand.
private func bundle(_ kind: String) -> [UInt8] {
  func text(_ bytes: [UInt8]) -> String { String(decoding: Base64.encoded(bytes), as: UTF8.self) }
  guard let der = try? Base64.decoded(Array(selfSignedCertificate.utf8)) else { return [] }
  let pem = text(PEM.encoded("CERTIFICATE", der))
  let hash = #"{"algorithm":"sha256","value":""# + String(repeating: "ab", count: 32) + #""}"#
  let isMessage = kind == "hashedrekord"
  let spec =
    isMessage
    ? #"{"data":{"hash":"# + hash + #"},"signature":{"content":"AA==","publicKey":{"content":""#
      + pem + #""}}}"#
    : #"{"payloadHash":"# + hash + #","signatures":[{"signature":"AA==","verifier":""# + pem
      + #""}]}"#
  let body = #"{"apiVersion":"0.0.1","kind":""# + kind + #"","spec":"# + spec + "}"
  let content =
    isMessage
    ? #""messageSignature":{"messageDigest":{"algorithm":"SHA2_256","digest":"AA=="},"signature":"AA=="}"#
    : #""dsseEnvelope":{"payload":"e30=","payloadType":"t","signatures":[{"sig":"AA=="}]}"#
  return Array(
    (#"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"certificate":{"rawBytes":""#
      + selfSignedCertificate
      + #""},"tlogEntries":[{"logIndex":"3","logId":{"keyId":"AAAA"},"kindVersion":{"kind":""#
      + kind
      + #"","version":"0.0.1"},"integratedTime":"1710000100","inclusionPromise":{"signedEntryTimestamp":"AA=="},"inclusionProof":{"logIndex":"0","rootHash":"AA==","treeSize":"1","hashes":[],"checkpoint":{"envelope":"x"}},"canonicalizedBody":""#
      + text(Array(body.utf8))
      + #""}],"timestampVerificationData":{"rfc3161Timestamps":[{"signedTimestamp":"MAA="}]}},"#
      + content + "}").utf8)
}
