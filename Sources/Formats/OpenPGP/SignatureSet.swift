public import Bytes

/// The signatures of one file over one document, by one signer or several, as archives publish
/// them while one key follows another.
public final class SignatureSet {
  /// More are refused: each costs a digest of the document.
  public static let mostSignatures = 16

  public let verifiers: [SignatureVerifier]

  /// Reads a signature file, armored or binary.
  ///
  /// - Throws: `MalformedInput` for anything but whole signature packets, for none, for more than
  ///   ``mostSignatures``, for one that is there twice, and for an armored file with other text
  ///   around its one block.
  public convenience init(file bytes: [UInt8]) throws(MalformedInput) {
    let isArmored = Armor.isArmored(bytes)
    try self.init(
      parsing: isArmored ? try Armor.only(.signature, in: bytes) : bytes, type: .binary)
  }

  init(parsing bytes: [UInt8], type: SignatureType) throws(MalformedInput) {
    var reader = unsafe ByteReader(bytes.span.bytes)
    var verifiers: [SignatureVerifier] = []
    var seen: Set<[UInt8]> = []
    repeat {
      let start = reader.position
      guard verifiers.count < Self.mostSignatures else {
        throw MalformedInput(.unsupported, at: start, field: "number of signatures")
      }
      _ = try Packet(parsing: &reader)
      let packet = Array(bytes[start..<reader.position])
      guard seen.insert(packet).inserted else {
        throw MalformedInput(.invalidValue, at: start, field: "repeated signature")
      }
      do throws(MalformedInput) {
        verifiers.append(try SignatureVerifier(parsing: packet, type: type))
      } catch {
        throw MalformedInput(error.code, at: start + error.offset, field: error.field)
      }
    } while reader.remaining > 0
    self.verifiers = verifiers
  }

  /// Adds bytes to the document.
  ///
  /// - Precondition: no verdict was asked for yet.
  public func update(_ bytes: UnsafeRawBufferPointer) throws(OpenPGPError) {
    for verifier in verifiers { unsafe try verifier.update(bytes) }
  }

  /// Adds bytes to the document.
  ///
  /// - Precondition: no verdict was asked for yet.
  public func update(_ bytes: [UInt8]) throws(OpenPGPError) {
    for verifier in verifiers { try verifier.update(bytes) }
  }

  /// Judges each signature over what was added, at `time` in seconds since the epoch.
  ///
  /// - Throws: `OpenPGPError` when libcrypto does not digest: then nothing is known.
  public func verdicts(
    keyring: [Certificate], at time: UInt32
  ) throws(OpenPGPError) -> [SignatureVerdict] {
    var verdicts: [SignatureVerdict] = []
    for verifier in verifiers {
      verdicts.append(try verifier.verdict(keyring: keyring, at: time))
    }
    return verdicts
  }
}

extension SignatureVerdict {
  /// Whether it says nothing for or against: a stranger's signature, or one of a later version.
  public var isPassedOver: Bool {
    switch self {
    case .bad(.unknownKey): true
    case .bad(.unsupportedVersion(let version)): version > 6
    default: false
    }
  }
}

extension [SignatureVerdict] {
  /// Good when one is, and the others are good or by strangers: a bad signature in the name of a
  /// known key refuses all.
  public var combined: SignatureVerdict {
    precondition(!isEmpty, "a set of signatures has one")
    return first { !$0.isGood && !$0.isPassedOver } ?? first(where: \.isGood) ?? self[0]
  }
}
