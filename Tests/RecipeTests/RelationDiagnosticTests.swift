import Testing

/// Relations to other packages that cannot be said.
struct RelationDiagnosticTests {
  /// Lines after ``base``, which therefore start in line 5.
  static let remarks = [
    Remark(
      "depends: ['foo (>= )']\n",
      "r.yaml:5:11: error: 'foo (>= )' is no dependency: a version is missing after '>=' [recipe.malformed-dependency]"
    ),
    Remark(
      "depends: ['pkgconfig(zlib)']\n",
      """
      r.yaml:5:11: error: 'pkgconfig(zlib)' cannot be said in a deb [recipe.untranslatable-dependency]
      r.yaml:5:11: hint: say it under 'overrides.rpm' only
      """
    ),
    Remark(
      "provides: [a | b]\n",
      """
      r.yaml:5:12: error: 'provides' of a rpm takes no alternatives [recipe.invalid-relation]
      r.yaml:5:12: hint: write each as an entry of its own
      r.yaml:5:12: error: 'provides' of a deb takes no alternatives [recipe.invalid-relation]
      r.yaml:5:12: hint: write each as an entry of its own
      """
    ),
    Remark(
      "provides: [a >= 1]\n",
      """
      r.yaml:5:12: error: 'provides' takes no '>=' [recipe.invalid-relation]
      r.yaml:5:12: hint: write '='
      """
    ),
    Remark(
      "formats: rpm\ndepends: [(a unless b)]\nconflicts: [(a if b)]\n",
      """
      r.yaml:6:11: error: 'depends' takes no 'unless' [recipe.invalid-relation]
      r.yaml:6:11: hint: write 'or'
      r.yaml:7:13: error: 'conflicts' takes no 'if' [recipe.invalid-relation]
      r.yaml:7:13: hint: write 'and'
      """
    ),
    Remark(
      "depends: [a (> 1)]\n",
      """
      r.yaml:5:11: warning: 'a (> 1)' compares strictly here, which dpkg would not [recipe.ambiguous-comparison]
      r.yaml:5:11: hint: write '<<', '<=', '>=' or '>>'
      """
    ),
  ]

  @Test(arguments: remarks)
  func saysWhatIsWrongAndWhere(_ remark: Remark) {
    #expect(said(base + remark.yaml).text == remark.expected)
  }
}
