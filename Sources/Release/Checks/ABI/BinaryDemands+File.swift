internal import Bytes
public import ELF
public import GoBuild
internal import Platform

extension BinaryDemands {
  /// What `file` asks for, told by its headers and by the toolchain's record.
  public init(_ file: ELFFile, _ buildInfo: BuildInfo?) {
    let header = file.header
    self.init(
      machine: Architecture.MachineIdentity(
        machine: header.machine, bits: header.class.bits, isBigEndian: header.byteOrder == .big),
      goArch: header.architectureName, linkKind: file.linkKind, interpreter: file.interpreter,
      cLibrary: file.cLibrary, needed: file.dynamic?.needed ?? [],
      versions: file.versionNeeds.flatMap { need in
        need.versions.map {
          SymbolVersion(library: need.library, name: $0.name, isWeak: $0.isWeak)
        }
      },
      hasRelativeRelocations: file.dynamic?.value(of: .relativeRelocations) != nil,
      foreignSystem: file.foreignSystem ?? buildInfo?.foreignSystem)
    if let abi = file.notes.abi, abi.system == 0,
      let version = DottedVersion("\(abi.major).\(abi.minor).\(abi.patch)")
    {
      kernelFloors.append(KernelFloor(version, source: "the C library it is linked with"))
    }
    guard let buildInfo else { return }
    if buildInfo.foreignSystem == nil,
      let version = Self.kernelFloor(goVersion: buildInfo.goVersion, goArch: goArch)
    {
      kernelFloors.append(KernelFloor(version, source: buildInfo.goVersion))
    }
    let architecture = Architecture.all.first { $0.goArch == goArch && !$0.goArch.isEmpty }
    if let variable = architecture?.goLevelVariable, let value = buildInfo.setting(variable) {
      levels.append(Self.level(value, of: variable))
    }
  }

  /// The level that the value of a Go variable such as `GOARM64` asks for.
  static func level(_ value: String, of variable: String) -> ProcessorLevel {
    // What follows the comma is beyond the level: GOARM=7,hardfloat and GOARM64=v8.0,lse.
    let words = value.split(separator: ",").map(String.init)
    var level = words.first ?? value
    if variable == "GOARM64" {
      // Large system extensions came with v8.1; cryptography no level promises.
      if level == "v8.0", words.contains("lse") { level = "v8.1" }
      if words.contains("crypto") { level += ",crypto" }
    }
    return ProcessorLevel(level, source: "\(variable)=\(value)")
  }

  /// The oldest Linux that programs of a Go toolchain run on; `nil` for a version without numbers.
  ///
  /// - SeeAlso: <https://go.dev/wiki/MinimumRequirements>, <https://go.dev/wiki/Linux>.
  static func kernelFloor(goVersion: String, goArch: String?) -> DottedVersion? {
    // A development version is written as "devel go1.25-0123abcd".
    guard let word = goVersion.split(separator: " ").first(where: { $0.hasPrefix("go1.") }),
      let minor = Int(word.dropFirst(4).prefix { $0.isASCII && $0.isNumber })
    else { return nil }
    switch goArch {
    case "loong64": return DottedVersion("5.19")
    case "mips64le": return DottedVersion("4.8")
    case "arm" where minor <= 23: return DottedVersion("3.1")
    default:
      return DottedVersion(minor >= 24 ? "3.2" : minor >= 19 ? "2.6.32" : "2.6.23")
    }
  }
}
