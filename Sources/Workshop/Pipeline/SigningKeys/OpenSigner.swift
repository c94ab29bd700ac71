internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import OpenPGP
internal import Recipe
internal import SSH
internal import Trust
internal import Workspace

/// A key's name, and where the secret that opens it comes from.
struct SignerOpening {
  /// What the user called it.
  var name: String
  var reference: KeyReference
  var passphrases: Passphrases
  /// The formats that this key alone signs; empty for all.
  var formats: Set<PackageFormat> = []

  /// Opens a key that is no OpenPGP key file.
  ///
  /// With a certificate, the key is expected to be one of its.
  ///
  /// - Throws: `Diagnostic` `signer.…`, `key.bad-reference`, and why a secret cannot be read.
  func signer(for certificate: Certificate?, at time: UInt32) throws(Diagnostic) -> any RawSigner {
    let expected = certificate.flatMap { SigningKey.expected(in: $0, at: time) }
    switch reference {
    case .file(let path):
      let file = try InputFile(path)
      return try container(try readSecret(file))
    case .agent(let key): return try agent(key, certificate)
    case .token(let token): return try self.token(token, expected)
    case .provider(let key):
      return try asking("Passphrase of \(name)") { (ask) throws(SigningFailure) in
        try ProviderKey.load(provider: key.provider, uri: key.uri, passphrase: ask)
      }
    case .program(let key): return try program(key, expected)
    }
  }

  /// A key of PKCS#8, PKCS#12 or OpenSSH.
  func container(_ bytes: SecretBytes) throws(Diagnostic) -> PrivateKey {
    if SSHPrivateKey.isOne(bytes) { return try sshKey(bytes) }
    return try asking(passphraseQuestion(name)) { (ask) throws(SigningFailure) in
      try PrivateKey.load(container: bytes, passphrase: ask)
    }
  }

  /// A key of OpenSSH's own, in the clear: bcrypt, which the others take, is not libcrypto's.
  private func sshKey(_ bytes: SecretBytes) throws(Diagnostic) -> PrivateKey {
    let cipher: String
    do throws(MalformedInput) {
      let key = try SSHPrivateKey(file: bytes)
      guard let name = key.cipher else { return try key.unlocked() }
      cipher = name
    } catch {
      throw Diagnostic(
        "key.unreadable", "'\(name)' is not an OpenSSH key that is read: \(error)",
        hint: "give an Ed25519, RSA or ECDSA key as ssh-keygen made it", exit: .badInput)
    }
    throw Diagnostic(
      "key.ssh-protected", "key file '\(name)' is an OpenSSH key under a passphrase (\(cipher))",
      hint: "take the passphrase off a copy that nobody else can read, 'ssh-keygen -p -N \"\" -f "
        + "COPY', or keep the key in gpg-agent", exit: .notPermitted)
  }

  private func agent(
    _ key: AgentKeyName, _ certificate: Certificate?
  ) throws(Diagnostic) -> AgentSigner {
    let variables = environmentVariables()
    let socket = try redirected(try agentSocket(key, variables), variables)
    // The agent's own prompt is better than ours: it does not show us the passphrase.
    let secret = try passphrases.passphrase(for: formats)
    let terminal = [
      ("ttyname", variables["GPG_TTY"]), ("ttytype", variables["TERM"]),
      ("display", variables["DISPLAY"]),
    ].compactMap { option, value in value.map { "\(option)=\(printable($0))" } }
    let grip = try keygrip(key, certificate)
    return try failing { () throws(SigningFailure) in
      try AgentSigner(
        keygrip: grip, passphrase: secret,
        terminal: terminal.filter { $0.utf8.count < 500 }
      ) { () throws(SigningFailure) in
        do throws(SourceFailure) {
          return AgentChannel(try UnixSocket(socket, seconds: 300))
        } catch {
          throw SigningFailure(.unavailable, "gpg-agent", "'\(error.name)': \(error.reason)")
        }
      }
    }
  }

  /// The keygrip that is meant: of the certificate's key with that fingerprint or keygrip, or, with
  /// no certificate, the text itself.
  private func keygrip(
    _ key: AgentKeyName, _ certificate: Certificate?
  ) throws(Diagnostic) -> Keygrip {
    guard let text = Keygrip(key.identifier) else {
      preconditionFailure("a key's name has the form of a keygrip")
    }
    guard let certificate else { return text }
    for packet in certificate.keys {
      // A key that does not sign has no name here.
      guard let publicKey = try? packet.verificationKey() else { continue }
      let grip: Keygrip
      do throws(CryptographyError) { grip = try Keygrip(publicKey) } catch {
        throw SigningFailure(error).diagnostic(key: name)
      }
      if "\(packet.fingerprint)" == key.identifier || grip == text { return grip }
    }
    throw SigningKey.mismatch(certificate, name: name)
  }

  private func agentSocket(
    _ key: AgentKeyName, _ variables: [String: String]
  ) throws(Diagnostic) -> String {
    if let socket = key.socket { return socket }
    let paths: [String]
    do throws(CryptographyError) {
      paths = try agentSocketPaths(
        home: variables["HOME"], gnupgHome: variables["GNUPGHOME"], user: currentUser())
    } catch { throw SigningFailure(error).diagnostic(key: name) }
    for path in paths where try FileFacts.of(path) != nil { return path }
    throw SigningFailure(
      .unavailable, "gpg-agent", "no socket at \(paths.map { "'\($0)'" }.joined(separator: ", "))"
    ).diagnostic(key: name)
  }

  /// The socket that a file in a socket's place names, once; a socket's own path.
  ///
  /// A relative name is refused: libassuan would look for it from wherever it is started.
  private func redirected(
    _ path: String, _ variables: [String: String]
  ) throws(Diagnostic) -> String {
    guard let facts = try FileFacts.of(path), facts.kind == .file else { return path }
    func unusable(_ reason: String) -> Diagnostic {
      SigningFailure(.unavailable, "gpg-agent", "'\(path)' is no socket, and \(reason)")
        .diagnostic(key: name)
    }
    guard facts.isTrustworthyOwner, facts.permissions & 0o022 == 0 else {
      throw unusable("others may change where it leads")
    }
    let bytes = try InputFile(path).contents(limit: AssuanRedirection.longest)
    var reader = unsafe ByteReader(bytes.span.bytes)
    let redirection: AssuanRedirection
    do throws(MalformedInput) { redirection = try AssuanRedirection(parsing: &reader) } catch {
      throw unusable("names none: \(error)")
    }
    guard let socket = redirection.socket(variables: variables), socket.hasPrefix("/") else {
      throw unusable("names none by an absolute path")
    }
    return socket
  }

  private func token(_ token: TokenURI, _ expected: PublicKey?) throws(Diagnostic) -> TokenSigner {
    var selection = TokenSelection(module: token.modulePath)
    selection.token = token.token
    selection.manufacturer = token.manufacturer
    selection.model = token.model
    selection.serial = token.serial
    selection.slot = token.slot
    selection.label = token.object
    selection.identifier = token.identifier
    protectMemory()
    let pin = try token.pinSource.map { (path) throws(Diagnostic) in
      try readSecret(path: path).withoutFinalLineEnd()
    }
    return try asking("PIN of token '\(token.token ?? name)'", known: pin) {
      (ask) throws(SigningFailure) in
      try TokenSigner(selection, expecting: expected, pin: ask)
    }
  }

  private func program(
    _ key: ProgramKeyName, _ expected: PublicKey?
  ) throws(Diagnostic) -> ProgramSigner {
    let file = try InputFile(key.program)
    guard file.facts.permissions & 0o022 == 0, file.facts.isTrustworthyOwner else {
      throw Diagnostic(
        "signer.program-open", "the program '\(key.program)' may be changed by others",
        hint: "own it, and chmod go-w \(key.program)", exit: .notPermitted)
    }
    let call = ProgramCall(
      program: key.program.hasPrefix("/") ? key.program : "./\(key.program)",
      environment: programEnvironment(), seconds: key.seconds)
    return try failing { () throws(SigningFailure) in
      try ProgramSigner(key: key.key, expecting: expected) { (input) throws(SigningFailure) in
        do throws(ProgramCall.Failure) { return try call.output(for: input) } catch {
          throw failure(error, of: key.program, after: key.seconds)
        }
      }
    }
  }

  /// Runs what may ask for a secret; why there is none is told before what its lack led to.
  private func asking<Signer>(
    _ question: String, known: SecretBytes? = nil,
    _ open: (() -> SecretBytes?) throws(SigningFailure) -> Signer
  ) throws(Diagnostic) -> Signer {
    var problem: Diagnostic?
    do throws(SigningFailure) {
      return try open {
        if let known { return known }
        do throws(Diagnostic) {
          return try passphrases.passphrase(for: formats, asking: question)
        } catch {
          problem = error
          return nil
        }
      }
    } catch { throw problem ?? error.diagnostic(key: name) }
  }

  private func failing<Signer>(
    _ open: () throws(SigningFailure) -> Signer
  ) throws(Diagnostic) -> Signer {
    do throws(SigningFailure) { return try open() } catch { throw error.diagnostic(key: name) }
  }
}

/// What a signing program finds in its environment; see `Documentation/Keys.md`.
private func programEnvironment() -> [String: String] {
  let own = environmentVariables()
  var variables = own.filter { $0.key.hasPrefix("PKG_SIGNER_") }
  variables["PATH"] = "/usr/local/bin:/usr/bin:/bin"
  variables["LC_ALL"] = "C"
  variables["HOME"] = own["HOME"]
  return variables
}

private func failure(
  _ failure: ProgramCall.Failure, of program: String, after seconds: Int
) -> SigningFailure {
  switch failure {
  case .unstartable(let words):
    SigningFailure(.unavailable, "exec", "'\(program)' cannot be started: \(words)")
  case .timedOut:
    SigningFailure(.timedOut, "exec", "'\(program)' did not answer within \(seconds) seconds")
  case .tooMuch:
    SigningFailure(
      .badAnswer, "exec", "'\(program)' printed more than \(ProgramCall.outputLimit) bytes")
  case .failed(let status, let words):
    SigningFailure(
      .refused, "exec",
      "'\(program)' ended with status \(status)\(words.isEmpty ? "" : ": \(words)")")
  }
}

/// A socket as the agent's protocol takes it.
private final class AgentChannel: ByteChannel {
  private let socket: UnixSocket

  init(_ socket: UnixSocket) { self.socket = socket }

  func write(_ bytes: UnsafeRawBufferPointer) throws(SigningFailure) {
    do throws(SourceFailure) { unsafe try socket.write(bytes) } catch { throw failure(error) }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SigningFailure) -> Int {
    do throws(SourceFailure) { return unsafe try socket.read(into: buffer) } catch {
      throw failure(error)
    }
  }

  private func failure(_ error: SourceFailure) -> SigningFailure {
    SigningFailure(
      error.reason == UnixSocket.late ? .timedOut : .unavailable, "gpg-agent",
      "'\(error.name)': \(error.reason)")
  }
}
