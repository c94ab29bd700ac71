import Testing

@testable import Platform

/// What was measured, column by column, held against every cell of our tables.
///
/// Written down apart from the tables, from the measurements: rpm of upstream's tags, GnuPG 2.2,
/// Sequoia 1 and 2, debsig-verify 0.28, apt 2.6 and Go's x/crypto. `yes`; `yes!` where it should not
/// be; `no`; `-` where nobody tried; `blind` where the program sees an unsigned package.
struct CompatibilityMatrixTests {
  private static let columns = [
    "rpm-4.11", "rpm-4.14", "rpm-4.16", "rpm-4.18", "rpm-4.19", "rpm-4.20", "rpm-6.0", "gpg-2.2",
    "sequoia-1", "sequoia-2", "debsig-0.28", "apt-2.6", "go-crypto",
  ]

  private static let matrix = """
    rsa                  yes   yes   yes   yes   yes   yes   yes  yes  yes yes yes  yes  yes
    rsa-1024             yes!  yes!  yes!  yes!  no    no    no   yes! no  no  yes! yes! yes!
    dsa                  no    yes   yes   yes   yes!  yes!  yes! yes  -   -   -    -    yes
    ed25519              no    no    yes   yes   yes   yes   yes  yes  yes yes yes  yes  yes
    ecdsa                no    no    no    no    yes   yes   yes  yes  yes yes yes  yes  yes
    signing-subkey       no    yes   yes   yes   yes   yes   yes  yes  yes yes no   yes  yes
    ed25519-v6           blind blind blind blind blind blind no   no   no  yes no   no   yes
    mldsa-v6             blind blind blind blind blind blind no   no   no  yes no   no   -
    sha1-signature       yes!  yes!  yes!  yes!  no    no    no   yes! no  no  no   no   yes!
    certificate-sha1     yes!  yes!  yes!  yes!  no    no    no   yes! no  no  -    -    -
    certificate-no-flags yes   yes   yes   yes   no    no    no   yes  no  -   -    -    -
    expired-key          yes!  yes!  yes!  yes!  no    no    no   yes! no  -   yes! no   yes!
    revoked-key          yes!  yes!  yes!  yes!  no    no    no   yes! no  -   yes! no   yes!
    expired-signature    yes!  yes!  yes!  yes!  no    no    no   no   no  -   no   no   yes!
    """

  /// One cell: a case, a program, and what was measured.
  struct Cell: Sendable, CustomTestStringConvertible {
    var row: String
    var program: String
    var measured: Substring
    var testDescription: String { "\(row) × \(program)" }
  }

  static let cells: [Cell] = matrix.split(separator: "\n").flatMap { line in
    let words = line.split(separator: " ")
    precondition(words.count == columns.count + 1, "a row has a word for each column")
    return zip(columns, words.dropFirst()).map {
      Cell(row: String(words[0]), program: $0, measured: $1)
    }
  }

  @Test("every cell is what was measured", arguments: cells)
  func cell(_ cell: Cell) throws {
    let program = try #require(VerifierProgram.named(cell.program))
    let question = try #require(SignatureCase.all.first { $0.rawValue == cell.row })
    let answer = program.answer(to: question)
    switch cell.measured {
    case "yes": #expect(answer == .accepts)
    case "yes!": #expect(answer == .acceptsWrongly)
    case "no", "blind": #expect(answer?.isAcceptance == false)
    // Nothing was measured: nothing may be promised.
    default: #expect(answer?.isAcceptance != true)
    }
  }

  /// RHEL 9's rpm has a policy of its own; Debian 13's apt has another verifier and its dates.
  @Test(
    "distributions that differ from upstream",
    arguments: [
      ("rpm-4.16-el9", SignatureCase.sha1Signature), ("rpm-4.16-el9", .certificateSHA1),
      ("apt-3", .sha1Signature), ("apt-3", .certificateSHA1), ("apt-3", .version3Packet),
    ])
  func differing(name: String, question: SignatureCase) throws {
    #expect(try #require(VerifierProgram.named(name)).answer(to: question)?.isAcceptance == false)
  }

  /// The matrix has a row for every property of keys, but for a key nobody was given.
  @Test func everyPropertyOfAKeyHasARow() {
    let rows = Set(Self.cells.map(\.row))
    for one in SignatureCase.all where one.subject == .key {
      #expect(rows.contains(one.rawValue), "\(one.rawValue)")
    }
  }
}
