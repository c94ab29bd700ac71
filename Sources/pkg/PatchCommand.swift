internal import ArgumentParser
import Diagnostics
import Pipeline
import Recipe
import Workspace

/// `pkg patch`: changes how a program finds its loader and libraries.
struct PatchCommand: PackageCommand {
  static let configuration = CommandConfiguration(
    commandName: "patch",
    abstract: "Change the loader, search path and libraries of an ELF file of any architecture.",
    discussion: """
      What is loaded stays where it is. The result is read back and compared with the input; a \
      change that is made already gives the same file. The changes are patchelf's, in its \
      order: name, loader, search path, libraries removed, replaced and added.
      """)

  @Option(name: .long, help: "The path of the dynamic loader.")
  var setInterpreter: String?

  @Option(name: .long, help: "The directories to search for libraries, joined by colons.")
  var setRpath: String?

  @Option(name: .long, help: "A directory to append to those. May be repeated.")
  var addRpath: [String] = []

  @Flag(name: .long, help: "Drop the directories.")
  var removeRpath = false

  @Flag(name: .long, help: "Make them a DT_RPATH, which libraries inherit, not a DT_RUNPATH.")
  var forceRpath = false

  @Option(name: .long, help: "A library to need before all others. May be repeated.")
  var addNeeded: [String] = []

  @Option(name: .long, help: "A library no longer needed. May be repeated.")
  var removeNeeded: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp("A library to need instead of another. May be repeated.", valueName: "A=B"))
  var replaceNeeded: [String] = []

  @Option(name: .long, help: "The name by which others need this library.")
  var setSoname: String?

  @Flag(name: .long, help: "Make the stack executable.")
  var setExecstack = false

  @Flag(name: .long, help: "Make the stack not executable.")
  var clearExecstack = false

  @Option(name: .long, help: "The number of the operating system ABI: 0 is System V, 3 GNU.")
  var setOsAbi: UInt8?

  @Flag(help: "Print the dynamic loader.")
  var printInterpreter = false

  @Flag(help: "Print the libraries needed, one a line.")
  var printNeeded = false

  @Flag(help: "Print the directories searched for libraries.")
  var printRpath = false

  @Flag(help: "Print the name by which others need this library.")
  var printSoname = false

  @Flag(help: "Print the operating system ABI.")
  var printOsAbi = false

  @Flag(help: "Print whether the stack is executable.")
  var printExecstack = false

  @Argument(help: "The file to patch.", completion: .file())
  var input: String

  @Option(
    name: .shortAndLong, help: "Where the result goes; it may be the input itself.",
    completion: .file())
  var output: String?

  func validate() throws {
    if setExecstack, clearExecstack {
      throw ValidationError("Give one of --set-execstack and --clear-execstack.")
    }
    for pair in replaceNeeded where replacement(pair) == nil {
      throw ValidationError("--replace-needed takes OLD=NEW, not '\(pair)'.")
    }
    let changes = request() != BinaryPatch()
    guard changes || !questions.isEmpty else {
      throw ValidationError("Say what to change, or what to print.")
    }
    if changes, !questions.isEmpty {
      throw ValidationError("Print before or after a change, not with it.")
    }
    if questions.isEmpty, output == nil {
      throw ValidationError("Say where the result goes: --output.")
    }
    if !questions.isEmpty, output != nil {
      throw ValidationError("--output goes with a change; printing writes no file.")
    }
  }

  func execute() throws -> ExitStatus? {
    guard let output else {
      try Console.write(answers(to: questions, about: input))
      return nil
    }
    return try patch(input, with: request(), into: output).printed()
  }

  private var questions: [PatchQuestion] {
    let asked: [(Bool, PatchQuestion)] = [
      (printInterpreter, .interpreter), (printNeeded, .needed), (printRpath, .rpath),
      (printSoname, .soname), (printOsAbi, .osABI), (printExecstack, .executableStack),
    ]
    return asked.filter(\.0).map(\.1)
  }

  private func request() -> BinaryPatch {
    var patch = BinaryPatch()
    patch.interpreter = setInterpreter
    patch.rpath = setRpath
    patch.addedRPaths = addRpath
    patch.removesRPath = removeRpath
    patch.forcesRPath = forceRpath
    patch.addedLibraries = addNeeded
    patch.removedLibraries = removeNeeded
    patch.replacedLibraries = replaceNeeded.compactMap { replacement($0) }
    patch.soname = setSoname
    if setExecstack || clearExecstack { patch.executableStack = setExecstack }
    patch.osABI = setOsAbi
    return patch
  }

  private func replacement(_ pair: String) -> BinaryPatch.Replacement? {
    let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    return BinaryPatch.Replacement(String(parts[0]), with: String(parts[1]))
  }
}
