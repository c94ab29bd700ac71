import Diagnostics
import Foundation
import Recipe
import TestSupport
import Testing

@testable import Pipeline

/// What is to be built, and where it goes.
struct PlanTests {
  private func request(
    _ room: ScratchDirectory, _ text: String, formats: [PackageFormat] = [],
    architectures: [String] = []
  ) throws -> RecipeRequest {
    RecipeRequest(
      recipe: try room.write(text, to: "pkg.yaml"), formats: formats,
      architectures: architectures, overrides: [:], jobs: 1, strict: false,
      environment: ["SOURCE_DATE_EPOCH": "1700000000"])
  }

  private static let head =
    "name: hello\nversion: 1.2.3\nmaintainer: A <a@example.com>\nrelease: 1\n"

  private func plan(
    _ architectures: String, formats: [PackageFormat] = [], only: [String] = []
  ) throws -> BuildPlan {
    let room = try ScratchDirectory()
    return try Pipeline.plan(
      request(
        room, Self.head + "arch: \(architectures)\n", formats: formats, architectures: only))
  }

  private func code<R>(_ body: () throws -> R) -> String? {
    do {
      _ = try body()
      return nil
    } catch {
      return report(error).first?.code
    }
  }

  @Test func targetsInAFixedOrder() throws {
    let names = try plan("[amd64, arm64]").architectures.flatMap(\.targets).map(\.name)
    #expect(
      names.sorted() == [
        "hello-1.2.3-1.aarch64.rpm", "hello-1.2.3-1.x86_64.rpm", "hello_1.2.3-1_amd64.deb",
        "hello_1.2.3-1_arm64.deb",
      ])
    #expect(try plan("[amd64, arm64]").architectures.flatMap(\.targets).map(\.name) == names)
    let one = try plan("[amd64, arm64]", formats: [.rpm], only: ["aarch64"])
    #expect(one.architectures.flatMap(\.targets).map(\.name) == ["hello-1.2.3-1.aarch64.rpm"])
  }

  @Test func architecturesThatAreNot() throws {
    #expect(code { try plan("amd64", only: ["amd46"]) } == "plan.unknown-architecture")
    #expect(code { try plan("amd64", only: ["arm64"]) } == "plan.architecture-not-in-recipe")
    #expect(code { try plan("[arm6, arm7]", formats: [.deb]) } == "plan.output-collision")
    #expect(code { try plan("[arm6, arm7]", formats: [.rpm]) } == nil)
  }

  @Test func destinations() throws {
    let room = try ScratchDirectory()
    try room.makeDirectory("taken.rpm")
    let many = try plan("amd64")
    let one = try plan("amd64", formats: [.rpm])
    func destination(_ target: String, _ plan: BuildPlan) throws -> String {
      let found = try Pipeline.destination(of: target, plan)
      return found.directory + " " + (found.file ?? "-")
    }
    for plan in [many, one] {
      #expect(try destination("out", plan) == "out -")
      #expect(try destination("out/", plan) == "out/ -")
      #expect(try destination("", plan) == " -")
      #expect(try destination("a.rpm/", plan) == "a.rpm/ -")
      #expect(try destination(room["taken.rpm"], plan) == room["taken.rpm"] + " -")
    }
    #expect(try destination("a.rpm", one) == ". a.rpm")
    #expect(try destination("x/y/a.rpm", one) == "x/y a.rpm")
    #expect(try destination("/a.rpm", one) == "/ a.rpm")
    #expect(code { try destination("a.deb", one) } == "plan.target-is-file")
    #expect(code { try destination("a.rpm", many) } == "plan.target-is-file")
  }

  @Test func namesOfOutputs() throws {
    let plan = try plan("amd64", formats: [.rpm])
    let name = "hello-1.2.3-1.x86_64.rpm"
    #expect(
      Set(outputNames(plan, signed: true)) == [
        name, "\(name).cdx.json", "\(name).spdx.json", "SHA256SUMS", "SHA256SUMS.asc",
      ])
    #expect(!outputNames(plan, signed: false).contains("SHA256SUMS.asc"))
  }

  /// The package's own documents need their place.
  @Test(arguments: ["/usr/share/sbom", "/usr/share/sbom/hello/hello.amd64.cdx.json"])
  func whatStandsInTheWayOfDocuments(path: String) async throws {
    let room = try ScratchDirectory()
    let file = try room.write("x", to: "file")
    let text = Self.head + "arch: amd64\ncontents:\n  - {src: \(file), dst: \(path)}\n"
    let found = try await check(request(room, text, formats: [.deb]))
    #expect(found.map(\.code) == ["contents.duplicate-destination"], "\(found)")
    #expect(found.first?.location?.line == 7)
  }

  /// A whole tree at the root: dpkg and our own verification agree that it is sound.
  @Test func aTreeAtTheRoot() async throws {
    let room = try ScratchDirectory()
    try room.write("hello\n", to: "root/usr/share/hello/text")
    let text =
      Self.head + "arch: amd64\ncontents:\n  - {src: \(room["root"]), dst: /, type: tree}\n"
    let report = try await build(
      BuildRequest(
        recipe: request(room, text), target: room["out"], access: KeyAccess()))
    let deb = try #require(report.published.first { $0.hasSuffix(".deb") })
    let listed = try await succeed("dpkg-deb", ["-c", deb])
    #expect(listed.split(separator: "\n").filter { $0.hasSuffix(" ./") }.count == 1, "\(listed)")
    let packages = report.published.filter { $0.hasSuffix(".deb") || $0.hasSuffix(".rpm") }
    let verified = try await verify(VerifyRequest(files: packages, keyrings: []))
    #expect(Set(verified.diagnostics.map(\.code)) == ["verify.unsigned"], "\(verified.diagnostics)")
  }

  /// One package under a name of the user's choice, and nothing when it fails.
  @Test func nothingIsPublishedOnFailure() async throws {
    let room = try ScratchDirectory()
    let text = Self.head + "arch: amd64\ncontents:\n  - {src: \(room["gone"]), dst: /a}\n"
    await #expect(throws: (any Error).self) {
      try await build(
        BuildRequest(
          recipe: request(room, text), target: room["new/out"], access: KeyAccess()))
    }
    #expect(try room.names() == ["pkg.yaml"])
  }
}
