internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import Recipe
internal import Workspace

/// The passphrases of one command's keys.
///
/// A descriptor can be read once, and a variable is wiped when it is read, so what was read is
/// kept for the next key.
final class Passphrases {
  private let source: PassphraseSource
  /// By variable; by the empty name for a file or descriptor.
  private var known: [String: SecretBytes] = [:]

  init(_ source: PassphraseSource) { self.source = source }

  /// The passphrase of a key that signs packages of `formats`, or anything when that is empty.
  ///
  /// `nil` when there is none. A key of one format has a variable of its own, as in nfpm.
  func passphrase(for formats: Set<PackageFormat> = []) throws(Diagnostic) -> SecretBytes? {
    switch source {
    case .file(let path):
      return try kept("") { () throws(Diagnostic) in
        try readSecret(path: path).withoutFinalLineEnd()
      }
    case .descriptor(let descriptor):
      return try kept("") { () throws(Diagnostic) in
        try readSecret(descriptor: descriptor).withoutFinalLineEnd()
      }
    case .environment:
      for variable in Self.variables(for: formats) {
        if let secret = kept(variable, read: { takeSecret(variable: variable) }) { return secret }
      }
      return nil
    }
  }

  /// The variables looked at, nfpm's after our own.
  private static func variables(for formats: Set<PackageFormat>) -> [String] {
    switch formats {
    case [.rpm]: ["PKG_PASSPHRASE", "NFPM_RPM_PASSPHRASE", "NFPM_PASSPHRASE"]
    case [.deb]: ["PKG_PASSPHRASE", "NFPM_DEB_PASSPHRASE", "NFPM_PASSPHRASE"]
    default: ["PKG_PASSPHRASE", "NFPM_PASSPHRASE", "NFPM_RPM_PASSPHRASE", "NFPM_DEB_PASSPHRASE"]
    }
  }

  private func kept<E: Error>(
    _ name: String, read: () throws(E) -> SecretBytes?
  ) throws(E) -> SecretBytes? {
    if let secret = known[name] { return secret }
    let secret = try read()
    known[name] = secret
    return secret
  }
}

/// Reads a passphrase file straight into memory of its own.
///
/// A file others may read is refused: it is no secret.
private func readSecret(path: String) throws(Diagnostic) -> SecretBytes {
  let file = try InputFile(path)
  guard file.facts.permissions & 0o077 == 0 else {
    throw Diagnostic(
      "key.passphrase-file-open", "passphrase file '\(path)' may be read by others",
      hint: "chmod 600 \(path)", exit: .notPermitted)
  }
  guard file.count <= secretLimit else {
    throw Diagnostic(
      "key.passphrase-too-long", "passphrase file '\(path)' has more than \(secretLimit) bytes",
      hint: "is it the file you meant?")
  }
  do {
    return try unsafe SecretBytes(capacity: file.count) { room in
      unsafe try file.read(into: room, at: 0)
      return room.count
    }
  } catch let error as SourceFailure {
    throw .unreadable(path, error.reason)
  } catch {
    throw .unreadable(path, "\(error)")
  }
}

private func readSecret(descriptor: Int32) throws(Diagnostic) -> SecretBytes {
  do {
    return try unsafe SecretBytes(capacity: secretLimit) { room in
      try unsafe readAll(descriptor: descriptor, into: room)
    }
  } catch let error as SourceFailure {
    throw .unreadable("file descriptor \(descriptor)", error.reason)
  } catch {
    throw .unreadable("file descriptor \(descriptor)", "\(error)")
  }
}

/// Takes a secret out of the environment, where children would inherit it.
private func takeSecret(variable: String) -> SecretBytes? {
  var secret: SecretBytes?
  unsafe withEnvironmentVariable(variable) { bytes in
    secret = unsafe SecretBytes(copying: bytes)
  }
  return secret
}

/// No passphrase is longer, in bytes.
private let secretLimit = 64 << 10
