import Foundation

/// How to build a test binary, without the name of the file to write.
struct BuildCommand: Sendable {
  var program: String
  /// The arguments before `-o FILE`.
  var head: [String]
  /// The arguments behind it.
  var tail: [String]
  var environment: [String: String]
  /// What is compiled, by name.
  var sources: [String: [UInt8]]
  /// Where the sources are already; `nil` when they must be written first.
  var directory: String?
  /// The name of the built file.
  var output: String
  /// Programs whose version decides what is built, and how each is asked for it.
  var compilers: [[String]]
}

extension TestBinary {
  func command() throws -> BuildCommand {
    switch kind {
    case .go(let toolchain, let kind): try goCommand(toolchain, kind)
    case .c(let kind): try cCommand(kind)
    }
  }

  private func goCommand(_ toolchain: GoToolchain, _ kind: GoKind) throws -> BuildCommand {
    var environment = GoToolchain.environment
    environment["GOARCH"] = architecture.goArch
    environment["CGO_ENABLED"] = kind.usesC ? "1" : "0"
    if kind.usesC, let compiler { environment["CC"] = compiler }
    if !architecture.level.isEmpty {
      environment[architecture.levelVariable] = architecture.level
    }
    if kind == .fips { environment["GOFIPS140"] = "v1.0.0" }
    let linking = "-ldflags="
    let own = flags.filter { $0.hasPrefix(linking) }.map { String($0.dropFirst(linking.count)) }
    let linker = ([kind.linkerFlags] + own).filter { !$0.isEmpty }.joined(separator: " ")
    var arguments = ["build", "-trimpath", "-buildvcs=false", "-buildmode=\(kind.buildMode)"]
    if kind.buildMode == "exe" { arguments.removeLast() }
    if source == nil, !kind.tags.isEmpty {
      arguments += ["-tags", kind.tags.joined(separator: ",")]
    }
    if !linker.isEmpty { arguments.append(linking + linker) }
    arguments += flags.filter { !$0.hasPrefix(linking) }
    let sample = "\(packageDirectory)/Tests/Programs/hello"
    return BuildCommand(
      program: toolchain.program, head: arguments, tail: ["."],
      environment: environment.merging(self.environment) { $1 },
      sources: try source.map {
        ["go.mod": Array("module example.com/hello\n\ngo 1.18\n".utf8), "main.go": Array($0.utf8)]
      } ?? files(in: sample),
      directory: source == nil ? sample : nil,
      output: kind == .cShared ? "libhello.so" : "program",
      compilers: [[toolchain.program, "version"]]
        + (kind.usesC ? [[compiler ?? "gcc", "--version"]] : []))
  }

  private func cCommand(_ kind: CKind) throws -> BuildCommand {
    let sample = "\(packageDirectory)/Tests/Programs"
    let stem = kind == .shared || kind == .object ? "answer" : "greeter"
    // The compiler goes by the name of the file.
    let isCPlusPlus = flags.contains { $0.hasPrefix("-std=c++") }
    let name = "\(stem).\(isCPlusPlus ? "cc" : "c")"
    let compiler = compiler ?? "gcc"
    return BuildCommand(
      program: compiler, head: kind.compilerFlags, tail: [name] + flags,
      environment: environment,
      sources: [
        name: try source.map { Array($0.utf8) } ?? contents(of: "\(sample)/\(name)")
      ],
      directory: source == nil ? sample : nil,
      output: kind == .shared ? "libanswer.so.1" : kind == .object ? "answer.o" : "program",
      compilers: [[compiler, "--version"]])
  }

  /// The C compiler for the architecture and library.
  private var compiler: String? {
    isMusl ? "musl-gcc" : architecture.triplet.map { "\($0)-gcc" }
  }
}

private func files(in directory: String) throws -> [String: [UInt8]] {
  var found: [String: [UInt8]] = [:]
  for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
    found[name] = try contents(of: "\(directory)/\(name)")
  }
  return found
}

private func contents(of path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(filePath: path)))
}
