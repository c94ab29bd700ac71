/// A property of a key, a signature or a package that verifiers answer differently.
///
/// The set is that of `Data/signature-cases.table`; a test compares the two.
public struct SignatureCase: RawRepresentable, Hashable, Sendable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// What the property is one of.
  public enum Subject: String, Sendable { case key, signature, package }

  public static let rsa = SignatureCase(rawValue: "rsa")
  public static let rsa1024 = SignatureCase(rawValue: "rsa-1024")
  public static let dsa = SignatureCase(rawValue: "dsa")
  public static let ed25519 = SignatureCase(rawValue: "ed25519")
  public static let ecdsa = SignatureCase(rawValue: "ecdsa")
  public static let ed25519Version6 = SignatureCase(rawValue: "ed25519-v6")
  public static let postQuantumVersion6 = SignatureCase(rawValue: "mldsa-v6")
  public static let signingSubkey = SignatureCase(rawValue: "signing-subkey")
  public static let certificateSHA1 = SignatureCase(rawValue: "certificate-sha1")
  public static let certificateNoFlags = SignatureCase(rawValue: "certificate-no-flags")
  public static let expiredKey = SignatureCase(rawValue: "expired-key")
  public static let revokedKey = SignatureCase(rawValue: "revoked-key")
  public static let keyExpiredSince = SignatureCase(rawValue: "key-expired-since")
  public static let unknownKey = SignatureCase(rawValue: "unknown-key")
  public static let badSignature = SignatureCase(rawValue: "bad-signature")
  public static let sha1Signature = SignatureCase(rawValue: "sha1-signature")
  public static let expiredSignature = SignatureCase(rawValue: "expired-signature")
  public static let futureSignature = SignatureCase(rawValue: "future-signature")
  public static let signatureBeforeKey = SignatureCase(rawValue: "signature-before-key")
  public static let noCreationTime = SignatureCase(rawValue: "no-creation-time")
  public static let noIssuerID = SignatureCase(rawValue: "no-issuer-id")
  public static let left16Wrong = SignatureCase(rawValue: "left16-wrong")
  public static let unknownCritical = SignatureCase(rawValue: "unknown-critical")
  public static let criticalExpiration = SignatureCase(rawValue: "critical-expiration")
  public static let criticalIssuerID = SignatureCase(rawValue: "critical-issuer-id")
  public static let criticalIssuerFingerprint = SignatureCase(rawValue: "critical-issuer-print")
  public static let textSignature = SignatureCase(rawValue: "text-signature")
  public static let otherSignatureType = SignatureCase(rawValue: "other-signature-type")
  public static let severalPackets = SignatureCase(rawValue: "several-packets")
  public static let trailingBytes = SignatureCase(rawValue: "trailing-bytes")
  public static let armoredInPackage = SignatureCase(rawValue: "armored-in-package")
  public static let version3Packet = SignatureCase(rawValue: "v3-packet")
  public static let version6Tag = SignatureCase(rawValue: "signature-in-278")
  public static let unsigned = SignatureCase(rawValue: "unsigned")
  public static let headerSignatureOnly = SignatureCase(rawValue: "header-signature-only")
  public static let noPayloadDigest = SignatureCase(rawValue: "no-payload-digest")
  public static let payloadDigestWrong = SignatureCase(rawValue: "payload-digest-wrong")
  public static let headerSHA256Wrong = SignatureCase(rawValue: "header-sha256-wrong")
  public static let headerSHA256Missing = SignatureCase(rawValue: "header-sha256-missing")
  public static let oldDigestWrong = SignatureCase(rawValue: "old-digest-wrong")
  public static let sizeWrong = SignatureCase(rawValue: "size-wrong")
  public static let laxLayout = SignatureCase(rawValue: "layout-lax")
  public static let leadWrong = SignatureCase(rawValue: "lead-wrong")
  public static let signatureHeader8192 = SignatureCase(rawValue: "signature-header-8192")
  public static let twoHeaderSignatures = SignatureCase(rawValue: "two-header-signatures")
  public static let everyVersion6Signature = SignatureCase(rawValue: "every-v6-signature")

  /// All of them, in the table's order.
  public static let all = table.map(\.name)

  public var subject: Subject { row.subject }
  /// What it is, as the middle of a sentence.
  public var words: String { row.words }
  /// What a signer can do about it; `nil` where nothing helps but another package.
  public var cure: String? { row.cure }

  private struct Row {
    var name: SignatureCase
    var subject: Subject
    var words: String
    var cure: String?
  }

  private var row: Row {
    guard let row = Self.table.first(where: { $0.name == self }) else {
      preconditionFailure("no case '\(rawValue)'")
    }
    return row
  }

  private static let table: [Row] = DataTable(PackageResources.signature_cases_table).rows.map {
    guard let subject = Subject(rawValue: $0.text("about")) else {
      preconditionFailure("'\($0.text("about"))' is no subject of a case")
    }
    return Row(
      name: SignatureCase(rawValue: $0.text("case")), subject: subject, words: $0.text("words"),
      cure: $0["cure"])
  }
}
