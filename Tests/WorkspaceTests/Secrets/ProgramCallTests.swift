import Foundation
import TestSupport
import Testing

@testable import Workspace

struct ProgramCallTests {
  private func call(
    _ script: String, environment: [String: String] = [:], seconds: Int = 60
  ) async throws -> (ProgramCall, ScratchDirectory) {
    let place = try ScratchDirectory()
    let program = try await place.writeProgram("#!/bin/sh\n\(script)\n", to: "program")
    return (ProgramCall(program: program, environment: environment, seconds: seconds), place)
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func whatIsWrittenIsRead() async throws {
    let (call, place) = try await call("cat; printf end", environment: ["PATH": "/usr/bin:/bin"])
    defer { withExtendedLifetime(place) {} }
    #expect(text(try call.output(for: Array("start ".utf8))) == "start end")
  }

  @Test func theEnvironmentIsTheOneGiven() async throws {
    let (call, place) = try await call("/usr/bin/env", environment: ["A": "1", "PATH": "/nowhere"])
    defer { withExtendedLifetime(place) {} }
    let names = text(try call.output(for: [])).split(separator: "\n").map {
      $0.prefix { $0 != "=" }
    }
    #expect(Set(names).isSubset(of: ["A", "PATH", "PWD", "_", "OLDPWD", "SHLVL"]))
    #expect(names.contains("A"))
  }

  @Test func aProgramThatDoesNotReadItsInputIsNoFailure() async throws {
    let (call, place) = try await call("echo done")
    defer { withExtendedLifetime(place) {} }
    #expect(text(try call.output(for: [UInt8](repeating: 65, count: 200_000))) == "done\n")
  }

  @Test func failuresAreToldApart() async throws {
    let cases: [(String, ProgramCall.Failure)] = [
      ("echo why >&2; echo more >&2; exit 3", .failed(status: 3, words: "why")),
      ("kill -9 $$", .failed(status: 137, words: "")),
      ("/usr/bin/head -c 100000 /dev/zero", .tooMuch),
      ("/bin/sleep 60", .timedOut),
      ("/bin/sleep 60 & /bin/sleep 60", .timedOut),
    ]
    for (script, failure) in cases {
      let (call, place) = try await call(script, seconds: failure == .timedOut ? 1 : 60)
      defer { withExtendedLifetime(place) {} }
      #expect(throws: failure) { try call.output(for: []) }
    }
    let nothing = ProgramCall(program: "/nowhere/program", environment: [:], seconds: 9)
    let error = #expect(throws: ProgramCall.Failure.self) { try nothing.output(for: []) }
    guard case .unstartable = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// What a program leaves behind holds its output open, and is not waited for.
  @Test func whatIsLeftBehindIsNotWaitedFor() async throws {
    let (call, place) = try await call("/bin/sleep 60 & echo done")
    defer { withExtendedLifetime(place) {} }
    #expect(text(try call.output(for: [])) == "done\n")
  }

  /// More calls at once than there are threads for concurrent work, each blocking its own.
  @Test func manyCallsAtOnceDoNotStarveEachOther() async throws {
    let (call, place) = try await call("/bin/cat")
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for number in 0..<32 { group.addTask { try call.output(for: [UInt8(number)]) } }
      var numbers: Set<UInt8> = []
      for try await output in group { numbers.formUnion(output) }
      #expect(numbers == Set(0..<32))
    }
    withExtendedLifetime(place) {}
  }
}
