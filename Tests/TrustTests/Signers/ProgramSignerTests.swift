import Bytes
import Cryptography
import Foundation
import Synchronization
import Testing
import Trust

/// The questions a signing program is asked, and what its answers may be.
struct ProgramSignerTests {
  /// Answers with a text, and keeps what was asked.
  private final class Program: Sendable {
    let asked = Mutex<[String]>([])
    let answer: @Sendable () -> String

    init(_ answer: @escaping @Sendable () -> String) { self.answer = answer }

    func call(_ input: [UInt8]) -> [UInt8] {
      asked.withLock { $0.append(String(decoding: input, as: UTF8.self)) }
      return Array(answer().utf8)
    }
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    String(decoding: Base64.encoded(bytes), as: UTF8.self)
  }

  @Test func theRequestIsOneObject() throws {
    let key = try PrivateKey.generate(.ed25519)
    let digest = try digest(.sha256, of: [1])
    let raw = try key.sign(digest, .sha256)
    let program = Program { #"{"signature":"\#(Self.base64(raw))","encoding":"raw"}"# }
    let signer = try ProgramSigner(key: "alias/\"x\"", expecting: key.publicKey, call: program.call)
    #expect(try signer.provenSignature(of: digest, .sha256) == raw)
    #expect(
      program.asked.withLock { $0 } == [
        #"{"algorithm":"ed25519","digest":"\#(Self.base64(digest))","key":"alias/\"x\"","#
          + #""operation":"sign","version":1}"# + "\n"
      ])
  }

  @Test func thePublicKeyIsAskedForWhenNobodyKnowsIt() throws {
    let key = try PrivateKey.generate(.ed25519).publicKey
    let der = try key.subjectPublicKeyInfo()
    let pem = String(decoding: PEM.encoded("PUBLIC KEY", der), as: UTF8.self)
      .replacingOccurrences(of: "\n", with: "\\n")
    for text in [Self.base64(der), pem] {
      let program = Program { #"{"publicKey":"\#(text)"}"# }
      let signer = try ProgramSigner(key: "", expecting: nil, call: program.call)
      #expect(signer.publicKey.isSame(as: key))
      #expect(
        program.asked.withLock { $0 } == [
          #"{"key":"","operation":"public-key","version":1}"# + "\n"
        ])
    }
  }

  @Test(arguments: [
    "", "x", "[]", "{}", #"{"signature":"%"}"#, #"{"signature":1}"#,
    #"{"signature":"AAAA","encoding":"hex"}"#, #"{"signature":"AAAA","encoding":"der"}"#,
    #"{"publicKey":"AAAA"}"#,
  ])
  func otherAnswersAreRefused(answer: String) throws {
    let key = try PrivateKey.generate(.ed25519).publicKey
    let signer = try ProgramSigner(key: "", expecting: key) { _ in Array(answer.utf8) }
    let failure = #expect(throws: SigningFailure.self) {
      try signer.provenSignature(of: [UInt8](repeating: 1, count: 32), .sha256)
    }
    #expect(failure?.kind == .badAnswer)
    #expect(throws: SigningFailure.self) {
      try ProgramSigner(key: "", expecting: nil) { _ in Array(answer.utf8) }
    }
  }

  @Test func aRefusalIsInTheProgramsWords() throws {
    let key = try PrivateKey.generate(.ed25519).publicKey
    let signer = try ProgramSigner(key: "", expecting: key) { _ in
      Array(#"{"error":"two approvals are missing"}"#.utf8)
    }
    #expect(throws: SigningFailure(.refused, "exec", "two approvals are missing")) {
      try signer.sign([1], .sha256)
    }
  }

  @Test func aSignatureByAnotherKeyIsFoundOut() throws {
    let key = try PrivateKey.generate(.ed25519)
    let other = try PrivateKey.generate(.ed25519)
    let digest = try digest(.sha256, of: [1])
    let raw = try other.sign(digest, .sha256)
    let signer = try ProgramSigner(key: "", expecting: key.publicKey) { _ in
      Array(#"{"signature":"\#(Self.base64(raw))","encoding":"raw"}"#.utf8)
    }
    let failure = #expect(throws: SigningFailure.self) {
      try signer.provenSignature(of: digest, .sha256)
    }
    #expect(failure?.kind == .badSignature)
  }
}
