// Prints the source files that debug/gosym finds in a program's line table, sorted.
//
// The argument is an ELF file, or a bare table when it ends in .pclntab.
package main

import (
	"debug/elf"
	"debug/gosym"
	"fmt"
	"os"
	"sort"
	"strings"
)

func main() {
	table, err := read(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	symbols, err := gosym.NewTable(nil, gosym.NewLineTable(table, 0))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var names []string
	for name := range symbols.Files {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Println(name)
	}
}

func read(path string) ([]byte, error) {
	if strings.HasSuffix(path, ".pclntab") {
		return os.ReadFile(path)
	}
	file, err := elf.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	for _, name := range []string{".gopclntab", ".data.rel.ro.gopclntab"} {
		if section := file.Section(name); section != nil {
			return section.Data()
		}
	}
	return nil, fmt.Errorf("no line table in %s", path)
}
