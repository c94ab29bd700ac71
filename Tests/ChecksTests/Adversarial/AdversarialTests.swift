import Bytes
import ELF
import Foundation
import TestSupport
import Testing

@testable import Checks

/// Programs spoiled in every way that has misled a kernel, a linker or a tool.
///
/// Rows 43 and 44, what is no regular file and files beyond 4 GiB, are about files on a disk:
/// `UnusualFileTests` holds every command to them.
@Suite struct AdversarialTests {
  static let rows = AdversarialInput.all

  /// What `pkg inspect` makes of bytes.
  private func outcome(_ bytes: [UInt8]) -> AdversarialInput.Outcome {
    do throws(MalformedInput) {
      let facts = try BinaryFacts(parsing: bytes.span.bytes)
      let findings = checkBinary(facts, subject: "x")
      _ = BinaryReport(facts, findings: findings).text
      return findings.first { $0.severity == .error }.map { .unsound($0.code) } ?? .sound
    } catch {
      return .malformed(error.code, error.field ?? "")
    }
  }

  @Test func everyRowIsHere() {
    #expect(Set(Self.rows.map(\.number)) == Set(1...45).subtracting([43, 44]))
    #expect(Set(Self.rows.map(\.description)).count == Self.rows.count)
  }

  @Test(arguments: rows) func isJudged(_ row: AdversarialInput) async throws {
    let found = try await outcome(row.make())
    #expect(found == row.outcome)
  }

  /// The undamaged programs are sound, to both.
  @Test func theSpecimensAreSound() async throws {
    let place = try ScratchDirectory()
    for specimen in [try await Specimen.program(), try await .narrow()] {
      #expect(outcome(specimen.bytes) == .sound)
      let path = try place.write(specimen.bytes, to: "program")
      #expect(try await run("eu-elflint", ["--gnu-ld", path]).output == "No errors\n")
    }
    #expect(try await outcome(Specimen.go().bytes) == .sound)
  }

  @Test(arguments: rows.filter { $0.lint != .isSilent })
  func eulintAgrees(_ row: AdversarialInput) async throws {
    let place = try ScratchDirectory()
    let bytes = try await row.make()
    let path = try place.write(bytes, to: "program")
    let lint = try await run("eu-elflint", ["--gnu-ld", path])
    let isClean = lint.status == 0 && lint.output == "No errors\n"
    switch row.lint {
    case .agrees: #expect(isClean == row.outcome.isSound, "\(lint.output)\(lint.errors)")
    case .isLax: #expect(isClean && !row.outcome.isSound)
    case .isStrict: #expect(!isClean && row.outcome.isSound)
    case .isSilent: break
    }
  }

  /// What ran still runs when it is stripped or split, or it is refused; what did not, may not.
  @Test(arguments: rows) func strippingBreaksNothing(_ row: AdversarialInput) async throws {
    let bytes = try await row.make()
    var reader = ByteReader(bytes.span.bytes)
    guard let file = try? ELFFile(parsing: &reader) else { return }
    _ = try? file.debugFile(of: bytes.span.bytes)
    let place = try ScratchDirectory()
    let before = try await runs(bytes, in: place)
    for mode in StripMode.allCases {
      guard let image = try? file.stripped(mode, of: bytes.span.bytes) else { continue }
      let output = image.assembled(from: bytes.span.bytes)
      #expect(output.count == image.size && output.count <= bytes.count + 4096)
      if let before { #expect(try await runs(output, in: place) == before, "\(mode)") }
    }
  }

  /// What the program prints; `nil` when it does not run.
  private func runs(_ bytes: [UInt8], in place: ScratchDirectory) async throws -> String? {
    let path = try place.write(bytes, to: "run-\(UUID())", mode: 0o755)
    let result = try await run(
      "timeout", ["--kill-after=1", "60", "prlimit", "--as=4000000000", "--core=0", path])
    #expect(result.status != 124, "it does not end")
    return result.status == 0 ? result.output : nil
  }
}
