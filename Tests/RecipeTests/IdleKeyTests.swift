import Testing

/// Keys that are accepted and change nothing, with the reason.
struct IdleKeyTests {
  /// Lines after ``base``, which therefore start in line 5.
  static let remarks = [
    Remark(
      "deb: {signature: {signer: x}}\n",
      """
      r.yaml:5:19: warning: 'deb.signature.signer' has no effect: only dpkg-sig's signatures name a signer [recipe.no-effect]
      r.yaml:5:19: hint: remove it
      """
    ),
    Remark(
      "deb: {scripts: {rules: debian/rules}}\n",
      """
      r.yaml:5:17: warning: 'deb.scripts.rules' has no effect: it is a source package's, and dpkg does not read it [recipe.no-effect]
      r.yaml:5:17: hint: remove it
      """
    ),
    Remark(
      "deb: {signature: {method: dpkg-sig, key_file: k}}\n",
      """
      r.yaml:5:27: warning: 'dpkg-sig' has no effect: signatures are written as debsign does [recipe.no-effect]
      r.yaml:5:27: hint: write 'debsign'
      """
    ),
    Remark(
      "apk: {arch: x}\noverrides: {archlinux: {}}\n",
      "r.yaml:5:1: note: settings for other formats are skipped: 'apk', 'overrides.archlinux' [recipe.skipped-section]"
    ),
    Remark(
      "contents: [{src: a, dst: /a, disown_subtree: [/a]}]\n",
      """
      r.yaml:5:47: warning: 'disown_subtree' has no effect: the entry is no tree [recipe.no-effect]
      r.yaml:5:47: hint: write 'type: tree'
      """
    ),
    Remark(
      "contents: [{src: a, dst: /a, type: symlink, exclude: [b], file_info: {mode: 0600}}]\n",
      """
      r.yaml:5:54: warning: 'exclude' has no effect: a symlink selects no files [recipe.no-effect]
      r.yaml:5:54: hint: remove it
      r.yaml:5:77: warning: 'file_info.mode' has no effect: a symbolic link has no permissions [recipe.no-effect]
      r.yaml:5:77: hint: set the mode of the file it points to
      """
    ),
    Remark(
      "contents: [{src: a, dst: /a, type: dir, exclude: b}]\n",
      """
      r.yaml:5:18: warning: 'src' has no effect: a directory has no contents to take from it [recipe.no-effect]
      r.yaml:5:18: hint: remove it
      r.yaml:5:50: warning: 'exclude' has no effect: a directory selects no files [recipe.no-effect]
      r.yaml:5:50: hint: remove it
      """
    ),
    Remark(
      "contents: [{src: a, dst: /a, type: ghost, exclude: b}]\n",
      """
      r.yaml:5:18: warning: 'src' has no effect: a ghost has no contents to take from it [recipe.no-effect]
      r.yaml:5:18: hint: remove it
      r.yaml:5:52: warning: 'exclude' has no effect: a ghost selects no files [recipe.no-effect]
      r.yaml:5:52: hint: remove it
      """
    ),
    Remark(
      "contents: [{src: a, dst: /a, packager: deb, file_info: {lang: de}}]\n",
      """
      r.yaml:5:63: warning: 'file_info.lang' has no effect: Debian packages do not mark a file's language [recipe.no-effect]
      r.yaml:5:63: hint: remove it
      """
    ),
    // Of use to the RPM, so the DEB's part passes in silence.
    Remark("contents: [{src: a, dst: /a, file_info: {lang: de}}]\n", ""),
    Remark(
      "rpm: {signature: {key_id: ab}}\n",
      """
      r.yaml:5:18: warning: 'rpm.signature' has no effect: no key is named [recipe.no-effect]
      r.yaml:5:18: hint: name it with 'key_file', or with 'sign'
      """
    ),
    Remark("rpm: {signature: {key_id: ab}}\nsign: {key: k}\n", ""),
    Remark("deb: {signature: {key_file: '${NONE:-}'}}\n", ""),
  ]

  @Test(arguments: remarks)
  func saysWhatIsWrongAndWhere(_ remark: Remark) {
    #expect(said(base + remark.yaml).text == remark.expected)
  }
}
