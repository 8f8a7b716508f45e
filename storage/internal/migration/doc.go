// Package migration is what the SQL drivers share about schemas that grow.
//
// A driver embeds a folder of plain SQL files, NNNN_what.up.sql, numbered from 1 without
// holes, and each of them ends by entering its number in the table chat_schema. So the
// files say by themselves how far a schema is, whoever ran them: a [Set] here, or the
// host's own tool with the folder that [Renamed] gives it.
//
//	set, err := migration.Read(migration.Renamed(files, rename))
//	...
//	tx, err := db.BeginTx(ctx, nil)
//	...
//	ran, err := set.Apply(ctx, tx, version)
package migration
