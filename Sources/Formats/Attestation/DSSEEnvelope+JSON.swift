public import Bytes
internal import FoundationEssentials

extension DSSEEnvelope {
  /// More signatures than this are refused: each costs a public-key operation for each key.
  static let mostSignatures = 256

  /// Reads the JSON form.
  ///
  /// Fields it does not know are passed over, as the standard asks; both alphabets of base 64 are
  /// read.
  ///
  /// - Throws: `MalformedInput` for what is no envelope, has no signature or more than 256, or has a
  ///   name twice.
  public init(parsing json: [UInt8]) throws(MalformedInput) {
    self = try StrictJSON.value(in: json, field: "DSSE envelope")
  }

  /// The JSON form: one line with sorted keys, and a newline, as `.intoto.jsonl` has them.
  public func serialized() -> [UInt8] {
    encode(
      Wire(
        payload: text(payload), payloadType: payloadType,
        signatures: signatures.map { Wire.Signature(keyid: $0.keyID, sig: text($0.bytes)) }))
  }

  /// The envelopes of a file that holds one to a line; blank lines are passed over.
  ///
  /// - Throws: `MalformedInput` for a line that is none, at the line's offset, and for a file of
  ///   none at all.
  public static func lines(parsing text: [UInt8]) throws(MalformedInput) -> [DSSEEnvelope] {
    var envelopes: [DSSEEnvelope] = []
    var offset = 0
    for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if line.contains(where: { ![0x20, 0x09, 0x0d].contains($0) }) {
        do throws(MalformedInput) { envelopes.append(try DSSEEnvelope(parsing: Array(line))) } catch
        {
          throw MalformedInput(error.code, at: offset + error.offset, field: error.field)
        }
      }
      offset += line.count + 1
    }
    guard !envelopes.isEmpty else {
      throw MalformedInput(.truncated, at: text.count, field: "DSSE envelope")
    }
    return envelopes
  }
}

extension DSSEEnvelope: Decodable {
  /// Reads an envelope that stands inside another document.
  ///
  /// - Throws: `MalformedInput` as ``init(parsing:)``; `DecodingError` for what is no envelope.
  public init(from decoder: any Decoder) throws {
    let wire = try Wire(from: decoder)
    guard !wire.payloadType.isEmpty else {
      throw MalformedInput(.invalidValue, at: 0, field: "payloadType")
    }
    guard (1...Self.mostSignatures).contains(wire.signatures.count) else {
      throw MalformedInput(.invalidValue, at: 0, field: "signatures")
    }
    self.init(
      payloadType: wire.payloadType,
      payload: try Base64.decoded(eitherAlphabet: wire.payload, field: "payload"),
      signatures: try wire.signatures.map {
        Signature(
          keyID: $0.keyid ?? "", bytes: try Base64.decoded(eitherAlphabet: $0.sig, field: "sig"))
      })
  }
}

/// The envelope as its standard writes it.
private struct Wire: Codable {
  struct Signature: Codable {
    var keyid: String?
    var sig: String
  }

  var payload: String
  var payloadType: String
  var signatures: [Signature]
}

private func text(_ bytes: [UInt8]) -> String {
  String(decoding: Base64.encoded(bytes), as: UTF8.self)
}

/// A value as JSON in one line with sorted keys, and a newline.
///
/// - Precondition: the value is of strings, numbers, arrays and mappings, which always encode.
func encode(_ value: some Encodable) -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  do { return [UInt8](try encoder.encode(value)) + [UInt8(ascii: "\n")] } catch {
    preconditionFailure("strings and lists encode as JSON: \(error)")
  }
}
