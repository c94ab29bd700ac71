import Archiving
import Bytes
import Compression
import Cryptography
import Diagnostics
import Foundation
import OpenPGP
import Recipe
import SBOM
import TestSupport
import Testing

@testable import Pipeline

/// What errors mean to the user.
struct FailuresTests {
  private struct Unheard: Error {}

  /// The numbers are those of sysexits.h.
  @Test func everyKindOfError() {
    let one = Diagnostic("a.b", "x", exit: .usage)
    #expect(report(one) == [one])
    let two = Diagnostic("c.d", "y", severity: .warning)
    #expect(report(Diagnostics([one, two])) == [one, two])
    let cases: [(any Error, String, Int32, String)] = [
      (SinkFailure(name: "f", reason: "full"), "output.write-failed", 74, "'f': full"),
      (SourceFailure(name: "f", reason: "gone"), "input.unreadable", 66, "'f': gone"),
      (ArchiveError(code: 1, message: "too large"), "archive.failed", 65, "too large"),
      (
        CompressionError(library: "liblzma", reason: "r"), "compression.failed", 70,
        "liblzma failed: r"
      ),
      (
        CryptographyError(operation: "EVP_x", reason: "r"), "cryptography.failed", 69,
        "EVP_x: r"
      ),
      (
        OpenPGPError.signer(SigningFailure(.refused, "token", "card removed")), "signer.refused",
        77, "token: card removed"
      ),
      (
        OpenPGPError.cryptography(CryptographyError(operation: "EVP", reason: "no")),
        "cryptography.failed", 69, "EVP: no"
      ),
      (
        UndescribablePackage.contradictorySums(module: "m@v1"), "sbom.contradictory-sums",
        65, "'m@v1'"
      ),
      (
        UndescribablePackage.digestUnavailable("SHA1"), "cryptography.failed", 69, "SHA1"
      ),
      (CancellationError(), "internal.cancelled", 70, "cancelled"),
      (Unheard(), "internal.unexpected", 70, "Unheard"),
    ]
    for (error, code, exit, words) in cases {
      let found = report(error)
      #expect(found.map(\.code) == [code] && found.map(\.exit.rawValue) == [exit])
      #expect(found.first?.message.contains(words) ?? false, "\(found)")
      #expect(found.first?.severity == .error)
    }
  }

  @Test func resultsAsJSON() throws {
    let report = Report(text: "t\n", value: ["b": "x/y", "a": "ü"])
    #expect(try report.json() == "{\n  \"a\" : \"ü\",\n  \"b\" : \"x/y\"\n}\n")
  }

  // MARK: Concurrency

  private actor Gauge {
    var running = 0
    var most = 0
    func enter() {
      running += 1
      most = max(most, running)
    }
    func leave() { running -= 1 }
  }

  @Test(arguments: [-1, 0, 1, 3, 100]) func resultsKeepTheirOrder(width: Int) async throws {
    let gauge = Gauge()
    let results = try await concurrentMap(Array(0..<50), width: width) { number in
      await gauge.enter()
      await Task.yield()
      await gauge.leave()
      return number * 2
    }
    #expect(results == (0..<50).map { $0 * 2 })
    #expect(await gauge.most <= max(1, width))
    #expect(await gauge.running == 0)
    #expect(try await concurrentMap([Int](), width: width) { $0 } == [])
  }

  @Test func theFirstErrorEndsTheRest() async {
    let gauge = Gauge()
    await #expect(throws: Unheard.self) {
      try await concurrentMap(Array(0..<50), width: 4) { number in
        await gauge.enter()
        if number == 7 {
          await gauge.leave()
          throw Unheard()
        }
        await Task.yield()
        await gauge.leave()
        return number
      }
    }
    #expect(await gauge.running == 0)
  }

  // MARK: Passphrases

  private func text(_ secret: SecretBytes?) -> String? {
    secret?.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }

  @Test func passphrasesFromFiles() throws {
    let room = try ScratchDirectory()
    for (stored, expected) in [("one\n", "one"), ("two", "two"), ("three\r\n", "three"), ("", "")] {
      let path = try room.write(stored, to: "secret")
      try #require(chmod(path, 0o600) == 0)
      #expect(text(try Passphrases(.file(path)).passphrase()) == expected)
      let descriptor = open(path, O_RDONLY)
      defer { close(descriptor) }
      #expect(text(try Passphrases(.descriptor(descriptor)).passphrase()) == expected)
    }
    let path = room["secret"]
    try #require(chmod(path, 0o640) == 0)
    let open = #expect(throws: Diagnostic.self) { try Passphrases(.file(path)).passphrase() }
    #expect(open?.code == "key.passphrase-file-open" && open?.exit == .notPermitted)
    let gone = #expect(throws: Diagnostic.self) {
      try Passphrases(.file(room["gone"])).passphrase()
    }
    #expect(gone?.code == "input.missing")
    let closed = #expect(throws: Diagnostic.self) {
      try Passphrases(.descriptor(9999)).passphrase()
    }
    #expect(closed?.message == "cannot read 'file descriptor 9999': Bad file descriptor")
  }

  @Test func passphrasesFromTheEnvironment() async {
    await #expect(processExitsWith: .success) {
      for name in ["PKG", "NFPM", "NFPM_RPM", "NFPM_DEB"] { unsetenv("\(name)_PASSPHRASE") }
      func found(_ passphrases: Passphrases, _ formats: Set<PackageFormat> = []) throws -> String? {
        try passphrases.passphrase(for: formats)?.withUnsafeBytes {
          String(decoding: $0, as: UTF8.self)
        }
      }
      guard try found(Passphrases(.environment)) == nil else { exit(1) }
      setenv("NFPM_PASSPHRASE", "general", 1)
      setenv("NFPM_RPM_PASSPHRASE", "rpm's", 1)
      let nfpm = Passphrases(.environment)
      // A variable is wiped when it is read, and yet serves every key.
      for _ in 0..<2 {
        guard try found(nfpm, [.rpm]) == "rpm's", try found(nfpm, [.deb]) == "general",
          try found(nfpm) == "general"
        else { exit(2) }
      }
      guard getenv("NFPM_PASSPHRASE") == nil, getenv("NFPM_RPM_PASSPHRASE") == nil else { exit(3) }
      setenv("PKG_PASSPHRASE", "own", 1)
      setenv("NFPM_DEB_PASSPHRASE", "deb's", 1)
      guard try found(Passphrases(.environment), [.deb]) == "own" else { exit(4) }
      guard try found(Passphrases(.environment), [.rpm]) == nil else { exit(5) }
      guard try found(Passphrases(.environment)) == "deb's" else { exit(6) }
    }
  }
}
