internal import Archiving
internal import Bytes
internal import Compression
internal import Cryptography
public import Diagnostics
internal import OpenPGP
internal import SBOM
internal import Trust
internal import Workspace

/// What any error of a command means to the user.
///
/// Each library's failure keeps the library's own words; an error nobody
/// expected is a bug and says so.
public func report(_ error: any Error) -> [Diagnostic] {
  switch error {
  case let several as Diagnostics: several.all
  case let one as Diagnostic: [one]
  case let failure as SinkFailure: [.writeFailed(failure.name, failure.reason)]
  case let failure as SourceFailure: [.unreadable(failure.name, failure.reason)]
  case let failure as ArchiveError:
    [
      Diagnostic(
        "archive.failed", "the archive cannot be written: \(failure.message)",
        hint: "a file may be larger, or a name longer, than the format allows")
    ]
  case let failure as CompressionError:
    [
      Diagnostic(
        "compression.failed", "\(failure.library) failed: \(failure.reason)",
        hint: "most likely memory ran out; lower --jobs", exit: .internalError)
    ]
  case let failure as CryptographyError:
    [
      Diagnostic(
        "cryptography.failed", "libcrypto failed in \(failure.operation): \(failure.reason)",
        hint: "a restricted OpenSSL configuration may forbid the algorithm", exit: .unavailable)
    ]
  case OpenPGPError.cryptography(let failure): report(failure)
  case OpenPGPError.signer(let failure): report(failure)
  case let failure as SigningFailure: [failure.diagnostic()]
  case let failure as OpenPGPError:
    [
      Diagnostic(
        "sign.failed", "the key cannot sign: \(failure)",
        hint: "the key file may be damaged, or OpenSSL's configuration forbid its algorithm",
        exit: .notPermitted)
    ]
  case UndescribablePackage.contradictorySums(let module):
    [
      Diagnostic(
        "sbom.contradictory-sums", "two binaries hold module '\(module)' with different sums",
        hint: "build all binaries from one go.sum, or package them separately")
    ]
  case UndescribablePackage.digestUnavailable(let reason):
    report(CryptographyError(operation: "a digest of the bill of materials", reason: reason))
  case is CancellationError:
    [Diagnostic("internal.cancelled", "the work was cancelled", exit: .internalError)]
  default:
    [
      Diagnostic(
        "internal.unexpected", "unexpected failure: \(error)",
        hint: "this is a bug in pkg; please report it", exit: .internalError)
    ]
  }
}
