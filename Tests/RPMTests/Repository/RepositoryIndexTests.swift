import Bytes
import RPM
import Testing

struct RepositoryIndexTests {
  private static let digest = String(repeating: "ab", count: 32)
  private static let data =
    "<data type=\"primary\"><checksum type=\"sha256\">\(digest)</checksum>"
    + "<location href='repodata/a&amp;b.xml.gz'/></data>"

  private func index(_ text: String) throws -> RepositoryIndex {
    try RepositoryIndex(parsing: Array(text.utf8))
  }

  @Test func entries() throws {
    let index = try index(
      "<?xml version=\"1.0\"?>\n<!-- a < b --><repomd xmlns=\"x\"><revision>1</revision>\n"
        + Self.data + "<data type=\"other\"><open-checksum type=\"md5\">00</open-checksum>"
        + "<checksum type=\"sha\">00</checksum><location href=\"b\"></location></data></repomd>\n")
    #expect(index.entries.map(\.path) == ["repodata/a&b.xml.gz", "b"])
    #expect(index.entries.map(\.algorithm) == [.sha256, nil])
    #expect(index.entries[0].digest == Self.digest && index.entries[0].type == "primary")
  }

  @Test(arguments: [
    "", "<repomd>", "<other/>", "<repomd/><repomd/>", "<repomd/>x", "x<repomd/>", "<repomd></data>",
    "<!DOCTYPE repomd []><repomd/>", "<repomd>&x;</repomd>", "<repomd><![CDATA[x]]></repomd>",
    "<repomd><data/></repomd>", "<repomd>\(data.replacing("repodata", with: ".."))</repomd>",
    "<repomd>\(data.replacing(digest, with: "00"))</repomd>",
    "<repomd>\(data.replacing("</data>", with: "<checksum type='sha256'>00</checksum></data>"))</repomd>",
    "<repomd a='1' a='2'/>", "<repomd a=1/>", "<repomd a='<'/>", "<repomd\0/>", "<repomd><!-- x",
    String(repeating: "<repomd>", count: 100), "<repomd/><!-->", "<repomd><!-- a -- b --></repomd>",
    "<?><repomd/>", "<?>", "<?xml?><repomd/>", "\n<?xml version='1.0'?><repomd/>",
    "<repomd><?xml version='1.0'?></repomd>", "<repomd/><?XML version='1.0'?>",
    "<?xml version='1.0' encoding='UTF-16'?><repomd/>",
    "<?xml version='1.0' encoding='iso-8859-1'?><repomd/>",
    "<?xml version='1.0' version='1.1'?><repomd/>", "<?xml version='1.0'><repomd/>",
    "<?xml version='1.0' encoding=UTF-8?><repomd/>", "<repomd><?a<b?></repomd>", "<repomd/><?a",
  ]) func whatIsNoneIsRefused(text: String) {
    #expect(throws: MalformedInput.self) { try index(text) }
  }

  @Test(arguments: [
    "<?xml version='1.0'?>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>", "<!-- first -->", "<?a?>",
    "<?xml version='1.0'?>\n<?xml-stylesheet href='<repomd>'?><!--><repomd>-->",
  ]) func whatStandsBeforeTheRoot(text: String) throws {
    let entries = try index("\(text)<repomd>\(Self.data)</repomd>").entries
    #expect(entries.map(\.path) == ["repodata/a&b.xml.gz"])
  }

  /// What one reader takes for a whole instruction is the beginning of one for another.
  @Test func anInstructionHidesWhatIsInIt() throws {
    let text = "<repomd><?a ?" + "?>" + Self.data + "<?b <data> ?></repomd>"
    #expect(try index(text).entries.count == 1)
    #expect(throws: MalformedInput.self) { try index("<repomd><?>\(Self.data)<a?></repomd>") }
  }

  @Test func aBaseElsewhereIsRefused() {
    let text = Self.data.replacing("<location ", with: "<location xml:base='http://x/' ")
    #expect(throws: MalformedInput.self) { try index("<repomd>\(text)</repomd>") }
  }
}
