//go:build withuser

package main

import "os/user"

// The standard library's own use of C: what the Go linker may still link itself.
func init() {
	if _, err := user.LookupId("no number"); err != nil {
		note = " with os/user"
	}
}
