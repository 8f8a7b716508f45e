// Package drivertest is what the tests of the SQL drivers share beside the suite: a room
// with messages whose log can be checked, processes that are killed, migrations, and the
// search for what was erased.
package drivertest
