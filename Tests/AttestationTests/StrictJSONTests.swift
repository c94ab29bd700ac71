import Attestation
import Bytes
import Testing

struct StrictJSONTests {
  @Test(arguments: [
    #"{"a":1,"a":1}"#, #"{"a":1,"b":2,"a":null}"#, #"{"a":1,"\u0061":1}"#, #"{"":1,"":2}"#,
    #"{"x":{"a":1,"a":2}}"#, #"[{"a":[],"a":{}}]"#, #"{"x":[{"a":1},{"a":1,"b":"a","a":3}]}"#,
    #"{"a\"b":1,"a\u0022b":1}"#, #"{"é":1,"e\#u{301}":1}"#, #"{"\ud83d\ude00":1,"😀":1}"#,
    #"{"a":{"b":{}},"c":[],"a":[]}"#, #"{ "a" : "\\" , "a" : "" }"#,
  ]) func aNameThatStandsTwiceIsRefused(_ text: String) {
    #expect {
      let _: Anything = try StrictJSON.value(in: Array(text.utf8), field: "text")
    } throws: { ($0 as? MalformedInput)?.code == .duplicate }
  }

  @Test(arguments: [
    #"{"a":1,"b":{"a":1,"b":{"a":1}}}"#, #"[{"a":1},{"a":1}]"#, #"{"a":"a","b":["a","a"]}"#,
    #"{"a":1,"A":2}"#, #"{"a":"{\"a\":1,\"a\":2}"}"#, #"{"a\\":1,"a\"":2}"#, #""a""#, "{}", "[[]]",
    #"{"x":[],"y":{},"z":1}"#,
  ]) func othersAreRead(_ text: String) throws {
    let _: Anything = try StrictJSON.value(in: Array(text.utf8), field: "text")
  }

  @Test func theSecondOfTwoIsPointedAt() {
    #expect(throws: MalformedInput(.duplicate, at: 7)) {
      try StrictJSON.names(in: Array(#"{"a":1,"a":2}"#.utf8), field: "text")
    }
  }

  @Test func namesOfAllDepthsAreTold() throws {
    let text = #"{"a":[{"b":"c","d":{"\u0065":1}}],"f":{"b":2}}"#
    #expect(try StrictJSON.names(in: Array(text.utf8), field: "text") == ["a", "b", "d", "e", "f"])
  }

  @Test(arguments: [
    "", "{", #"{"a""#, #"{"a":1}x"#, #"{"a":1}{"a":1}"#, "{\"a\":\"\u{0}\"}", #"{"\ud800":1}"#,
    "\"\\",
    #"{"a":1,}"#, #"[1,{} , ]"#, #"{a:1}"#, #"{,}"#,
  ]) func whatIsNoJSONIsRefused(_ text: String) {
    #expect(throws: MalformedInput.self) {
      let _: Anything = try StrictJSON.value(in: Array(text.utf8), field: "text")
    }
  }

  /// Envelopes and statements are read this way, down to their predicates.
  @Test func envelopesAndStatementsMayNotHaveOne() {
    let envelope =
      #"{"payload":"e30=","payloadType":"t","payloadType":"t","signatures":[{"sig":""}]}"#
    #expect(throws: MalformedInput(.duplicate, at: 36)) {
      try DSSEEnvelope(parsing: Array(envelope.utf8))
    }
    let digest = String(repeating: "0", count: 64)
    func statement(_ predicate: String) -> [UInt8] {
      Array(
        (#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha256":""#
          + digest + #""}}],"predicateType":"t","predicate":"# + predicate + "}").utf8)
    }
    #expect(throws: Never.self) { try StatementHeader(parsing: statement(#"{"x":[{"a":1}]}"#)) }
    for predicate in [#"{"x":[{"a":1,"a":1}]}"#, #"{},"subject":[]"#] {
      #expect {
        try StatementHeader(parsing: statement(predicate))
      } throws: { ($0 as? MalformedInput)?.code == .duplicate }
    }
  }
}

/// Whatever it is.
private struct Anything: Decodable {
  init(from decoder: any Decoder) throws {}
}
