internal import Bytes
public import Diagnostics
public import OpenPGP

/// The certificates somebody decided to trust.
public struct Keyring: Sendable {
  public var certificates: [Certificate]
  /// Warnings about keys that were passed over.
  public var warnings: [Diagnostic]

  public init(_ certificates: [Certificate] = [], warnings: [Diagnostic] = []) {
    self.certificates = certificates
    self.warnings = warnings
  }

  /// Reads a file of certificates: armored, in one or several blocks, or binary.
  ///
  /// Of secret keys the public part is taken. Keys of another OpenPGP version are passed over with
  /// a warning, for they can verify nothing here and must not hide the others.
  ///
  /// - Throws: `Diagnostic` `keyring.unreadable` for what is no file of keys, `keyring.empty` when
  ///   no key in it can be used.
  public static func load(bytes: [UInt8], name: String) throws(Diagnostic) -> Keyring {
    var keyring = Keyring()
    do throws(MalformedInput) {
      for packets in try KeyFile.packets(parsing: bytes) {
        do throws(MalformedInput) {
          keyring.certificates.append(try Certificate(packets))
        } catch {
          guard error.code == .unsupported else { throw error }
          keyring.warnings.append(
            Diagnostic(
              "keyring.unsupported-key", "a key in '\(name)' is passed over: \(error)",
              severity: .warning, hint: "only OpenPGP version 4 keys are used"))
        }
      }
    } catch {
      throw Diagnostic(
        "keyring.unreadable", "'\(name)' is not a file of OpenPGP certificates: \(error)",
        hint: "give a public key file, such as PREFIX.pub.asc", exit: .badInput)
    }
    guard !keyring.certificates.isEmpty else {
      throw Diagnostic(
        "keyring.empty", "'\(name)' holds no key that can be used",
        hint: "give OpenPGP version 4 certificates", exit: .badInput)
    }
    return keyring
  }
}
