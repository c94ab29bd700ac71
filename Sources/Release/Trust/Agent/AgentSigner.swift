internal import Bytes
public import Cryptography

/// A key in a running gpg-agent, or on a card it drives; no gpg program is needed.
public struct AgentSigner: RawSigner {
  /// Connects to the agent; each signature has a connection of its own, as the agent wants it.
  public typealias Connect = @Sendable () throws(SigningFailure) -> any ByteChannel

  public let publicKey: PublicKey
  public let keygrip: Keygrip
  private let connect: Connect
  private let passphrase: SecretBytes?
  private let terminal: [String]

  /// Asks the agent for a key.
  ///
  /// With a `passphrase` the agent's own prompt is not used; without, it asks the user itself, and
  /// `terminal` are the `OPTION`s that tell it where the user is.
  ///
  /// - Throws: `SigningFailure` `.noSuchKey`, `.unavailable`, `.badAnswer` and what else the agent
  ///   says.
  public init(
    keygrip: Keygrip, passphrase: SecretBytes?, terminal: [String] = [],
    connect: @escaping Connect
  ) throws(SigningFailure) {
    self.keygrip = keygrip
    self.passphrase = passphrase
    self.terminal = terminal
    self.connect = connect
    let agent = try AgentConversation(try connect())
    let answer = try Self.expression(try agent.ask("READKEY \(keygrip)"))
    do throws(CryptographyError) {
      guard let key = try answer.publicKey() else {
        throw CryptographyError(operation: "key", reason: "its kind is not used here")
      }
      guard try Keygrip(key) == keygrip else {
        throw CryptographyError(operation: "key", reason: "it has another keygrip")
      }
      publicKey = key
    } catch { throw SigningFailure(.unsupported, "gpg-agent", error.reason) }
  }

  public func sign(
    _ digest: [UInt8], _ algorithm: DigestAlgorithm
  ) throws(SigningFailure) -> [UInt8] {
    guard digest.count == algorithm.byteCount, let identifier = Self.identifiers[algorithm] else {
      throw SigningFailure(
        .unsupported, "gpg-agent", "it signs SHA digests only, not \(digest.count) other bytes")
    }
    let agent = try AgentConversation(try connect())
    _ = try agent.ask("RESET")
    if passphrase != nil {
      _ = try agent.ask("OPTION pinentry-mode=loopback")
    } else {
      for option in terminal { _ = try agent.ask("OPTION \(option)") }
    }
    _ = try agent.ask("SIGKEY \(keygrip)")
    _ = try agent.ask("SETHASH \(identifier) \(hexadecimal(digest))")
    let answer = try agent.ask("PKSIGN") { keyword in
      keyword == "PASSPHRASE" ? passphrase : nil
    }
    guard let signature = try Self.expression(answer).signature(by: publicKey) else {
      throw SigningFailure(.badAnswer, "gpg-agent", "the signature is of another kind")
    }
    return signature
  }

  private static func expression(_ bytes: [UInt8]) throws(SigningFailure) -> SExpression {
    var reader = unsafe ByteReader(bytes.span.bytes)
    do throws(MalformedInput) { return try SExpression(parsing: &reader) } catch {
      throw SigningFailure(.badAnswer, "gpg-agent", "not a canonical S-expression: \(error)")
    }
  }

  /// libgcrypt's numbers of the digests, which are OpenPGP's.
  private static let identifiers: [DigestAlgorithm: Int] = [.sha256: 8, .sha384: 9, .sha512: 10]
}
