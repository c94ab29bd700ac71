import Bytes
import Diagnostics
import ELF
import Foundation
import Platform
import TestSupport
import Testing

@testable import Checks

/// What the end of a run says of a program.
///
/// The words are those that QEMU 7.2, the kernel and Go 1.27.3 print.
struct CheckRunTests {
  private func findings(
    _ end: RunEnd, _ errors: String = "", on model: String? = nil, native: Bool = false,
    expecting status: Int32 = 0
  ) async throws -> [Diagnostic] {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: try await TestBinary.c().path())))
    var reader = ByteReader(bytes.span.bytes)
    let plan = try RunPlan(
      try ELFFile(parsing: &reader), nil, label: nil, host: nil, processor: .promised,
      subject: "p")
    return checkRun(
      RunRecord(
        subject: "p", plan: plan, engine: native ? .native : .emulator("x86_64", model: model),
        end: end, output: [], errors: Array(errors.utf8)), expectedStatus: status)
  }

  static let cases: [(RunEnd, String, String)] = [
    (.exited(1), "", "run.exit-status"),
    (.signaled("SIGSEGV"), "", "run.signal"),
    (
      .signaled("SIGILL"), "qemu: uncaught target signal 4 (Illegal instruction) - core dumped\n",
      "run.processor"
    ),
    (
      .exited(1),
      "This program can only be run on AMD64 processors with v3 microarchitecture support.\n",
      "run.processor"
    ),
    (
      .exited(1), "This program can only run on ARM64 processors with LSE support.\n",
      "run.processor"
    ),
    (
      .exited(1),
      "runtime: this CPU has no floating point hardware, so it cannot run\nthis GOARM=7 binary.",
      "run.processor"
    ),
    (
      .exited(255), "qemu-arm: /tmp/p: Invalid ELF image for this architecture\n",
      "run.exec-format"
    ),
    (.badFormat, "", "run.exec-format"),
    (
      .exited(255),
      "qemu-x86_64-static: Could not open '/lib64/ld-linux-x86-64.so.2': No such file",
      "run.missing-loader"
    ),
    (.missingLoader, "", "run.missing-loader"),
    (.timedOut(seconds: 3), "", "run.time-out"),
    (.refused("Permission denied"), "", "run.not-started"),
  ]

  @Test(arguments: cases)
  func endsAreToldApart(_ end: RunEnd, _ errors: String, _ code: String) async throws {
    let found = try await findings(end, errors, on: "qemu64")
    #expect(found.map(\.code) == [code])
    #expect(found.allSatisfy { $0.exit == .findings && $0.hint != nil || $0.code == "run.signal" })
  }

  @Test func theStatusExpectedIsNoFinding() async throws {
    #expect(try await findings(.exited(0)).isEmpty)
    #expect(try await findings(.exited(7), expecting: 7).isEmpty)
    #expect(try await findings(.exited(0), expecting: 7).map(\.code) == ["run.exit-status"])
  }

  /// The emulator's words mean nothing where there is no emulator.
  @Test func aProgramMayPrintTheSame() async throws {
    let words = "p: Invalid ELF image for this architecture\n"
    #expect(
      try await findings(.exited(255), words, native: true).map(\.code) == ["run.exit-status"])
  }

  @Test func anUnknownModelIsTheUsersMistake() async throws {
    let words = "qemu-x86_64-static: unable to find CPU model 'vax'\n"
    let found = try await findings(.exited(1), words, on: "vax")
    #expect(found.map(\.code) == ["run.unknown-processor"])
    #expect(found.first?.exit == .usage)
    #expect(try await findings(.exited(1), words).map(\.code) == ["run.exit-status"])
  }

  @Test func lastWordsAreFitForATerminal() async throws {
    let found = try await findings(.exited(1), "first\n\u{1b}[2Jgone\n \n")
    #expect(try #require(found.first).message.hasSuffix(": \u{1b}[2Jgone"))
    #expect(try #require(found.first).description.contains(": \\u001b[2Jgone [run.exit-status]"))
    let long = try await findings(.exited(1), String(repeating: "x", count: 100_000))
    #expect(try #require(long.first).message.utf8.count < 300)
  }
}
