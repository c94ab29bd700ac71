/// The files of one version of a library, a directory or a package.
public struct LibrarySet: Hashable, Sendable {
  /// By path.
  public let files: [LibraryInterface]

  public init(_ files: [LibraryInterface]) {
    self.files = files.sorted { $0.path < $1.path }
  }
}

/// A file of the old version and what it became.
struct InterfacePair {
  var old: LibraryInterface?
  var new: LibraryInterface?
}

extension LibrarySet {
  /// Every file of either set, with its counterpart where it has one.
  ///
  /// Counterparts have the same path, else the same `DT_SONAME`, else the same name up to the
  /// version behind `.so` in the same directory. Two single files are each other's counterpart,
  /// whatever they are called.
  func paired(with new: LibrarySet) -> [InterfacePair] {
    if files.count == 1, new.files.count == 1 {
      return [InterfacePair(old: files[0], new: new.files[0])]
    }
    var pairs: [InterfacePair] = []
    var left = files
    var right = new.files
    for key in [\LibraryInterface.path, \.pairingName, \.pairingStem] {
      let numbers = Dictionary(
        right.enumerated().filter { !$0.element[keyPath: key].isEmpty }
          .map { ($0.element[keyPath: key], $0.offset) }
      ) { first, _ in first }
      var isTaken: Set<Int> = []
      var rest: [LibraryInterface] = []
      for file in left {
        if let number = numbers[file[keyPath: key]], isTaken.insert(number).inserted {
          pairs.append(InterfacePair(old: file, new: right[number]))
        } else {
          rest.append(file)
        }
      }
      right = right.enumerated().filter { !isTaken.contains($0.offset) }.map(\.element)
      left = rest
    }
    pairs += left.map { InterfacePair(old: $0, new: nil) }
    pairs += right.map { InterfacePair(old: nil, new: $0) }
    return pairs.sorted { ($0.new ?? $0.old)?.path ?? "" < ($1.new ?? $1.old)?.path ?? "" }
  }
}

extension LibraryInterface {
  /// `DT_SONAME`, which programs look for wherever the file is.
  fileprivate var pairingName: String { soname ?? "" }

  /// The path up to `.so`: `usr/lib/libz` of `usr/lib/libz.so.1.3`.
  fileprivate var pairingStem: String {
    path.firstRange(of: ".so").map { String(path[..<$0.lowerBound]) } ?? ""
  }
}
