/// What can change between two versions of a library.
///
/// The name is what reports and ignore files say; it is never reused.
public enum CompatibilityRule: String, Hashable, Sendable, Codable, CaseIterable {
  // The file.
  case architecture
  case fileType = "file-type"
  case soname
  case interpreter
  case neededAdded = "needed-added"
  case neededRemoved = "needed-removed"
  case libraryAdded = "library-added"
  case libraryRemoved = "library-removed"
  case programAdded = "program-added"
  case programRemoved = "program-removed"
  // Symbols.
  case functionAdded = "fn-added"
  case functionRemoved = "fn-removed"
  case variableAdded = "var-added"
  case variableRemoved = "var-removed"
  case symbolAdded = "symbol-added"
  case symbolRemoved = "symbol-removed"
  case versionAdded = "version-added"
  case versionRemoved = "version-removed"
  case defaultVersion = "default-version"
  case symbolVersion = "symbol-version"
  case symbolKind = "symbol-kind"
  case indirectFunction = "fn-ifunc"
  case variableSize = "var-size"
  case binding
  case visibility
  // What it needs.
  case importAdded = "import-added"
  case importUnknown = "import-unknown"
  case importUnprovided = "import-unprovided"
  case floorRaised = "floor-raised"
  case floorLowered = "floor-lowered"
  // Types.
  case typeEvidence = "type-evidence"
  case typeUnknown = "type-unknown"
  case returnType = "return-type"
  case parameterCount = "param-count"
  case parameterType = "param-type"
  case variableType = "var-type"
  case typeSize = "type-size"
  case typeRenamed = "type-renamed"
  case memberAdded = "member-added"
  case memberRemoved = "member-removed"
  case memberRenamed = "member-renamed"
  case memberOffset = "member-offset"
  case memberType = "member-type"
  case virtualFunctions = "virtual-functions"
  case enumeratorAdded = "enumerator-added"
  case enumeratorRemoved = "enumerator-removed"
  case enumeratorValue = "enumerator-value"
}
