internal import Bytes
internal import Diagnostics

/// As much of an OpenPGP signature as decides where an RPM keeps it.
///
/// Source: RFC 9580, sections 4.2 and 5.2.
struct SignaturePacket {
  /// The public-key algorithm's number: 1 for RSA.
  var algorithm: UInt8

  /// The tag rpm expects such a signature over the main header under.
  var headerTag: RPMTag { algorithm == 1 ? .rsaHeaderSignature : .dsaHeaderSignature }

  /// The tag rpm expects such a signature over header and payload under.
  var packageTag: RPMTag { algorithm == 1 ? .pgpPackageSignature : .gpgPackageSignature }

  /// - Throws: `rpm.not-a-signature` unless the bytes are one binary signature packet.
  init(parsing packet: [UInt8]) throws(Diagnostic) {
    do throws(MalformedInput) {
      var reader = unsafe ByteReader(packet.span.bytes)
      let length = try Self.bodyLength(&reader)
      var body = try reader.slice(length, field: "packet")
      guard reader.remaining == 0 else {
        throw MalformedInput(.trailingData, at: reader.position, field: "packet")
      }
      let version = try body.byte(field: "version")
      switch version {
      // Length of the hashed part, type, time, key ID; then the algorithm.
      case 3: try body.skip(1 + 1 + 4 + 8)
      case 4, 6: try body.skip(1)
      default: throw MalformedInput(.unsupported, at: body.position - 1, field: "version")
      }
      algorithm = try body.byte(field: "public-key algorithm")
    } catch {
      throw Diagnostic(
        "rpm.not-a-signature", "the signature is not one binary OpenPGP packet: \(error)",
        hint: "pass the signature without armour, alone")
    }
  }

  /// Reads the packet's header.
  private static func bodyLength(_ reader: inout ByteReader) throws(MalformedInput) -> Int {
    let start = reader.position
    let head = try reader.byte(field: "packet tag")
    guard head & 0x80 != 0 else { throw MalformedInput(.badMagic, at: start, field: "packet tag") }
    let isNew = head & 0x40 != 0
    guard (isNew ? head & 0x3f : head >> 2 & 0x0f) == 2 else {
      throw MalformedInput(.invalidValue, at: start, field: "packet tag")
    }
    switch isNew ? try reader.byte(field: "length") : head & 3 {
    case let short where isNew && short < 192: return Int(short)
    case let high where isNew && high < 224:
      return (Int(high) - 192) << 8 + Int(try reader.byte(field: "length")) + 192
    case 255 where isNew, 2 where !isNew:
      return Int(try reader.integer(UInt32.self, .big, field: "length"))
    case 0 where !isNew: return Int(try reader.byte(field: "length"))
    case 1 where !isNew: return Int(try reader.integer(UInt16.self, .big, field: "length"))
    default: throw MalformedInput(.unsupported, at: start + 1, field: "length")
    }
  }
}
