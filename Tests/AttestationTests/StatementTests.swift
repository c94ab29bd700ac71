import Attestation
import Bytes
import Testing

struct StatementTests {
  struct Approval: Codable, Sendable, Equatable {
    var decision: String
    var count: Int
  }

  @Test func whatIsWrittenIsRead() throws {
    let subject = StatementHeader.Subject(
      name: "hello.rpm", sha256: [UInt8](repeating: 0xab, count: 32))
    let statement = Statement(
      subjects: [subject], predicateType: "https://example.com/approval/v1",
      predicate: Approval(decision: "yes", count: 2))
    let json = statement.serialized()
    #expect(
      String(decoding: json, as: UTF8.self)
        == #"{"_type":"https://in-toto.io/Statement/v1","#
        + #""predicate":{"count":2,"decision":"yes"},"#
        + #""predicateType":"https://example.com/approval/v1","#
        + #""subject":[{"digest":{"sha256":""# + String(repeating: "ab", count: 32)
        + #""},"name":"hello.rpm"}]}"#)
    let again = try Statement<Approval>(parsing: json)
    #expect(again.header == statement.header && again.predicate == statement.predicate)
    #expect(try StatementHeader(parsing: json) == statement.header)
    struct Other: Codable, Sendable { var absent: String }
    #expect(throws: MalformedInput.self) { try Statement<Other>(parsing: json) }
  }

  @Test(arguments: [
    #"{"_type":"https://in-toto.io/Statement/v0.1","subject":[{"name":"a","digest":{"sha1":"00"}}],"predicateType":"t"}"#,
    #"{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"t"}"#,
    #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{}}],"predicateType":"t"}"#,
    #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha256":"00"}}],"predicateType":"t"}"#,
    #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha1":"00"}}],"predicateType":""}"#,
    #"{"subject":[{"name":"a","digest":{"sha1":"00"}}],"predicateType":"t"}"#,
  ]) func whatIsNoStatementIsRefused(_ text: String) {
    #expect(throws: MalformedInput.self) { try StatementHeader(parsing: Array(text.utf8)) }
  }
}
