extension BinaryReport.Linking {
  func write(to lines: inout Rows) {
    lines.add("interpreter", interpreter)
    lines.add("c library", cLibrary)
    lines.add("soname", soname)
    lines.add("rpath", rpath)
    lines.add("runpath", runpath)
    for library in needed { lines.add("needs", library) }
    for need in versions {
      let names = need.versions.map { $0.isWeak ? "\($0.name) (weak)" : $0.name }
      lines.add("versions", "\(need.library): \(names.joined(separator: " "))")
    }
    for definition in definitions where !definition.isBase {
      let parents =
        definition.parents.isEmpty
        ? "" : " after \(definition.parents.joined(separator: " "))"
      lines.add("defines", definition.name + parents)
    }
    for group in groupedImports { lines.add("imports", group) }
    if exports > 0 { lines.add("exports", "\(exports) symbols") }
  }

  /// The imported symbols, by version in the order the versions first occur.
  private var groupedImports: [String] {
    var order: [String] = []
    var groups: [String: [String]] = [:]
    for symbol in imports {
      let key = symbol.version ?? ""
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(symbol.isWeak ? "\(symbol.name) (weak)" : symbol.name)
    }
    return order.map { version in
      let names = (groups[version] ?? []).joined(separator: " ")
      return version.isEmpty ? names : "\(version): \(names)"
    }
  }
}

extension BinaryReport.Demands {
  func write(to lines: inout Rows) {
    if let glibc {
      let reasons = glibc.symbols.prefix(8) + (glibc.feature.map { [$0] } ?? [])
      let more = glibc.symbols.count > 8 ? " and \(glibc.symbols.count - 8) more" : ""
      lines.add(
        "needs glibc",
        glibc.version + (reasons.isEmpty ? "" : " for \(reasons.joined(separator: " "))\(more)"))
    }
    for symbol in privateSymbols { lines.add("private glibc", symbol) }
    lines.add("needs kernel", kernel.map { "\($0.version) for \($0.source)" })
    lines.add("level", level.map { "\($0.variable)=\($0.value) (\($0.source))" })
    lines.add("needs x86-64", x86Level.map { "v\($0)" })
    lines.add("processor", processor)
    lines.add("float abi", floatABI)
    if loadsNameServices { lines.add("nss", "loaded from the system's glibc") }
  }
}

extension BinaryReport.Safety {
  func write(to lines: inout Rows) {
    lines.add("stack", stack)
    lines.add("relro", relro)
    lines.add("bind now", bindsNow ? "yes" : "no")
    lines.add("pie", isPositionIndependent ? "yes" : "no")
    if hasWritableCode { lines.add("writable code", "yes") }
    if textRelocations != "none" { lines.add("text relocs", textRelocations) }
    if hasStackProtector { lines.add("stack guard", "yes") }
    if !fortifiedFunctions.isEmpty {
      lines.add("fortified", fortifiedFunctions.joined(separator: " "))
    }
    if !processorFeatures.isEmpty {
      lines.add("features", processorFeatures.joined(separator: " "))
    }
  }
}

extension BinaryReport.Toolchain {
  func write(to lines: inout Rows) {
    if !version.isEmpty {
      lines.add("go version", version)
      lines.add("go path", path)
    }
    main?.write(to: &lines, "go main")
    for dependency in dependencies { dependency.write(to: &lines, "go dep") }
    for setting in settings { lines.add("go build", "\(setting.key)=\(setting.value)") }
    if let sourceFiles {
      let root = sourceFiles.goRoot.map { ", Go in \($0)" } ?? ""
      lines.add(
        "go files", "\(sourceFiles.count), \(sourceFiles.absolute) by absolute path\(root)")
      for leak in sourceFiles.leaks { lines.add("go file", leak) }
    }
    if let fips {
      let words = [fips.module ?? "latest", fips.mode.map { "fips140=\($0)" } ?? "off", fips.sum]
      lines.add("go fips", words.joined(separator: " "))
    }
  }
}

extension BinaryReport.Module {
  func write(to lines: inout Rows, _ label: String) {
    lines.add(label, ([path, version] + (sum.map { [$0] } ?? [])).joined(separator: " "))
    for module in replacedBy ?? [] { module.write(to: &lines, "  replaced by") }
  }
}
