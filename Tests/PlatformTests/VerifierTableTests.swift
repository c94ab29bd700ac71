import Testing

@testable import Platform

/// The tables of what verifiers answer.
struct VerifierTableTests {
  @Test func everyCaseHasARowAndEveryRowACase() {
    #expect(Set(SignatureCase.all.map(\.rawValue)) == Set(VerifierProgram.answers.keys))
    #expect(Set(SignatureCase.all).count == SignatureCase.all.count)
    for one in SignatureCase.all { #expect(!one.words.isEmpty) }
  }

  @Test func everyProgramIsNamedOnceAndAnswersSomething() {
    #expect(Set(VerifierProgram.all.map(\.name)).count == VerifierProgram.all.count)
    for program in VerifierProgram.all {
      #expect(program.answer(to: .rsa) == .accepts, "\(program.name)")
      #expect(program.answer(to: .badSignature) == .callsBad, "\(program.name)")
    }
  }

  /// The rows of the facts that were measured on real verifiers, once more by hand.
  @Test(
    "measured answers",
    arguments: [
      ("rpm-4.11", SignatureCase.ed25519, VerifierAnswer.callsBad),
      ("rpm-4.14", .ed25519, .callsBad), ("rpm-4.16", .ed25519, .accepts),
      ("rpm-4.18", .ecdsa, .refusesKey), ("rpm-4.19", .ecdsa, .accepts),
      ("rpm-4.11", .signingSubkey, .findsNoKey), ("rpm-4.14", .signingSubkey, .accepts),
      ("debsig-0.28", .signingSubkey, .findsNoPolicy),
      ("rpm-4.18", .sha1Signature, .acceptsWrongly), ("rpm-4.19", .sha1Signature, .distrusts),
      ("rpm-4.16-el9", .sha1Signature, .refuses), ("rpm-4.16", .sha1Signature, .acceptsWrongly),
      ("rpm-4.20", .unsigned, .acceptsWrongly), ("rpm-6.0", .unsigned, .findsNoSignature),
      ("rpm-4.11", .payloadDigestWrong, .acceptsWrongly),
      ("rpm-4.14", .payloadDigestWrong, .refuses),
      ("rpm-4.11", .headerSignatureOnly, .acceptsWrongly),
      ("rpm-4.14", .headerSignatureOnly, .accepts),
      ("rpm-4.14", .signatureHeader8192, .cannotRead), ("rpm-4.16", .signatureHeader8192, .accepts),
      ("rpm-6.0", .oldDigestWrong, .acceptsWrongly), ("rpm-4.20", .oldDigestWrong, .refuses),
      ("gpg-2.2", .revokedKey, .acceptsWrongly), ("apt-2.6", .revokedKey, .refuses),
    ])
  func answers(program: String, question: SignatureCase, expected: VerifierAnswer) throws {
    #expect(try #require(VerifierProgram.named(program)).answer(to: question) == expected)
  }
}
