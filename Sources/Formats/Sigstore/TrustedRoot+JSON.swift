internal import Attestation
public import Bytes
internal import Cryptography

extension TrustedRoot {
  /// Reads `trusted_root.json`.
  ///
  /// - Throws: `MalformedInput` for another version than 0.1 and 0.2, for a name that stands twice,
  ///   and for anything in it that cannot be read, but for keys of kinds that are not used here.
  public init(parsing json: [UInt8]) throws(MalformedInput) {
    let wire: Wire = try StrictJSON.value(in: json, field: "trusted root")
    guard Self.mediaTypes.contains(wire.mediaType) else {
      throw MalformedInput(.unsupported, at: 0, field: "mediaType")
    }
    certificateAuthorities = try authorities(wire.certificateAuthorities)
    logs = try instances(wire.tlogs)
    certificateLogs = try instances(wire.ctlogs)
    timestampAuthorities = try authorities(wire.timestampAuthorities)
  }

  private static let mediaTypes = [
    "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    "application/vnd.dev.sigstore.trustedroot.v0.2+json",
  ]
}

extension TrustedRoot.Period {
  fileprivate init(_ wire: Wire.Period?) throws(MalformedInput) {
    self.init(start: try Self.moment(wire?.start), end: try Self.moment(wire?.end))
  }

  /// Milliseconds of a time in RFC 3339, in UTC, with or without parts of a second.
  private static func moment(_ text: String?) throws(MalformedInput) -> Int64? {
    guard let text else { return nil }
    let digits = Array(text.utf8.dropFirst(20).dropLast())
    let isFraction = text.utf8.dropFirst(19).first == UInt8(ascii: ".")
    let whole = isFraction ? "\(text.prefix(19))\(text.suffix(1))" : text
    guard let time = CivilTime(rfc3339: whole),
      !isFraction || (1...9).contains(digits.count),
      digits.allSatisfy({ (0x30...0x39).contains($0) })
    else { throw MalformedInput(.invalidValue, at: 0, field: "validFor") }
    let thousandths = (digits + [0x30, 0x30, 0x30]).prefix(3)
    let milliseconds = thousandths.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    return time.secondsSinceEpoch * 1000 + milliseconds
  }
}

private func authorities(
  _ list: [Wire.Authority]?
) throws(MalformedInput) -> [TrustedRoot.Authority] {
  var authorities: [TrustedRoot.Authority] = []
  for wire in list ?? [] {
    var certificates: [X509Certificate] = []
    for certificate in wire.certChain.certificates {
      certificates.append(try certificate.parsed(field: "certChain"))
    }
    guard !certificates.isEmpty else {
      throw MalformedInput(.truncated, at: 0, field: "certChain")
    }
    authorities.append(
      TrustedRoot.Authority(
        certificates: certificates, period: try TrustedRoot.Period(wire.validFor)))
  }
  return authorities
}

private func instances(_ list: [Wire.Log]?) throws(MalformedInput) -> [TrustedRoot.Log] {
  var logs: [TrustedRoot.Log] = []
  for wire in list ?? [] {
    logs.append(
      TrustedRoot.Log(
        id: try Base64.decoded(eitherAlphabet: wire.logId.keyId, field: "logId"),
        key: try wire.publicKey.parsed(),
        period: try TrustedRoot.Period(wire.publicKey.validFor)))
  }
  return logs
}

extension CertificateWire {
  /// The certificate; `field` is what errors call it.
  func parsed(field: String) throws(MalformedInput) -> X509Certificate {
    let der = try Base64.decoded(eitherAlphabet: rawBytes, field: field)
    do throws(CryptographyError) { return try X509Certificate(der: der) } catch {
      throw MalformedInput(.invalidValue, at: 0, field: field)
    }
  }
}

/// A certificate, `X509Certificate`.
struct CertificateWire: Decodable {
  var rawBytes: String
}

/// What a log is named by, `LogId`.
struct LogIDWire: Decodable {
  var keyId: String
}

/// The file as its standard writes it.
private struct Wire: Decodable {
  struct Period: Decodable {
    var start: String?
    var end: String?
  }

  struct Chain: Decodable {
    var certificates: [CertificateWire]
  }

  struct Authority: Decodable {
    var certChain: Chain
    var validFor: Period?
  }

  struct Key: Decodable {
    var rawBytes: String
    var keyDetails: String
    var validFor: Period?

    /// `nil` for one of a kind that is not used here.
    func parsed() throws(MalformedInput) -> PublicKey? {
      guard let wanted = Self.kinds[keyDetails] else { return nil }
      let der = try Base64.decoded(eitherAlphabet: rawBytes, field: "publicKey")
      do throws(CryptographyError) {
        let key = try PublicKey(subjectPublicKeyInfo: der)
        if key.kind == wanted { return key }
      } catch { throw MalformedInput(.invalidValue, at: 0, field: "publicKey") }
      throw MalformedInput(.invalidValue, at: 0, field: "keyDetails")
    }

    /// `PublicKeyDetails`: those whose digest is the key's customary one.
    private static let kinds = [
      "PKIX_ECDSA_P256_SHA_256": "P-256", "PKIX_ECDSA_P384_SHA_384": "P-384",
      "PKIX_ECDSA_P521_SHA_512": "P-521", "PKIX_ED25519": "Ed25519",
      "PKIX_RSA_PKCS1V15_2048_SHA256": "RSA-2048", "PKIX_RSA_PKCS1V15_3072_SHA256": "RSA-3072",
      "PKIX_RSA_PKCS1V15_4096_SHA256": "RSA-4096",
    ]
  }

  struct Log: Decodable {
    var publicKey: Key
    var logId: LogIDWire
  }

  var mediaType: String
  var tlogs: [Log]?
  var certificateAuthorities: [Authority]?
  var ctlogs: [Log]?
  var timestampAuthorities: [Authority]?
}

extension PublicKey {
  /// Its algorithm and size.
  fileprivate var kind: String {
    switch components {
    case .rsa: "RSA-\(modulusBits ?? 0)"
    case .ed25519: "Ed25519"
    case .ecdsa(let curve, _): curve.rawValue
    }
  }
}
