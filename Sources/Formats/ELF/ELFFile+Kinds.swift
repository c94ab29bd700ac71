extension ELFFile {
  /// How a program finds the code it does not contain.
  public enum LinkKind: String, Hashable, Sendable, CaseIterable {
    /// Complete, at a fixed address.
    case `static`
    /// Complete, at any address.
    case staticPIE = "static-pie"
    /// Needs no library, yet does not start without the interpreter it names.
    ///
    /// Go writes such files for `-buildmode=pie` without cgo.
    case interpreterOnly = "interp-only"
    /// A program that needs libraries.
    case dynamic
    /// A library.
    case shared
  }

  /// How the file is linked; `nil` for an object file, a core dump or a debug file.
  ///
  /// The type alone does not tell: a position-independent program and a library are both
  /// `ET_DYN`, and the absence of `DT_NEEDED` does not make a program static.
  public var linkKind: LinkKind? {
    guard header.type == .executable || header.type == .sharedObject, !isDebugFile else {
      return nil
    }
    let isProgram = dynamic?.isPositionIndependentExecutable ?? false
    let needsLibraries = !(dynamic?.needed.isEmpty ?? true)
    if header.type == .executable || interpreter != nil {
      if header.type == .sharedObject, !isProgram, dynamic?.soname != nil { return .shared }
      if needsLibraries { return .dynamic }
      return interpreter == nil ? .static : .interpreterOnly
    }
    if isProgram { return needsLibraries ? .dynamic : .staticPIE }
    return dynamic == nil ? .staticPIE : .shared
  }

  /// Whether this is debugging information split from a program, whose code is elsewhere.
  public var isDebugFile: Bool {
    sectionHeaders.contains { $0.flags.contains([.allocated, .execute]) && $0.type == .noBits }
  }

  /// What of its symbols and debugging information a file still has.
  public enum StripState: String, Hashable, Sendable, CaseIterable {
    /// Symbols and debugging information.
    case unstripped
    /// Symbols without debugging information.
    case symbolsOnly = "symbols-only"
    /// Debugging information without symbols.
    case debugOnly = "debug-only"
    /// Neither.
    case stripped
  }

  /// What is left to strip, told by the section headers.
  public var stripState: StripState {
    let symbols = sectionHeaders.contains { $0.type == .symbolTable && !$0.isAllocated }
    let debugging = sectionHeaders.contains { $0.isDebugging }
    switch (symbols, debugging) {
    case (true, true): return .unstripped
    case (true, false): return .symbolsOnly
    case (false, true): return .debugOnly
    case (false, false): return .stripped
    }
  }

  /// The C library a file is linked with.
  public enum CLibrary: String, Hashable, Sendable, CaseIterable {
    case glibc, musl
  }

  /// The C library, from the libraries needed, the interpreter or what glibc leaves in a
  /// static program; `nil` when nothing tells.
  ///
  /// The interpreter is a path that tools edit; the libraries are what its symbols come from.
  public var cLibrary: CLibrary? {
    if let named = neededCLibrary ?? loaderCLibrary { return named }
    let fingerprints: Set = ["__libc_IO_vtables", "__libc_freeres_fn", "__libc_atexit"]
    if notes.abi != nil || sectionHeaders.contains(where: { fingerprints.contains($0.name) }) {
      return .glibc
    }
    return nil
  }

  /// The C library among those needed.
  public var neededCLibrary: CLibrary? {
    for library in dynamic?.needed ?? [] {
      if library == "libc.so" || library.hasPrefix("libc.musl-") { return .musl }
      if library.hasPrefix("libc.so.") { return .glibc }
    }
    return nil
  }

  /// The C library whose loader the interpreter is.
  public var loaderCLibrary: CLibrary? {
    guard let interpreter else { return nil }
    if interpreter.contains("/ld-musl-") { return .musl }
    let name = interpreter.split(separator: "/").last ?? ""
    let isGLibCs = ["ld-linux", "ld64.so.", "ld.so."].contains { name.hasPrefix($0) }
    return isGLibCs ? .glibc : nil
  }
}
