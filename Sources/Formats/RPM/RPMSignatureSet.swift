internal import Bytes
internal import Diagnostics

/// The OpenPGP packets a package carries, by what each of them covers.
public struct RPMSignatureSet: Hashable, Sendable {
  /// Over the main header, under ``RPMTag/rsaHeaderSignature`` or ``RPMTag/dsaHeaderSignature``.
  public var header: [UInt8]?
  /// Over main header and payload, under ``RPMTag/pgpPackageSignature`` or
  /// ``RPMTag/gpgPackageSignature``: all that rpm before 4.14 protects the payload with.
  public var package: [UInt8]?
  /// Over the main header, under ``RPMTag/openPGPSignatures``: what rpm 6 looks at, and then at
  /// nothing else.
  public var openPGP: [[UInt8]]

  public init(header: [UInt8]? = nil, package: [UInt8]? = nil, openPGP: [[UInt8]] = []) {
    self.header = header
    self.package = package
    self.openPGP = openPGP
  }

  /// The bytes of all packets.
  var byteCount: Int {
    ([header, package].compactMap(\.self) + openPGP).reduce(0) { $0 + $1.count }
  }

  /// The entries that hold them; rpm looks for RSA and everything else under tags of their own.
  ///
  /// - Throws: `rpm.not-a-signature` for what is not one binary signature packet.
  func values() throws(Diagnostic) -> [RPMTag: RPMValue] {
    var values: [RPMTag: RPMValue] = [:]
    if let header { values[try SignaturePacket(parsing: header).headerTag] = .binary(header) }
    if let package { values[try SignaturePacket(parsing: package).packageTag] = .binary(package) }
    if !openPGP.isEmpty {
      for packet in openPGP { _ = try SignaturePacket(parsing: packet) }
      values[.openPGPSignatures] = .stringArray(
        openPGP.map { String(decoding: Base64.encoded($0), as: UTF8.self) })
    }
    return values
  }
}
