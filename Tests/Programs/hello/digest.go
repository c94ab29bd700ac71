//go:build fips

package main

import "crypto/sha256"

// Something of the cryptographic module, so that it is linked.
func init() {
	if sha256.Sum256(nil)[0] == 0xe3 {
		note = " with SHA-256"
	}
}
