public import Bytes
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

  /// A signature in the making, for who hands out the bytes a window at a time.
  public func builder() throws -> SignatureBuilder {
    try SignatureBuilder(signer: signer, created: created)
  }

  /// Signs ranges of a source, one after the other, as one document.
  public func signature(over ranges: [Range<Int>], of source: any ByteSource) throws -> [UInt8] {
    let builder = try builder()
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
    let builder = try builder()
    try builder.update(bytes)
    return try builder.finish()
  }
}
