import Bytes
import Foundation
import OpenPGP
import RPM
import Testing

@testable import Audit

/// The packages that predictions are made about.
extension PredictionTests {
  /// A sample package with the signature and the damage a case asks for.
  func package(_ one: Case, _ home: GnuPGHome) throws -> [UInt8] {
    let unsigned = home.rpm
    let parsed = try RPMPackage.read(from: ArraySource(unsigned))
    var bytes = unsigned
    if one.isSigned {
      let packet = try home.signature(.rpm, by: one.key, one.digest)
      bytes = try resign(parsed, unsigned, packet)
    }
    let again = try RPMPackage.read(from: ArraySource(bytes))
    switch one.change {
    case .none: break
    case .payloadByte: bytes[again.payloadRange.lowerBound + 40] ^= 1
    case .headerByte:
      // Within a text, so that the header still reads.
      let name = try #require(
        bytes[again.headerRange].firstRange(of: Array("Says hello".utf8)))
      bytes[name.lowerBound] ^= 1
    case .signatureByte:
      let packet = try #require(again.signatures.first?.packet)
      let place = try #require(bytes[..<again.headerRange.lowerBound].firstRange(of: packet))
      bytes[place.upperBound - 9] ^= 1
    case .lead: bytes[12] ^= 1
    case .trailingJunk:
      let packet = try #require(again.signatures.first?.packet)
      bytes = try resign(parsed, unsigned, packet + [0x00, 0x00])
    }
    return bytes
  }

  private func resign(
    _ package: RPMPackage, _ unsigned: [UInt8], _ packet: [UInt8]
  ) throws -> [UInt8] {
    // Written by hand, because the writer refuses what is not one good packet.
    var values: [RPMTag: RPMValue] = [:]
    for entry in package.signatureHeader.entries where entry.tag > .immutableRegion {
      if entry.tag == .reservedSpace { continue }
      values[entry.tag] = package.signatureHeader.value(of: entry)
    }
    let isRSA = packet.count > 200
    values[isRSA ? .rsaHeaderSignature : .dsaHeaderSignature] = .binary(packet)
    let header = RPMHeader(region: .signatureRegion, values: values)
    var prologue = Array(unsigned[..<96]) + header.serialized()
    while !prologue.count.isMultiple(of: 8) { prologue.append(0) }
    return prologue + unsigned[package.headerRange.lowerBound...]
  }
}
