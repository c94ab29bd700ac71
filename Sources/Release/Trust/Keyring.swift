internal import Bytes
public import Cryptography
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
  /// Of secret keys, which is why the file is a secret, the public part is taken. Keys of another OpenPGP version are passed over with
  /// a warning, for they can verify nothing here and must not hide the others.
  ///
  /// - Throws: `Diagnostic` `keyring.unreadable` for what is no file of keys, `keyring.empty` when
  ///   no key in it can be used.
  public static func load(file: SecretBytes, name: String) throws(Diagnostic) -> Keyring {
    var keyring = Keyring()
    do throws(MalformedInput) {
      for packets in try KeyFile.packets(parsing: file) {
        do throws(MalformedInput) {
          keyring.certificates.append(try Certificate(packets))
        } catch {
          guard error.code == .unsupported, error.field != "fingerprint" else { throw error }
          keyring.warnings.append(
            Diagnostic(
              "keyring.unsupported-key", "a key in '\(name)' is passed over: \(error)",
              severity: .warning, hint: "only OpenPGP keys of version 4 and 6 are used"))
        }
      }
    } catch {
      if error.field == "fingerprint" { throw noSHA1("'\(name)'") }
      throw Diagnostic(
        "keyring.unreadable", "'\(name)' is not a file of OpenPGP certificates: \(error)",
        hint: "give a public key file, such as PREFIX.pub.asc", exit: .badInput)
    }
    guard !keyring.certificates.isEmpty else {
      throw Diagnostic(
        "keyring.empty", "'\(name)' holds no key that can be used",
        hint: "give OpenPGP certificates of version 4 or 6", exit: .badInput)
    }
    return keyring
  }
}

/// The fingerprint of a version 4 key is SHA-1, and this libcrypto has none.
func noSHA1(_ what: String) -> Diagnostic {
  Diagnostic(
    "key.no-sha1", "the keys of \(what) cannot be named: libcrypto offers no SHA-1",
    hint: "OpenSSL's configuration, or its FIPS provider, forbids it; fingerprints need it",
    exit: .unavailable)
}
