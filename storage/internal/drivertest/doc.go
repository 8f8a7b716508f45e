// Package drivertest is what the tests of the SQL drivers share beside the suite: a room
// with messages whose log can be checked, and processes that are killed.
package drivertest
