import Bytes
import Cryptography
import TestSupport
import Testing

@testable import Trust

func assuan(_ text: String) throws -> AssuanLine {
  let bytes = Array(text.utf8)
  var reader = ByteReader(bytes.span.bytes)
  return try AssuanLine(parsing: &reader)
}

func expression(_ bytes: [UInt8]) throws -> SExpression {
  var reader = ByteReader(bytes.span.bytes)
  return try SExpression(parsing: &reader)
}

/// An agent that plays a script: what it must be sent, and what it answers.
final class ScriptedAgent: ByteChannel {
  private var script: [(expected: String, answer: [UInt8])]
  private var pending: [UInt8]
  private(set) var received: [UInt8] = []
  /// How many bytes a read gives at a time.
  private let pace: Int

  init(
    greeting: String = "OK Pleased to meet you\n", pace: Int = 3,
    _ script: [(expected: String, answer: [UInt8])]
  ) {
    self.script = script
    self.pace = pace
    pending = Array(greeting.utf8)
  }

  func write(_ bytes: UnsafeRawBufferPointer) {
    received += bytes
    guard let next = script.first, received.starts(with: Array(next.expected.utf8)) else { return }
    received.removeFirst(next.expected.utf8.count)
    pending += next.answer
    script.removeFirst()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let part = Array(pending.prefix(min(pace, buffer.count)))
    pending.removeFirst(part.count)
    buffer.copyBytes(from: part)
    return part.count
  }
}

struct AgentProtocolTests {
  @Test func linesAreRead() throws {
    #expect(try assuan("OK") == .ok(""))
    #expect(try assuan("OK closing connection") == .ok("closing connection"))
    #expect(
      try assuan("ERR 67108881 No secret key <GPG Agent>")
        == .failed(code: 67_108_881, words: "No secret key <GPG Agent>"))
    #expect(try assuan("D a%25b%0Ac d") == .data(Array("a%b\nc d".utf8)))
    #expect(try assuan("S PROGRESS need_entropy X 1 2") == .status("PROGRESS need_entropy X 1 2"))
    #expect(try assuan("INQUIRE PASSPHRASE") == .inquire("PASSPHRASE"))
    #expect(try assuan("# remark") == .comment)
  }

  @Test(arguments: [
    "", "HELLO", "ok", "ERR", "ERR x", "ERR -1", "D %", "D %2", "D %zz", "ERR 99999999999",
    "D " + String(repeating: "a", count: 1001),
  ])
  func linesThatNoAgentSendsAreRefused(line: String) {
    #expect(throws: MalformedInput.self) { try assuan(line) }
  }

  private func redirection(_ text: String) throws(MalformedInput) -> AssuanRedirection {
    let bytes = Array(text.utf8)
    var reader = ByteReader(bytes.span.bytes)
    return try AssuanRedirection(parsing: &reader)
  }

  @Test func redirectionsAreRead() throws {
    let variables = ["A": "/run/a", "B": "b"]
    for (name, socket) in [
      ("/tmp/S", "/tmp/S"), ("${A}/S.${B}", "/run/a/S.b"), ("x${B}", "xb"), ("$A{B}", "$A{B}"),
      ("${C}", nil),
    ] {
      #expect(
        try redirection("%Assuan%\nsocket=\(name)\n").socket(variables: variables) == socket)
    }
    for text in [
      "", "%Assuan%", "%Assuan%\nsocket=", "%Assuan%\nsocket=\n", "%Assuan%\nsocket=/tmp/S",
      "%Assuan%\n socket=/tmp/S\n", "%Assuan%\nsocket=/tmp/S\nmore\n", "%Assuan%\nsocket=${A\n",
      "%Assuan%\nsocket=/tmp/S\r\n",
      "%Assuan%\nsocket=/" + String(repeating: "a", count: 500) + "\n",
    ] {
      #expect(throws: MalformedInput.self, "\(text)") { try redirection(text) }
    }
  }

  @Test func expressionsAreRead() throws {
    let text = "(7:sig-val(3:rsa(1:s3:\u{1}\u{2}\u{3})))"
    let value = try expression(Array(text.utf8))
    #expect(value.serialized() == Array(text.utf8))
    #expect(value.list("rsa").map(SExpression.list)?.value("s") == [1, 2, 3])
  }

  @Test(arguments: [
    "", "(", ")", "()x", "(1:a", "1:", "0:", "01:a", "5:abc", "x", "(1:a))", "[1:a]1:b",
    "99999999999999999999:a", "((((((((( 1:a)))))))))", "(((((((((1:a)))))))))",
  ])
  func damagedExpressionsAreRefused(text: String) {
    #expect(throws: MalformedInput.self) { try expression(Array(text.utf8)) }
  }

  private static func key() throws -> PrivateKey { try PrivateKey.generate(.ed25519) }

  private static func point(_ key: PublicKey) -> [UInt8] {
    guard case .ed25519(let point) = key.components else { return [] }
    return point
  }

  /// `D` and the bytes, escaped as the agent escapes them.
  private static func data(_ bytes: [UInt8]) -> [UInt8] {
    Array("D ".utf8)
      + bytes.flatMap { byte -> [UInt8] in
        [0x25, 0x0a, 0x0d].contains(byte)
          ? Array("%\(hexadecimal([byte]).uppercased())".utf8) : [byte]
      } + Array("\nOK\n".utf8)
  }

  private static func publicKey(_ key: PublicKey) -> [UInt8] {
    data(
      SExpression.list([
        .atom(Array("public-key".utf8)),
        .list([
          .atom(Array("ecc".utf8)),
          .list([.atom(Array("curve".utf8)), .atom(Array("Ed25519".utf8))]),
          .list([.atom(Array("q".utf8)), .atom([0x40] + point(key))]),
        ]),
      ]).serialized())
  }

  @Test func aSignatureIsAskedForWithThePassphrase() throws {
    let key = try Self.key()
    let grip = try Keygrip(key.publicKey)
    let digest = try digest(.sha256, of: [1])
    let raw = try key.sign(digest, .sha256)
    let value = SExpression.list([
      .atom(Array("sig-val".utf8)),
      .list([
        .atom(Array("eddsa".utf8)), .list([.atom([0x72]), .atom(Array(raw.prefix(32)))]),
        .list([.atom([0x73]), .atom(Array(raw.suffix(32)))]),
      ]),
    ])
    let ok = Array("OK\n".utf8)
    let script: [(expected: String, answer: [UInt8])] = [
      ("RESET\n", ok), ("OPTION pinentry-mode=loopback\n", ok), ("SIGKEY \(grip)\n", ok),
      ("SETHASH 8 \(hexadecimal(digest))\n", ok),
      ("PKSIGN\n", Array("S INQUIRE_MAXLEN 255\nINQUIRE PASSPHRASE\n".utf8)),
      ("D p%25w%0A \u{f6}\nEND\n", Self.data(value.serialized())),
    ]
    // One conversation for the key, one for the signature.
    let answers = Answers([
      ScriptedAgent([("READKEY \(grip)\n", Self.publicKey(key.publicKey))]), ScriptedAgent(script),
    ])
    let signer = try AgentSigner(
      keygrip: grip, passphrase: secret("p%w\n \u{f6}"), terminal: ["ttyname=/dev/x"]
    ) { answers.next() }
    #expect(signer.publicKey.isSame(as: key.publicKey))
    #expect(try signer.provenSignature(of: digest, .sha256) == raw)
  }

  private final class Answers: @unchecked Sendable {
    private var agents: [ScriptedAgent]
    init(_ agents: [ScriptedAgent]) { self.agents = agents }
    func next() -> any ByteChannel { agents.removeFirst() }
  }

  @Test(arguments: [
    ("ERR 67108881 No secret key <GPG Agent>\n", SigningFailure.Kind.noSuchKey),
    ("ERR 67141713 No such file or directory <GPG Agent>\n", .noSuchKey),
    ("ERR 67108875 Bad passphrase <GPG Agent>\n", .wrongSecret),
    ("ERR 83918950 Inappropriate ioctl for device <Pinentry>\n", .secretNeeded),
    ("ERR 67108949 No pinentry <GPG Agent>\n", .secretNeeded),
    ("ERR 83886179 Operation cancelled <Pinentry>\n", .refused),
    ("ERR 100663383 Bad PIN <SCD>\n", .wrongSecret),
    ("ERR 100663426 PIN blocked <SCD>\n", .secretLocked),
    ("ERR 67108924 Not supported <GPG Agent>\n", .unsupported),
    ("ERR 67108926 Timeout <GPG Agent>\n", .timedOut),
    ("nonsense\n", .badAnswer), ("OK\n", .badAnswer), ("D 1:a\nOK\n", .unsupported),
    ("D (((\nOK\n", .badAnswer), ("", .unavailable),
    (String(repeating: "D aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", count: 1700), .badAnswer),
    (String(repeating: "a", count: 2000), .badAnswer),
    (String(repeating: "S PROGRESS\n", count: 10_001), .badAnswer),
  ])
  func whatAnAgentAnswersIsUnderstood(answer: String, kind: SigningFailure.Kind) throws {
    let grip = try Keygrip(try Self.key().publicKey)
    let failure = #expect(throws: SigningFailure.self) {
      try AgentSigner(keygrip: grip, passphrase: nil) {
        ScriptedAgent(pace: 1000, [("READKEY \(grip)\n", Array(answer.utf8))])
      }
    }
    #expect(failure?.kind == kind)
  }

  @Test func aKeyOfAnotherGripIsRefused() throws {
    let key = try Self.key().publicKey
    let grip = try Keygrip(try Self.key().publicKey)
    let failure = #expect(throws: SigningFailure.self) {
      try AgentSigner(keygrip: grip, passphrase: nil) {
        ScriptedAgent([("READKEY \(grip)\n", Self.publicKey(key))])
      }
    }
    #expect(failure?.kind == .unsupported)
  }
}
