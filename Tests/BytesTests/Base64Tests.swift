import Bytes
import Testing

struct Base64Tests {
  /// RFC 4648 §10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ]) func vectors(_ plain: String, _ text: String) throws {
    #expect(Base64.encoded(Array(plain.utf8)) == Array(text.utf8))
    #expect(try Base64.decoded(Array(text.utf8)) == Array(plain.utf8))
  }

  @Test(arguments: [
    "Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zm9v\n", "Z-==", " Zg=", "Zg==Zg==",
  ])
  func twoTextsNeverMeanOneThing(_ text: String) {
    #expect(throws: MalformedInput.self) { try Base64.decoded(Array(text.utf8)) }
  }
}
