// Package migrators holds the exported migrations against the tools that hosts have: what
// goose and golang-migrate make of them is what Migrate makes.
package migrators
