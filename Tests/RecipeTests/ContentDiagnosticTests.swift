import Testing

/// Entries of `contents:` that cannot be.
struct ContentDiagnosticTests {
  /// Lines after ``base``, which therefore start in line 5.
  static let remarks = [
    Remark(
      "contents:\n  - dest: /x\n    src: a\n",
      """
      r.yaml:6:5: error: the entry knows no key 'dest' [recipe.unknown-key]
      r.yaml:6:5: hint: did you mean 'dst'?
      """
    ),
    Remark(
      "contents: [{src: a, dst: ''}]\n",
      "r.yaml:5:21: error: 'contents.dst' is empty [recipe.empty-value]"
    ),
    Remark(
      "contents: [{src: a, dst: /a, file_info: {mode: rwx}}]\n",
      """
      r.yaml:5:48: error: 'contents.file_info.mode' is no octal mode: 'rwx' [recipe.invalid-mode]
      r.yaml:5:48: hint: write it as '0644'
      """
    ),
    Remark(
      "contents: [{src: 'a[', dst: /a}]\n",
      """
      r.yaml:5:18: error: 'a[' is no pattern: a '[' is not closed [recipe.invalid-glob]
      r.yaml:5:18: hint: write '\\' before a character that is meant literally
      """
    ),
    Remark(
      "contents: [{src: a, dst: /a/../b}]\n",
      """
      r.yaml:5:26: error: the destination '/a/../b' holds '..' [recipe.invalid-path]
      r.yaml:5:26: hint: write the path it means
      """
    ),
    Remark(
      "contents: [{dst: /a, type: symlink}]\n",
      "r.yaml:5:12: error: the entry has no 'src', which type 'symlink' needs [recipe.missing-key]"
    ),
    Remark(
      "contents: [{src: a, dst: /a, packager: dep}]\n",
      """
      r.yaml:5:40: error: 'packager' cannot be 'dep' [recipe.unknown-value]
      r.yaml:5:40: hint: did you mean 'deb'?
      """
    ),
  ]

  @Test(arguments: remarks)
  func saysWhatIsWrongAndWhere(_ remark: Remark) {
    #expect(said(base + remark.yaml).text == remark.expected)
  }
}
