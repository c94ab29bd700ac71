/// One instruction of a compiled pattern; targets count from the instruction itself.
enum GlobStep: Hashable, Sendable {
  case scalar(Unicode.Scalar)
  /// Any scalar but `/`.
  case notSlash
  case any
  case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)
  /// Goes on at both distances.
  case split(Int, Int)
  case jump(Int)
}

/// The positions a running program is at; the program's end stands for a match.
struct GlobThreads {
  let program: [GlobStep]
  private var current: [Int] = []
  private var isListed: [Bool]

  init(_ program: [GlobStep]) {
    self.program = program
    isListed = Array(repeating: false, count: program.count + 1)
  }

  var isEmpty: Bool { current.isEmpty }
  var isMatch: Bool { isListed[program.count] }

  mutating func start() { add(0) }

  mutating func advance(over scalar: Unicode.Scalar) {
    let before = current
    current.removeAll(keepingCapacity: true)
    for index in isListed.indices { isListed[index] = false }
    for position in before where position < program.count {
      let passes =
        switch program[position] {
        case .scalar(let wanted): scalar == wanted
        case .notSlash: scalar != "/"
        case .any: true
        case .oneOf(let ranges, let isNegated):
          scalar != "/" && ranges.contains { $0.contains(scalar) } != isNegated
        case .split, .jump: false
        }
      if passes { add(position + 1) }
    }
  }

  /// Adds a position and all that are reached from it without reading.
  private mutating func add(_ first: Int) {
    var pending = [first]
    while let position = pending.popLast() {
      guard !isListed[position] else { continue }
      isListed[position] = true
      guard position < program.count else {
        current.append(position)
        continue
      }
      switch program[position] {
      case .split(let a, let b): pending += [position + a, position + b]
      case .jump(let a): pending.append(position + a)
      default: current.append(position)
      }
    }
  }
}

/// A recursive descent over a pattern's text that emits its program.
struct GlobParser {
  struct Fault: Error {
    var words: String
    init(_ words: String) { self.words = words }
  }

  /// A part of a pattern; `literal` while it has no wildcard.
  struct Branch {
    var literal: String?
    var program: [GlobStep]
  }

  /// How deep braces may nest.
  static let deepest = 8

  private let text: [Unicode.Scalar]
  private var position = 0

  init(_ text: String) { self.text = Array(text.unicodeScalars) }

  private var next: Unicode.Scalar? { position < text.count ? text[position] : nil }

  /// The whole pattern at depth 0; below it the inside of braces, up to and with the `}`.
  mutating func alternatives(depth: Int) throws(Fault) -> Branch {
    guard depth <= Self.deepest else { throw Fault("braces nest too deep") }
    var branches: [Branch] = []
    while true {
      branches.append(try sequence(depth: depth))
      guard depth > 0 else { return branches[0] }
      guard let separator = next else { throw Fault("a '{' is not closed") }
      position += 1
      if separator == "}" { break }
    }
    // split → first, jump to the end; split → second, …; the last has no split.
    var program = branches[branches.count - 1].program
    for branch in branches.dropLast().reversed() {
      program =
        [.split(1, branch.program.count + 2)] + branch.program + [.jump(program.count + 1)]
        + program
    }
    return Branch(literal: nil, program: program)
  }

  private mutating func sequence(depth: Int) throws(Fault) -> Branch {
    var literal: String.UnicodeScalarView? = .init()
    var program: [GlobStep] = []
    while let scalar = next {
      if depth > 0, scalar == "," || scalar == "}" { break }
      position += 1
      switch scalar {
      case "*":
        var isDeep = false
        while next == "*" {
          isDeep = true
          position += 1
        }
        program += [.split(1, 3), isDeep ? .any : .notSlash, .jump(-2)]
        literal = nil
      case "?":
        program.append(.notSlash)
        literal = nil
      case "[":
        program.append(try set())
        literal = nil
      case "{":
        program += try alternatives(depth: depth + 1).program
        literal = nil
      case "]": throw Fault("a ']' closes nothing")
      case "}": throw Fault("a '}' closes nothing")
      case "\\":
        guard let escaped = next else { throw Fault("a '\\' stands at the end") }
        position += 1
        program.append(.scalar(escaped))
        literal?.append(escaped)
      default:
        program.append(.scalar(scalar))
        literal?.append(scalar)
      }
    }
    return Branch(literal: literal.map { String($0) }, program: program)
  }

  private mutating func set() throws(Fault) -> GlobStep {
    let isNegated = next == "!"
    if isNegated { position += 1 }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while true {
      guard let low = try member() else { break }
      guard next == "-", position + 1 < text.count, text[position + 1] != "]" else {
        ranges.append(low...low)
        continue
      }
      position += 1
      guard let high = try member(), low <= high else {
        throw Fault("a range runs backwards")
      }
      ranges.append(low...high)
    }
    guard !ranges.isEmpty else { throw Fault("a '[' has nothing in it") }
    return .oneOf(ranges, isNegated: isNegated)
  }

  /// The next scalar of a set; `nil` at its end.
  private mutating func member() throws(Fault) -> Unicode.Scalar? {
    guard let scalar = next else { throw Fault("a '[' is not closed") }
    position += 1
    if scalar == "]" { return nil }
    guard scalar == "\\" else { return scalar }
    guard let escaped = next else { throw Fault("a '[' is not closed") }
    position += 1
    return escaped
  }
}
