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
  /// `nil` when there is none. A key of one format has a variable of its own, as in nfpm. Where no
  /// other source has one, the user is asked `question` at the terminal, if there is a user.
  func passphrase(
    for formats: Set<PackageFormat> = [], asking question: String? = nil
  ) throws(Diagnostic) -> SecretBytes? {
    protectMemory()
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
        if let secret = kept(variable, read: { take(variable) }) { return secret }
      }
      if let secret = try kept("credential", read: readCredential) { return secret }
      guard let question else { return nil }
      return try kept(question) { () throws(Diagnostic) in try askForSecret(question) }
    }
  }

  /// The passphrase that is to protect a new key; `nil` for none.
  ///
  /// At a terminal it is asked for twice.
  func newPassphrase(forKey path: String) throws(Diagnostic) -> SecretBytes? {
    if let given = try passphrase() {
      guard given.count > 0 else {
        throw Diagnostic(
          "key.passphrase-empty", "the passphrase for the new key '\(path)' is empty",
          hint: "give none at all for a key that is not protected", exit: .usage)
      }
      return given
    }
    guard Terminal.isThere else { return nil }
    let first = try askForSecret("New passphrase of key file '\(path)' (empty for none)")
    guard let first else { throw cancelled(path) }
    guard first.count > 0 else { return nil }
    guard let second = try askForSecret("The same passphrase again") else { throw cancelled(path) }
    guard first.equals(second) else {
      throw Diagnostic(
        "key.passphrase-mismatch", "the passphrases for the new key '\(path)' differ",
        hint: "run the command again", exit: .usage)
    }
    return first
  }

  /// What the owner of the passphrase should know.
  private(set) var warnings: [Diagnostic] = []

  /// Takes a secret out of the environment, where children would inherit it.
  private func take(_ variable: String) -> SecretBytes? {
    var secret: SecretBytes?
    unsafe withEnvironmentVariable(variable) { bytes in
      secret = unsafe SecretBytes(copying: bytes)
    }
    if secret != nil {
      warnings.append(
        Diagnostic(
          "key.passphrase-in-environment",
          "the passphrase is taken from '\(variable)', which others may have seen",
          severity: .warning, hint: "give it with --passphrase-file or --passphrase-fd",
          exit: .notPermitted))
    }
    return secret
  }

  /// The credential `pkg.passphrase` that the service manager hands to a service.
  ///
  /// - SeeAlso: systemd.exec(5), `LoadCredential=`.
  private func readCredential() throws(Diagnostic) -> SecretBytes? {
    guard let folder = environmentVariables()["CREDENTIALS_DIRECTORY"], folder.hasPrefix("/"),
      try FileFacts.of("\(folder)/pkg.passphrase") != nil
    else { return nil }
    return try readSecret(path: "\(folder)/pkg.passphrase").withoutFinalLineEnd()
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
func readSecret(path: String) throws(Diagnostic) -> SecretBytes {
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
  return try readSecret(file)
}

/// Reads a whole file straight into memory of its own; unless told, one of more than a mebibyte is
/// no key.
func readSecret(_ file: InputFile, limit: Int = 1 << 20) throws(Diagnostic) -> SecretBytes {
  protectMemory()
  guard file.count <= limit else {
    throw Diagnostic(
      "input.too-large", "'\(file.path)' has \(file.count) bytes, more than a key file has",
      hint: "is it the file you meant?")
  }
  do {
    return try unsafe SecretBytes(capacity: file.count) { room in
      unsafe try file.read(into: room, at: 0)
      return room.count
    }
  } catch let error as SourceFailure {
    throw .unreadable(file.path, error.reason)
  } catch {
    throw .unreadable(file.path, "\(error)")
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

/// What is asked for the passphrase of a key file.
func passphraseQuestion(_ path: String) -> String { "Passphrase of key file '\(path)'" }

private func cancelled(_ path: String) -> Diagnostic {
  Diagnostic(
    "key.passphrase-needed", "no passphrase was typed for the new key '\(path)'",
    hint: "press Return for a key that is not protected", exit: .usage)
}

/// Asks at the terminal; `nil` when nobody is there.
private func askForSecret(_ question: String) throws(Diagnostic) -> SecretBytes? {
  var isThere = true
  do throws(SourceFailure) {
    let secret = try unsafe SecretBytes(capacity: 1024) { (room) throws(SourceFailure) -> Int in
      guard let count = unsafe try Terminal.readSecret(question, into: room) else {
        isThere = false
        return 0
      }
      return count
    }
    return isThere ? secret : nil
  } catch { throw .unreadable(error.name, error.reason) }
}

/// No passphrase is longer, in bytes.
private let secretLimit = 64 << 10
