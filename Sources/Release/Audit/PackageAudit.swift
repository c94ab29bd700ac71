public import Bytes
public import Diagnostics
public import OpenPGP

/// What was found out about one artefact.
public struct PackageAudit: Sendable {
  public enum Kind: String, Sendable { case rpm, deb, file }

  /// How deep to look.
  public enum Depth: Sendable {
    /// Layout, digests over the file's own bytes, signatures.
    case package
    /// Also the payload: unpacked in memory, every file against what the package states of it.
    case contents
  }

  public var name: String
  public var kind: Kind
  /// Of the whole file.
  public var sha256: [UInt8] = []
  /// Of the whole file; empty unless asked for.
  public var sha512: [UInt8] = []
  /// Of an RPM's main header, or a DEB's control member.
  public var headSHA256: [UInt8] = []
  /// Of the compressed payload, or a DEB's data member.
  public var payloadSHA256: [UInt8] = []
  /// Each with what became of it.
  public var signatures: [AuditedSignature] = []
  /// What does not hold, signatures included.
  public var findings: [Diagnostic] = []

  /// Whether nothing is left to doubt.
  public var isProven: Bool {
    !findings.hasErrors && !signatures.isEmpty && signatures.allSatisfy(\.verdict.isGood)
  }
}

/// One signature of an artefact.
public struct AuditedSignature: Sendable {
  /// Where it was found, such as `_gpgorigin` or `header`.
  public var place: String
  public var verdict: SignatureVerdict
}

extension PackageAudit {
  /// Adds a finding that answers "no".
  mutating func doubt(_ code: String, _ message: String, hint: String? = nil) {
    findings.append(Diagnostic(code, message, hint: hint, exit: .findings))
  }

  /// Records a signature, and a finding for one that proves nothing.
  mutating func record(_ place: String, _ verdict: SignatureVerdict) {
    signatures.append(AuditedSignature(place: place, verdict: verdict))
    if case .bad(let reason) = verdict {
      doubt("verify.bad-signature", "signature '\(place)': \(reason)", hint: reason.cure)
    }
  }

  /// An unsigned artefact is a doubt.
  mutating func requireSignature() {
    if signatures.isEmpty {
      doubt(
        "verify.unsigned", "'\(name)' is not signed",
        hint: "sign it with 'pkg sign --key KEY \(name)'")
    }
  }

  /// Every finding's severity is an error's when it is about integrity; none is silenced.
  mutating func add(_ found: [Diagnostic]) { findings += found }
}

extension SignatureVerdict.Reason {
  /// What to do about it.
  var cure: String {
    switch self {
    case .unknownKey: "name the keyring that has this key with --keyring"
    default: "fetch the artefact anew, or ask whoever signed it"
    }
  }
}

/// Feeds ranges of one source to several readers in a single pass.
struct SourceScan {
  private var takers: [(range: Range<Int>, take: (UnsafeRawBufferPointer) throws -> Void)] = []

  /// Sends the bytes of `range` to `take`, in order.
  mutating func send(
    _ range: Range<Int>, to take: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) {
    takers.append((range, take))
  }

  /// Reads the source once, a window at a time.
  func run(over source: any ByteSource) throws {
    var offset = 0
    do {
      try unsafe source.forEachWindow(in: 0..<source.count) { (bytes) throws(ScanFailure) in
        let window = offset..<offset + bytes.count
        for taker in takers {
          let part = taker.range.clamped(to: window)
          guard !part.isEmpty else { continue }
          let piece = unsafe UnsafeRawBufferPointer(
            rebasing: bytes[part.lowerBound - offset..<part.upperBound - offset])
          do { unsafe try taker.take(piece) } catch { throw ScanFailure(reason: error) }
        }
        offset = window.upperBound
      }
    } catch let error as WindowFailure<ScanFailure> {
      switch error {
      case .source(let error): throw error
      case .body(let error): throw error.reason
      }
    }
  }

  private struct ScanFailure: Error { var reason: any Error }
}
