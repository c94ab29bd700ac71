public import Bytes
public import Debian
public import OpenPGP

/// A key ready to sign, and the time its signatures will state.
public struct ArtefactSigner: Sendable {
  public let signer: Signer
  /// The public half, to prove each signature with before it is published.
  public let certificate: Certificate
  /// Seconds since the epoch; never the clock's.
  public let created: UInt32

  public init(signer: Signer, certificate: Certificate, created: UInt32) {
    self.signer = signer
    self.certificate = certificate
    self.created = created
  }

  /// Signs ranges of a source, one after the other, as one document.
  public func signature(over ranges: [Range<Int>], of source: any ByteSource) throws -> [UInt8] {
    let builder = try SignatureBuilder(signer: signer, created: created)
    for range in ranges {
      do throws(WindowFailure<OpenPGPError>) {
        try unsafe source.forEachWindow(in: range) { bytes throws(OpenPGPError) in
          unsafe try builder.update(bytes)
        }
      } catch {
        switch error {
        case .source(let error): throw error
        case .body(let error): throw error
        }
      }
    }
    return try builder.finish()
  }

  /// Signs bytes at hand.
  public func signature(over bytes: [UInt8]) throws -> [UInt8] {
    let builder = try SignatureBuilder(signer: signer, created: created)
    try builder.update(bytes)
    return try builder.finish()
  }
}

/// Signs a finished DEB as debsigs does: a member at its end over all the others' contents.
///
/// - SeeAlso: debsigs(1p); debsig-verify(1).
public func appendDebianSignature(
  by signer: ArtefactSigner, role: DebianSignature.Role, date: Int64,
  to file: any ByteSink & ByteSource
) throws {
  let package = try DebianPackage.read(from: file)
  let packet = try signer.signature(over: package.signedRanges, of: file)
  try file.append(
    try DebianPackage.signatureMember(role: role, packet: packet, modified: Int(date)))
}
