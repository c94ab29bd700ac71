import Testing

@testable import Platform

struct DataTableTests {
  @Test func cellsAreTrimmedAndDashesAreNothing() {
    let table = DataTable(
      Array("# why\n\nname | words |n\na    | b  c  |  7 \nd|-|0\n".utf8))
    #expect(table.rows.count == 2)
    #expect(table.rows[0].text("name") == "a")
    #expect(table.rows[0].words("words") == ["b", "c"])
    #expect(table.rows[0].number("n") == 7)
    #expect(table.rows[1]["words"] == nil && table.rows[1].words("words") == [])
  }
}
