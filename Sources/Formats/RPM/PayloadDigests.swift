internal import Bytes
internal import Cryptography
internal import Diagnostics

/// Every digest that needs the payload, from one walk over it.
struct PayloadDigests {
  struct Claim {
    var algorithm: DigestAlgorithm
    /// Hexadecimal; empty when the package says nothing.
    var stated: String
    var computed = ""
  }

  /// Of header and payload; `nil` when the package has none or MD5 is not to be had.
  private(set) var packageMD5: [UInt8]?
  /// Of the payload as it lies in the file; one of them is always SHA-256.
  private(set) var payload: [Claim] = []
  /// What could not be computed, as warnings.
  private(set) var notComputed: [Diagnostic] = []

  init(
    of package: RPMPackage, over header: [UInt8], from source: some ByteSource,
    reading: RPMPayloadReading?
  ) throws(Diagnostic) {
    collectClaims(package)
    if let reading, payload.allSatisfy({ $0.algorithm == .sha256 }) {
      for index in payload.indices { payload[index].computed = hexadecimal(reading.sha256) }
      packageMD5 = package.signatureHeader.bytes(.packageMD5).map { _ in reading.packageMD5 }
      return
    }
    let md5 = md5Stream(package, over: header)
    var streams: [DigestStream] = []
    for claim in payload {
      do throws(CryptographyError) { streams.append(try DigestStream(claim.algorithm)) } catch {
        throw unavailable(claim.algorithm, error)
      }
    }
    let all = streams + (md5.map { [$0] } ?? [])
    do throws(WindowFailure<CryptographyError>) {
      unsafe try source.forEachWindow(in: package.payloadRange) {
        window throws(CryptographyError) in
        for stream in all { unsafe try stream.update(window) }
      }
    } catch {
      switch error {
      case .source(let failure): throw failure.diagnostic
      case .body(let failure): throw unavailable(.sha256, failure)
      }
    }
    do throws(CryptographyError) {
      for index in payload.indices {
        payload[index].computed = hexadecimal(try streams[index].current())
      }
      packageMD5 = try md5?.current()
    } catch { throw unavailable(.sha256, error) }
  }

  private mutating func collectClaims(_ package: RPMPackage) {
    let number = package.header.integer(.payloadDigestAlgorithm) ?? 8
    if let stated = package.header.string(.payloadDigest) {
      if let algorithm = DigestAlgorithm(openPGP: number) {
        payload.append(Claim(algorithm: algorithm, stated: stated))
      } else {
        notComputed.append(
          Diagnostic(
            "rpm.digest-unknown", "the payload's digest is of the unknown algorithm '\(number)'",
            severity: .warning, exit: .findings))
      }
    }
    if let stated = package.header.string(.payloadSHA512) {
      payload.append(Claim(algorithm: .sha512, stated: stated))
    }
    if !payload.contains(where: { $0.algorithm == .sha256 }) {
      payload.append(Claim(algorithm: .sha256, stated: ""))
    }
  }

  private mutating func md5Stream(_ package: RPMPackage, over header: [UInt8]) -> DigestStream? {
    guard package.signatureHeader.bytes(.packageMD5) != nil else { return nil }
    do throws(CryptographyError) {
      let stream = try DigestStream(.md5)
      try stream.update(header)
      return stream
    } catch {
      var finding = unavailable(.md5, error)
      finding.severity = .warning
      finding.exit = .findings
      notComputed.append(finding)
      return nil
    }
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
