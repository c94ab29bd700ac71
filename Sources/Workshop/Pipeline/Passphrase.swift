internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import Recipe
internal import Workspace

extension PassphraseSource {
  /// The variables looked at, nfpm's after our own.
  static let variables = [
    "PKG_PASSPHRASE", "NFPM_PASSPHRASE", "NFPM_RPM_PASSPHRASE", "NFPM_DEB_PASSPHRASE",
  ]

  /// Reads the passphrase into memory of its own; `nil` when there is none.
  func passphrase() throws(Diagnostic) -> SecretBytes? {
    switch self {
    case .file(let path):
      let secret = try readSecret(path: path)
      return secret.withoutFinalLineEnd()
    case .descriptor(let descriptor):
      let secret = try readSecret(descriptor: descriptor)
      return secret.withoutFinalLineEnd()
    case .environment:
      for variable in Self.variables {
        if let secret = takeSecret(variable: variable) { return secret }
      }
      return nil
    }
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
