internal import Bytes
internal import Cryptography
public import Diagnostics

/// Every digest that needs the payload, from one walk over it.
struct PayloadDigests {
  struct Claim {
    var algorithm: DigestAlgorithm
    /// Hexadecimal; empty when the package says nothing.
    var stated: String
    var computed = ""
  }

  /// Of header and payload; `nil` when the package has none or MD5 is not to be had.
  fileprivate(set) var packageMD5: [UInt8]?
  /// Of the payload as it lies in the file; one of them is always SHA-256.
  fileprivate(set) var payload: [Claim] = []
  /// What could not be computed: warnings, and errors where nothing else vouches for the bytes.
  fileprivate(set) var notComputed: [Diagnostic] = []

  init(
    of package: RPMPackage, from source: some ByteSource, reading: RPMPayloadReading?
  ) throws(Diagnostic) {
    let digester = try RPMPayloadDigester(of: package)
    if let reading, let known = digester.digests(from: reading, of: package) {
      self = known
      return
    }
    do throws(WindowFailure<Diagnostic>) {
      try unsafe source.forEachWindow(in: package.payloadRange) {
        window throws(Diagnostic) in unsafe try digester.update(window)
      }
    } catch {
      switch error {
      case .source(let failure): throw failure.diagnostic
      case .body(let failure): throw failure
      }
    }
    self = try digester.digests()
  }

  fileprivate init() {}
}

/// Takes the digests of a payload that somebody else reads, so that one reading serves all.
public final class RPMPayloadDigester {
  private var found = PayloadDigests()
  private var streams: [DigestStream] = []
  private var md5: DigestStream?

  /// Prepares for the payload of `package`.
  ///
  /// - Throws: `rpm.digest-unavailable` when libcrypto does not offer SHA-256.
  public init(of package: RPMPackage) throws(Diagnostic) {
    collectClaims(package)
    md5 = md5Stream(package)
    for claim in found.payload {
      do throws(CryptographyError) { streams.append(try DigestStream(claim.algorithm)) } catch {
        throw unavailable(claim.algorithm, error)
      }
    }
  }

  /// Adds the payload's next bytes, as they lie in the file.
  public func update(_ window: UnsafeRawBufferPointer) throws(Diagnostic) {
    do throws(CryptographyError) {
      unsafe try DigestStream.update(streams + [md5].compactMap(\.self), with: window)
    } catch { throw unavailable(.sha256, error) }
  }

  func digests() throws(Diagnostic) -> PayloadDigests {
    var result = found
    do throws(CryptographyError) {
      for index in result.payload.indices {
        result.payload[index].computed = hexadecimal(try streams[index].current())
      }
      result.packageMD5 = try md5?.current()
    } catch { throw unavailable(.sha256, error) }
    return result
  }

  /// What a writer's own pass saw; `nil` when the package states digests it did not take.
  func digests(
    from reading: RPMPayloadReading, of package: RPMPackage
  ) -> PayloadDigests? {
    guard found.payload.allSatisfy({ $0.algorithm == .sha256 }) else { return nil }
    var result = found
    for index in result.payload.indices {
      result.payload[index].computed = hexadecimal(reading.sha256)
    }
    result.packageMD5 = package.signatureHeader.bytes(.packageMD5).map { _ in reading.packageMD5 }
    return result
  }

  private func collectClaims(_ package: RPMPackage) {
    if let stated = package.header.string(.payloadDigest) {
      if let algorithm = package.payloadDigestAlgorithm {
        found.payload.append(.init(algorithm: algorithm, stated: stated))
      } else {
        let number = package.header.integer(.payloadDigestAlgorithm) ?? 0
        found.notComputed.append(
          Diagnostic(
            "rpm.digest-unknown", "the payload's digest is of the unknown algorithm '\(number)'",
            exit: .findings))
      }
    }
    if let stated = package.header.string(.payloadSHA512) {
      found.payload.append(.init(algorithm: .sha512, stated: stated))
    }
    if !found.payload.contains(where: { $0.algorithm == .sha256 }) {
      found.payload.append(.init(algorithm: .sha256, stated: ""))
    }
  }

  private func md5Stream(_ package: RPMPackage) -> DigestStream? {
    guard package.signatureHeader.bytes(.packageMD5) != nil else { return nil }
    do throws(CryptographyError) {
      let stream = try DigestStream(.md5)
      try stream.update(package.header.serialized())
      return stream
    } catch {
      var finding = unavailable(.md5, error)
      finding.severity = .warning
      finding.exit = .findings
      found.notComputed.append(finding)
      return nil
    }
  }
}

extension RPMPackage {
  /// What ``RPMTag/payloadDigest`` is made with; `nil` for an algorithm not known here.
  var payloadDigestAlgorithm: DigestAlgorithm? {
    DigestAlgorithm(openPGP: header.integer(.payloadDigestAlgorithm) ?? 8)
  }

  /// Whether the main header holds a digest of the payload that nobody can forge, so that a
  /// signature over the header vouches for the payload too.
  public var coversPayload: Bool {
    if header.string(.payloadSHA512) != nil { return true }
    guard header.string(.payloadDigest) != nil, let algorithm = payloadDigestAlgorithm else {
      return false
    }
    return algorithm != .md5 && algorithm != .sha1
  }
}

extension DigestAlgorithm {
  /// The hash algorithm OpenPGP gives a number; source: RFC 9580, section 9.5.
  fileprivate init?(openPGP number: UInt64) {
    switch number {
    case 1: self = .md5
    case 2: self = .sha1
    case 8: self = .sha256
    case 9: self = .sha384
    case 10: self = .sha512
    default: return nil
    }
  }
}
