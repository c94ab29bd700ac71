public import Bytes
public import Cryptography

/// Why a key could not be used, or a signature not be made.
public enum OpenPGPError: Error, Hashable, Sendable {
  case malformed(MalformedInput)
  /// Allowed by the standard, not supported here; the words name it.
  case unsupported(String)
  /// The private part is protected in a way that is not read here.
  case unsupportedProtection(UnsupportedProtection)
  case passphraseNeeded
  case wrongPassphrase
  /// The file has no private part for this key: it is offline, or on a card.
  case noSecret
  /// The private part does not belong to the public one: damaged, or tampered with.
  case inconsistentKey
  case cryptography(CryptographyError)
  /// The signer refused or failed, in its own words.
  case signer(SigningFailure)
}

extension OpenPGPError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let error): error.description
    case .unsupported(let what): "\(what) is not supported"
    case .unsupportedProtection(let protection): "\(protection) is not supported"
    case .passphraseNeeded: "a passphrase is needed"
    case .wrongPassphrase: "wrong passphrase"
    case .noSecret: "the private part is not there"
    case .inconsistentKey: "the private part does not belong to the public one"
    case .cryptography(let error): "\(error.operation): \(error.reason)"
    case .signer(let failure): failure.description
    }
  }
}

/// Runs what libcrypto may refuse, with its error as one of this room's.
func crypto<R>(_ body: () throws(CryptographyError) -> R) throws(OpenPGPError) -> R {
  do throws(CryptographyError) { return try body() } catch { throw .cryptography(error) }
}

/// Runs a parser, with its error as one of this room's.
func parsing<R>(_ body: () throws(MalformedInput) -> R) throws(OpenPGPError) -> R {
  do throws(MalformedInput) { return try body() } catch { throw .malformed(error) }
}
